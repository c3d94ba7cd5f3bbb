import { NewPrediction } from "@/screens/risk/market/NewPrediction.tsx";

export default function Page() {
  return <NewPrediction />;
}
