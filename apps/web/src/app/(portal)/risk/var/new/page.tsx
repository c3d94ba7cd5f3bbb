import { NewBacktest } from "@/screens/risk/market/NewBacktest.tsx";

export default function Page() {
  return <NewBacktest />;
}
