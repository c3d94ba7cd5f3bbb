import { Policies } from "@/screens/policies/Policies.tsx";

export default function Page() {
  return <Policies />;
}
