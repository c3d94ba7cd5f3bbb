import { RunScreen } from "@/screens/run/RunScreen.tsx";

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <RunScreen id={(await params).id} />;
}
