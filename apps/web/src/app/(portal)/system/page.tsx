import { System } from "@/screens/system/System.tsx";

export default function Page() {
  return <System />;
}
