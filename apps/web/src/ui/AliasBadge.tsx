import { Badge } from "./Badge.tsx";
import { Logo } from "./Logo.tsx";

export function AliasBadge({ alias }: { alias: string }) {
  return (
    <Badge tone={alias === "champion" ? "mark" : "neutral"}>
      {alias === "champion" ? <Logo size={11} line="currentColor" /> : null}
      {alias}
    </Badge>
  );
}
