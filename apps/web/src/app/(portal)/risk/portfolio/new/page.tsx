import { NewPortfolio } from "@/screens/risk/portfolio/NewPortfolio.tsx";

export default function Page() {
  return <NewPortfolio />;
}
