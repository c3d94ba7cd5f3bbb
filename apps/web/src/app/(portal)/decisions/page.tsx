import { Decisions } from "@/screens/decisions/Decisions.tsx";

export default function Page() {
  return <Decisions />;
}
