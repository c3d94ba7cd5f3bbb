import { ModelScreen } from "@/screens/models/ModelScreen.tsx";

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  return <ModelScreen name={decodeURIComponent((await params).name)} />;
}
