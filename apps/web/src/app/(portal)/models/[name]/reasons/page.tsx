import { ReasonMappingScreen } from "@/screens/reasons/ReasonMappingScreen.tsx";

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  return <ReasonMappingScreen name={decodeURIComponent((await params).name)} />;
}
