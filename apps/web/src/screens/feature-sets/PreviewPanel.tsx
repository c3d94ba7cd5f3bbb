"use client";
import { Play } from "lucide-react";
import type { ReactNode } from "react";
import type { PipelineInput, StageKindsQuery, SubmitFeaturePreviewInput } from "@/generated/graphql.ts";
import { useFeaturePreview } from "@/graphql/use-feature-preview.ts";
import { formatCount } from "@/lib/format.ts";
import type { StepKind } from "@/lib/pipeline-draft.ts";
import { PreviewTable } from "@/screens/pipeline/PreviewTable.tsx";
import { StoredPipeline } from "@/screens/pipeline/StoredPipeline.tsx";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Notice } from "@/ui/states.tsx";
import type { StoredDefinition } from "./feature-set-draft.ts";
import type { Sources } from "./SourceFields.tsx";

interface PreviewPanelProps {
  definition: StoredDefinition;
  sources: Sources;
  stageKinds: StageKindsQuery | undefined;
  stepKinds: readonly StepKind[];
  /** Where the data sets are chosen. */
  children: ReactNode;
}

export function PreviewPanel({ definition, sources, stageKinds, stepKinds, children }: PreviewPanelProps) {
  const { preview, problem, busy, start } = useFeaturePreview();
  const isWhole = definition.tables.every(({ name }) => (sources[name] ?? "") !== "");
  const input: SubmitFeaturePreviewInput = {
    spine: definition.spine,
    tables: definition.tables.map(({ name, time, arrival }) => ({ name, datasetId: sources[name] ?? "", time, arrival })),
    stages: definition.stages,
    ...(definition.pipeline ? { pipeline: definition.pipeline as PipelineInput } : {}),
    rows: 20,
  };
  const stages = preview?.stages.filter(({ kind }) => kind === "SOURCE" || kind === "STAGE") ?? [];
  const title = (type: string) => stageKinds?.featureStages.find((kind) => kind.type === type)?.title ?? type;
  return (
    <div className="flex flex-col gap-5">
      <Card
        title="Sample"
        description="Stages and steps are carried out on up to 5,000 rows of the spine; its last rows are shown. Nothing is stored."
        actions={
          <Button
            size="sm"
            tone="primary"
            disabled={busy || !isWhole}
            onClick={() => {
              void start(input);
            }}
          >
            <Play aria-hidden="true" className="size-4" />
            {busy ? "Computing…" : "Preview"}
          </Button>
        }
      >
        {children}
      </Card>
      {problem ? (
        <Notice tone="bad" title={`No preview (${problem.code})`}>
          {problem.message}
        </Notice>
      ) : null}
      {preview ? <p className="text-sm text-ink-2">{`The spine has ${formatCount(preview.rowCount)} rows.`}</p> : null}
      {stages.map((entry, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a preview's stages never change their order.
        <Card key={at} title={entry.kind === "SOURCE" ? `The spine, ${entry.type}` : `${at}. ${title(entry.type)}`}>
          <PreviewTable label={entry.kind === "SOURCE" ? "Rows of the spine" : `Columns of stage ${at}`} entry={entry} before={null} />
        </Card>
      ))}
      {preview && definition.pipeline ? (
        <Card title="Pipeline">
          <StoredPipeline pipeline={definition.pipeline as PipelineInput} kinds={stepKinds} preview={preview} />
        </Card>
      ) : null}
    </div>
  );
}
