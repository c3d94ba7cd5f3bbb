import { VersionScreen } from "@/screens/models/VersionScreen.tsx";

export default async function Page({ params }: { params: Promise<{ name: string; version: string }> }) {
  const { name, version } = await params;
  return <VersionScreen name={decodeURIComponent(name)} version={Number(version)} />;
}
