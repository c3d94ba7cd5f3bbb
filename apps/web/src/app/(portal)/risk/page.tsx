import { RiskHome } from "@/screens/risk/RiskHome.tsx";

export default function Page() {
  return <RiskHome />;
}
