import { ImportIndicators } from "@/screens/risk/operational/ImportIndicators.tsx";

export default function Page() {
  return <ImportIndicators />;
}
