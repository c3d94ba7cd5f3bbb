import { RecourseRulesScreen } from "@/screens/reasons/RecourseRulesScreen.tsx";

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  return <RecourseRulesScreen name={decodeURIComponent((await params).name)} />;
}
