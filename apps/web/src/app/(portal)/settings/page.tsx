import { Settings } from "@/screens/settings/Settings.tsx";

export default function Page() {
  return <Settings />;
}
