import { FitLosses } from "@/screens/risk/operational/FitLosses.tsx";

export default function Page() {
  return <FitLosses />;
}
