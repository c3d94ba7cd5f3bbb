import { DatasetScreen } from "@/screens/dataset/DatasetScreen.tsx";

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <DatasetScreen id={(await params).id} />;
}
