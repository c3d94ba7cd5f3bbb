"use client";
import Link from "next/link";
import { VersionPipelineDocument } from "@/graphql/features.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCount } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Card } from "@/ui/Card.tsx";
import { ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { Learned } from "./Learned.tsx";
import { StepLine } from "./StoredPipeline.tsx";

const COLUMNS_IN_LINE = 8;

/** What was done to the raw columns of a version, step by step, with what each step learned from the training rows. */
export function FittedPipeline({ versionId }: { versionId: string }) {
  const { data, loading, error, reload } = useData(VersionPipelineDocument, { id: versionId });
  const version = data?.modelVersion;
  if (!loading && !error && !version?.pipeline) return null;
  const pipeline = version?.pipeline;
  return (
    <Card
      title="Fitted pipeline"
      description={
        pipeline
          ? `${formatCount(pipeline.features.length)} features${pipeline.nSteps > 1 ? ` at each of ${pipeline.nSteps} steps` : ""}, made by what the training rows taught.`
          : "How raw columns became features."
      }
      actions={
        version?.featureSetVersion ? (
          <Link className="link text-sm" href={`/feature-sets/${version.featureSetVersion.id}`}>
            {`${version.featureSetVersion.featureSet.name} v${version.featureSetVersion.version}`}
          </Link>
        ) : null
      }
    >
      {error ? <ErrorState message={error} onRetry={reload} /> : null}
      {loading ? <SkeletonRows rows={4} /> : null}
      {pipeline ? (
        <div className="flex flex-col gap-3">
          <ol className="flex flex-col gap-2">
            {pipeline.rows.map((row, at) => (
              <li key={`${row.type}/${row.rowsIn}`} className="rounded-md border border-line p-3">
                <StepLine at={at} title={row.type} columns={inLine(row.columns)} params={row.params} />
                <p className="mt-1 text-sm text-ink-2">
                  {`Kept ${formatCount(row.rowsOut)} of ${formatCount(row.rowsIn)} rows before the split.`}
                  {row.firstLeftOut.length > 0 ? ` First left out: ${row.firstLeftOut.slice(0, 8).map(formatCount).join(", ")}.` : ""}
                </p>
              </li>
            ))}
            {pipeline.steps.map((step, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the steps of a stored pipeline never change their order.
              <li key={at} className="rounded-md border border-line p-3">
                <StepLine at={pipeline.rows.length + at} title={step.title} columns={inLine(step.columns)} params={step.params} />
                <details className="mt-2">
                  <summary className="cursor-pointer text-sm text-ink-2">
                    {`${formatCount(step.columns.length)} in, ${formatCount(step.outputs.length)} out`}
                    {step.origin === "DEFAULT" ? <Badge className="ml-2">default encoding</Badge> : null}
                  </summary>
                  <div className="mt-2">
                    <Learned label={`Learned by step ${at + 1}, ${step.title}`} entries={step.learned} />
                  </div>
                </details>
              </li>
            ))}
          </ol>
          <details>
            <summary className="cursor-pointer text-sm font-semibold">Features in the order the model reads them</summary>
            <p className="mt-1 text-sm text-ink-2 [overflow-wrap:anywhere]">{pipeline.features.join(", ")}</p>
          </details>
        </div>
      ) : null}
    </Card>
  );
}

const inLine = (columns: readonly string[]): string[] =>
  columns.length > COLUMNS_IN_LINE ? [...columns.slice(0, COLUMNS_IN_LINE), `and ${columns.length - COLUMNS_IN_LINE} more`] : [...columns];
