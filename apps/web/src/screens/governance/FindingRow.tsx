import type { Severity } from "@/generated/graphql.ts";
import { formatInstant } from "@/lib/format.ts";
import { Badge, type BadgeTone } from "@/ui/Badge.tsx";

const TONES: Record<Severity, BadgeTone> = { LOW: "neutral", MEDIUM: "sea", HIGH: "warn", CRITICAL: "bad" };

interface Finding {
  title: string;
  severity: Severity;
  isOverdue: boolean;
  dueAt: string;
  owner?: { name: string } | null;
}

export function FindingRow({ finding }: { finding: Finding }) {
  return (
    <>
      <Badge tone={TONES[finding.severity]}>{finding.severity.toLowerCase()}</Badge>
      <span className="font-semibold [overflow-wrap:anywhere]">{finding.title}</span>
      <span className="text-sm text-ink-2">
        {`${finding.owner?.name ?? "nobody"}, due ${formatInstant(Date.parse(finding.dueAt), false)}`}
        {finding.isOverdue ? <span className="ml-1.5 font-semibold text-bad">overdue</span> : null}
      </span>
    </>
  );
}
