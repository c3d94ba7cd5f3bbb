import { NewVolatility } from "@/screens/risk/market/NewVolatility.tsx";

export default function Page() {
  return <NewVolatility />;
}
