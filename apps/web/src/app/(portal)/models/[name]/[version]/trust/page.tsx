import { TrustScreen } from "@/screens/trust/TrustScreen.tsx";

export default async function Page({ params }: { params: Promise<{ name: string; version: string }> }) {
  const { name, version } = await params;
  return <TrustScreen name={decodeURIComponent(name)} version={Number(version)} />;
}
