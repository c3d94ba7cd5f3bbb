import { RegisterScreen } from "@/screens/risk/operational/RegisterScreen.tsx";

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <RegisterScreen id={(await params).id} />;
}
