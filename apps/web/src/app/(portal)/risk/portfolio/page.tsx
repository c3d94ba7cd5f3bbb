import { Portfolios } from "@/screens/risk/portfolio/Portfolios.tsx";

export default function Page() {
  return <Portfolios />;
}
