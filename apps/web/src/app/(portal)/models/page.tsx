import { Models } from "@/screens/models/Models.tsx";

export default function Page() {
  return <Models />;
}
