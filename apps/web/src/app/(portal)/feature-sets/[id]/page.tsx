import { FeatureSetScreen } from "@/screens/feature-sets/FeatureSetScreen.tsx";

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <FeatureSetScreen key={id} id={id} />;
}
