import { QualityScreen } from "@/screens/quality/QualityScreen.tsx";

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <QualityScreen id={(await params).id} />;
}
