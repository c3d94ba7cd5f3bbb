import { Inventory } from "@/screens/governance/Inventory.tsx";

export default function Page() {
  return <Inventory />;
}
