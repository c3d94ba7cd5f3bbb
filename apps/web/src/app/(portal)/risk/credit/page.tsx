import { Credits } from "@/screens/risk/credit/Credits.tsx";

export default function Page() {
  return <Credits />;
}
