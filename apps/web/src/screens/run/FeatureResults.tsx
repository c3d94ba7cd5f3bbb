"use client";
import { FeaturePreviewDocument } from "@/graphql/features.ts";
import { useData } from "@/graphql/use-data.ts";
import type { PreviewEntry } from "@/graphql/use-feature-preview.ts";
import type { RunDetail } from "@/graphql/use-run.ts";
import { AuditResult } from "@/screens/feature-sets/AuditResult.tsx";
import { Learned } from "@/screens/pipeline/Learned.tsx";
import { PreviewTable } from "@/screens/pipeline/PreviewTable.tsx";
import { Badge } from "@/ui/Badge.tsx";
import { ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states.tsx";

/** What a run about data and features found: a check, an audit or a preview. */
export function FeatureResults({ run }: { run: RunDetail }) {
  if (run.job === "feature.audit") return <AuditResult runId={run.id} />;
  if (run.job === "feature.preview") return <PreviewResult runId={run.id} />;
  if (run.job !== "dataset.check" || !run.dataset) return null;
  return (
    <Card>
      <EmptyState
        title={`${run.dataset.name} was checked`}
        action={
          <ButtonLink tone="primary" href={`/datasets/${run.dataset.id}/quality`}>
            See the report
          </ButtonLink>
        }
      >
        Every expectation has its outcome there, with the rows at fault.
      </EmptyState>
    </Card>
  );
}

const KINDS: Record<string, string> = { SOURCE: "table", STAGE: "stage", ROWS: "row step", STEP: "step" };

function PreviewResult({ runId }: { runId: string }) {
  const { data, loading, error, reload } = useData(FeaturePreviewDocument, { id: runId });
  if (error) return <ErrorState message={error} onRetry={reload} />;
  if (loading) return <SkeletonRows rows={4} />;
  const stages = data?.run?.featurePreview?.stages ?? [];
  return (
    <>
      {stages.map((entry, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a preview's stages never change their order.
        <Card key={at} title={<PreviewTitle entry={entry} />}>
          <div className="flex flex-col gap-3">
            <PreviewTable label={`Rows after ${entry.type}, ${at + 1}`} entry={entry} before={stages[at - 1] ?? null} />
            {entry.kind === "STEP" ? <Learned label={`Learned by ${entry.type}, ${at + 1}`} entries={entry.learned} /> : null}
          </div>
        </Card>
      ))}
    </>
  );
}

function PreviewTitle({ entry }: { entry: PreviewEntry }) {
  return (
    <span className="inline-flex items-center gap-2">
      {entry.type}
      <Badge>{KINDS[entry.kind] ?? entry.kind.toLowerCase()}</Badge>
      {entry.origin === "DEFAULT" ? <Badge>default encoding</Badge> : null}
    </span>
  );
}
