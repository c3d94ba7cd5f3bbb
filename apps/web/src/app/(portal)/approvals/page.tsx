import { Approvals } from "@/screens/governance/Approvals.tsx";

export default function Page() {
  return <Approvals />;
}
