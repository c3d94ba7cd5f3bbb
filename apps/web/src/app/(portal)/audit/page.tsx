import { Audit } from "@/screens/governance/Audit.tsx";

export default function Page() {
  return <Audit />;
}
