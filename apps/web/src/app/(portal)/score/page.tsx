import { Score } from "@/screens/score/Score.tsx";

export default function Page() {
  return <Score />;
}
