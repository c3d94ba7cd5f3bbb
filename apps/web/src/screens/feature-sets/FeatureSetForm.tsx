"use client";
import { Play, Save } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { CreateFeatureSetMutation, DatasetsQuery, StageKindsQuery, SubmitFeaturePreviewInput } from "@/generated/graphql.ts";
import { CreateFeatureSetDocument } from "@/graphql/features.ts";
import { type Problem, useAction } from "@/graphql/use-action.ts";
import { previewKey, useFeaturePreview } from "@/graphql/use-feature-preview.ts";
import type { StepKind } from "@/lib/pipeline-draft.ts";
import { PipelineBuilder } from "@/screens/pipeline/PipelineBuilder.tsx";
import { problemAt } from "@/screens/run-new/draft.ts";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { Field } from "@/ui/Field.tsx";
import { Notice } from "@/ui/states.tsx";
import { type FeatureSetDraft, readFeatureSet, stageTables } from "./feature-set-draft.ts";
import { StagesSection } from "./StagesSection.tsx";
import { ColumnSelect } from "./stages/ColumnSelect.tsx";
import { stageEditor } from "./stages/index.ts";
import { namesOf } from "./stages/stage-editor.ts";
import { TablesSection } from "./TablesSection.tsx";
import { useDatasetColumns } from "./use-dataset-columns.ts";

interface FeatureSetFormProps {
  initial: FeatureSetDraft;
  /** The name of a set that gets its next version; null for a new one. */
  versionOf: string | null;
  stageKinds: StageKindsQuery;
  stepKinds: readonly StepKind[];
  datasets: DatasetsQuery["datasets"]["edges"];
}

const pick = (data: CreateFeatureSetMutation) => data.createFeatureSet;

export function FeatureSetForm({ initial, versionOf, stageKinds, stepKinds, datasets }: FeatureSetFormProps) {
  const router = useRouter();
  const [draft, setDraft] = useState(initial);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [tried, setTried] = useState<"" | "PREVIEW" | "SAVE">("");
  const [send, busy] = useAction(CreateFeatureSetDocument, pick);
  const preview = useFeaturePreview();
  const change = (part: Partial<FeatureSetDraft>) => setDraft((old) => ({ ...old, ...part }));
  const columns = useDatasetColumns(draft.tables.map(({ datasetId }) => datasetId));
  const context = { ...stageTables(draft, columns), kinds: stageKinds };
  const { definition, input, problems } = readFeatureSet(draft, context, stageEditor, stepKinds);
  const spineColumns = namesOf(context.spine?.columns);
  const sample: SubmitFeaturePreviewInput = { ...definition, rows: 20, ...(draft.target === "" ? {} : { target: draft.target }) };
  const isStale = preview.preview !== null && preview.of !== previewKey(sample);
  const shown = isStale ? null : preview.preview;
  const entries = (shown?.stages ?? []).filter(({ kind }) => kind === "STAGE");
  const added = entries.flatMap((entry) => entry.columns.map(({ name }) => name));
  const errorAt = (path: string) => (tried ? problems[path] : null) ?? problemAt(problem, path) ?? problemAt(preview.problem, path);
  const blocking = Object.keys(problems).filter((path) => tried === "SAVE" || path !== "name");
  const hasAll = (of: "PREVIEW" | "SAVE") => Object.keys(problems).every((path) => of === "PREVIEW" && path === "name");
  const look = () => {
    setTried("PREVIEW");
    setProblem(null);
    if (hasAll("PREVIEW")) void preview.start(sample);
  };
  const save = async () => {
    setTried("SAVE");
    setProblem(null);
    if (!hasAll("SAVE")) return;
    const outcome = await send({ input });
    if (outcome.ok) router.push(`/feature-sets/${outcome.value.featureSetVersion.id}`);
    else setProblem(outcome.problem);
  };
  return (
    <div className="flex flex-col gap-5">
      <Card title="Name">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label="Feature set"
            hint={versionOf ? "A changed definition becomes its next version; the same one again is the same version." : undefined}
            error={tried === "SAVE" ? errorAt("name") : problemAt(problem, "name")}
          >
            {(ids) => (
              <input
                {...ids}
                className="control"
                value={draft.name}
                disabled={versionOf !== null}
                onChange={(event) => change({ name: event.target.value })}
              />
            )}
          </Field>
          {versionOf ? null : (
            <Field label="Description" error={errorAt("description")}>
              {(ids) => (
                <input
                  {...ids}
                  className="control"
                  value={draft.description}
                  onChange={(event) => change({ description: event.target.value })}
                />
              )}
            </Field>
          )}
        </div>
      </Card>
      <TablesSection draft={draft} onChange={change} datasets={datasets} columns={columns} errorAt={errorAt} />
      <StagesSection draft={draft} onChange={change} context={context} errorAt={errorAt} entries={entries} />
      <Card
        title="Pipeline"
        description="Optional: how the columns become numbers within a training. A training that takes the set takes its steps."
      >
        <div className="flex flex-col gap-4">
          <Checkbox
            label="The set has a pipeline of its own"
            checked={draft.hasPipeline}
            onChange={(hasPipeline) => change({ hasPipeline })}
          />
          {draft.hasPipeline ? (
            <>
              <div className="sm:max-w-72">
                <ColumnSelect
                  label="Target of the preview"
                  hint="For steps that look at it; not stored with the set."
                  value={draft.target}
                  columns={spineColumns}
                  onChange={(target) => change({ target })}
                  error={problemAt(preview.problem, "target")}
                  none="none"
                />
              </div>
              <PipelineBuilder
                value={draft.pipeline}
                onChange={(pipeline) => change({ pipeline })}
                kinds={stepKinds}
                columns={[...spineColumns, ...added]}
                errorAt={errorAt}
                preview={shown}
              />
            </>
          ) : null}
        </div>
      </Card>
      {tried && blocking.length > 0 ? (
        <Notice
          tone="bad"
          title="Something is missing"
        >{`${blocking.length} ${blocking.length === 1 ? "entry above needs" : "entries above need"} a value.`}</Notice>
      ) : null}
      {problem ? (
        <Notice tone="bad" title="Not saved">
          {problem.message}
        </Notice>
      ) : null}
      {preview.problem ? (
        <Notice tone="bad" title="No preview">
          {preview.problem.message}
        </Notice>
      ) : null}
      {isStale ? <Notice tone="warn" title="The preview was of an earlier state of this form" /> : null}
      <div className="flex flex-wrap gap-2">
        <Button disabled={preview.busy} onClick={look}>
          <Play aria-hidden="true" className="size-4" />
          {preview.busy ? "Computing…" : "Preview on a sample"}
        </Button>
        <Button
          tone="primary"
          disabled={busy}
          onClick={() => {
            void save();
          }}
        >
          <Save aria-hidden="true" className="size-4" />
          {busy ? "Saving…" : versionOf ? "Save the version" : "Save the feature set"}
        </Button>
      </div>
    </div>
  );
}
