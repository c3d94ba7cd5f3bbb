import { NewPolicy } from "@/screens/policies/NewPolicy.tsx";

export default function Page() {
  return <NewPolicy />;
}
