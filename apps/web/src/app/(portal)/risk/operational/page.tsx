import { OperationalScreen } from "@/screens/risk/operational/OperationalScreen.tsx";

export default function Page() {
  return <OperationalScreen />;
}
