import { RunsCompare } from "@/screens/runs-compare/RunsCompare.tsx";

export default function Page() {
  return <RunsCompare />;
}
