import { Datasets } from "@/screens/datasets/Datasets.tsx";

export default function Page() {
  return <Datasets />;
}
