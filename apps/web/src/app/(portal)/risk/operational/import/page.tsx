import { ImportLosses } from "@/screens/risk/operational/ImportLosses.tsx";

export default function Page() {
  return <ImportLosses />;
}
