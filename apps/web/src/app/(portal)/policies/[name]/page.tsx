import { PolicyScreen } from "@/screens/policies/PolicyScreen.tsx";

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  return <PolicyScreen name={decodeURIComponent((await params).name)} />;
}
