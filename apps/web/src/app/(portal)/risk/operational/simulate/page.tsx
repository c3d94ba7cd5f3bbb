import { SimulateLosses } from "@/screens/risk/operational/SimulateLosses.tsx";

export default function Page() {
  return <SimulateLosses />;
}
