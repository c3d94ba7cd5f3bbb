import { type ReactNode, Suspense } from "react";
import { Shell } from "@/screens/shell/Shell.tsx";

export default function PortalLayout({ children }: { children: ReactNode }) {
  return (
    <Suspense>
      <Shell>{children}</Shell>
    </Suspense>
  );
}
