import { Home } from "@/screens/home/Home.tsx";

export default function Page() {
  return <Home />;
}
