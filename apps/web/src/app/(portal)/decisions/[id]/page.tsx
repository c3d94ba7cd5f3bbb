import { DecisionScreen } from "@/screens/decisions/DecisionScreen.tsx";

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <DecisionScreen id={(await params).id} />;
}
