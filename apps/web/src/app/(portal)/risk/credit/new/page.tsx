import { NewCredit } from "@/screens/risk/credit/NewCredit.tsx";

export default function Page() {
  return <NewCredit />;
}
