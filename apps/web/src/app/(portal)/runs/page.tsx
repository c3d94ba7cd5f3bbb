import { Runs } from "@/screens/runs/Runs.tsx";

export default function Page() {
  return <Runs />;
}
