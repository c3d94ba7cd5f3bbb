import { NewRun } from "@/screens/run-new/NewRun.tsx";

export default function Page() {
  return <NewRun />;
}
