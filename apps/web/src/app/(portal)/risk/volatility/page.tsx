import { VolatilityStudies } from "@/screens/risk/market/Studies.tsx";

export default function Page() {
  return <VolatilityStudies />;
}
