import type { DatasetStatus, RunStatus, VersionStatus } from "@/generated/graphql.ts";
import { Badge, type BadgeTone } from "./Badge.tsx";

const LOOKS: Record<RunStatus | DatasetStatus | VersionStatus, { tone: BadgeTone; word: string; live?: boolean }> = {
  QUEUED: { tone: "neutral", word: "Queued" },
  RUNNING: { tone: "sea", word: "Running", live: true },
  SUCCEEDED: { tone: "good", word: "Succeeded" },
  FAILED: { tone: "bad", word: "Failed" },
  CANCELLED: { tone: "warn", word: "Cancelled" },
  INGESTING: { tone: "sea", word: "Reading", live: true },
  READY: { tone: "good", word: "Ready" },
  CANDIDATE: { tone: "neutral", word: "Candidate" },
  VALIDATED: { tone: "good", word: "Validated" },
  RETIRED: { tone: "warn", word: "Retired" },
};

export function StatusBadge({ status }: { status: RunStatus | DatasetStatus | VersionStatus }) {
  const { tone, word, live } = LOOKS[status];
  return (
    <Badge tone={tone}>
      <span
        aria-hidden="true"
        className={
          live ? "size-1.5 animate-[pulse-mark_1.4s_ease-in-out_infinite] rounded-full bg-current" : "size-1.5 rounded-full bg-current"
        }
      />
      {word}
    </Badge>
  );
}
