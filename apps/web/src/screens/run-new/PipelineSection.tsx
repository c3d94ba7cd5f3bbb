"use client";
import { Copy, Play } from "lucide-react";
import type { FeatureSetChoicesQuery, PipelineInput, SubmitFeaturePreviewInput } from "@/generated/graphql.ts";
import { FeatureSetChoicesDocument } from "@/graphql/features.ts";
import { useData } from "@/graphql/use-data.ts";
import { previewKey, useFeaturePreview } from "@/graphql/use-feature-preview.ts";
import { draftOfPipeline, EMPTY_PIPELINE, readPipeline } from "@/lib/pipeline-draft.ts";
import { PipelineBuilder } from "@/screens/pipeline/PipelineBuilder.tsx";
import { StoredPipeline } from "@/screens/pipeline/StoredPipeline.tsx";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { Notice } from "@/ui/states.tsx";
import { type Draft, problemAt } from "./draft.ts";
import type { TrainingForm } from "./use-training-form.ts";

const SOURCES: readonly { value: Draft["features"]; label: string }[] = [
  { value: "DEFAULT", label: "The default encoding" },
  { value: "OWN", label: "Own steps" },
  { value: "SET", label: "The steps of a feature set" },
];

export function PipelineSection({ form }: { form: TrainingForm }) {
  const { draft, change, kinds, errorAt } = form;
  const sets = useData(FeatureSetChoicesDocument, {}, { pause: draft.features !== "SET" });
  const choices = sets.data ? choicesOf(sets.data) : [];
  const stored = choices.find(({ value }) => value === draft.featureSetVersionId)?.pipeline;
  const preview = useFeaturePreview();
  const own = readPipeline(draft.pipeline, kinds);
  const pipeline = draft.features === "OWN" ? own.pipeline : draft.features === "SET" ? (stored as PipelineInput | undefined) : DEFAULT;
  const input = previewInput(form, pipeline ?? DEFAULT);
  const isStale = preview.preview !== null && preview.of !== previewKey(input);
  const previewError = (path: string) => problemAt(preview.problem, path);
  const isUnread = draft.features === "OWN" && Object.keys(own.problems).length > 0;
  return (
    <Card
      title="Feature pipeline"
      description="How columns become the network's features. Everything is fitted on the training rows and stored with the model."
      actions={
        <Button
          size="sm"
          disabled={preview.busy || (draft.features === "SET" && !stored)}
          onClick={() => {
            void preview.start(input);
          }}
        >
          <Play aria-hidden="true" className="size-4" />
          {preview.busy ? "Computing…" : "Preview on a sample"}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Features are made by">
            {(ids) => (
              <Select
                {...ids}
                value={draft.features}
                options={SOURCES}
                onChange={(value) => change({ features: SOURCES.find((source) => source.value === value)?.value ?? "DEFAULT" })}
              />
            )}
          </Field>
          {draft.features === "SET" ? (
            <Field label="Feature set" error={errorAt("featureSetVersionId") ?? sets.error}>
              {(ids) => (
                <Select
                  {...ids}
                  placeholder={choices.length === 0 ? "None has a pipeline" : "Choose a version"}
                  value={draft.featureSetVersionId}
                  options={choices}
                  onChange={(featureSetVersionId) => change({ featureSetVersionId })}
                />
              )}
            </Field>
          ) : null}
        </div>
        {preview.problem ? (
          <Notice tone="bad" title="No preview">
            {preview.problem.message}
          </Notice>
        ) : null}
        {isUnread && preview.busy ? null : isStale ? <Notice tone="warn" title="The preview shows an earlier state of this form" /> : null}
        {draft.features === "OWN" ? (
          <PipelineBuilder
            value={draft.pipeline}
            onChange={(next) => change({ pipeline: next })}
            kinds={kinds}
            columns={input.features ?? []}
            errorAt={(path) => errorAt(path) ?? previewError(path)}
            preview={isStale ? null : preview.preview}
          />
        ) : (
          <StoredPipeline pipeline={pipeline} kinds={kinds} preview={isStale ? null : preview.preview} />
        )}
        {draft.features === "SET" && stored ? (
          <Button
            size="sm"
            className="self-start"
            onClick={() => change({ features: "OWN", pipeline: draftOfPipeline(stored, kinds), featureSetVersionId: "" })}
          >
            <Copy aria-hidden="true" className="size-4" />
            Copy into own steps
          </Button>
        ) : null}
        {draft.features === "OWN" && draft.pipeline.steps.length > 0 ? (
          <Button size="sm" tone="quiet" className="self-start" onClick={() => change({ pipeline: EMPTY_PIPELINE })}>
            Take all steps out
          </Button>
        ) : null}
      </div>
    </Card>
  );
}

const DEFAULT: PipelineInput = { rows: [], steps: [], defaults: true };

interface Choice {
  value: string;
  label: string;
  pipeline: unknown;
}

const choicesOf = ({ featureSets }: FeatureSetChoicesQuery): Choice[] =>
  featureSets.edges.flatMap(({ node }) =>
    node.versions.edges.flatMap(({ node: { id, version, definition } }) =>
      definition.pipeline ? [{ value: id, label: `${node.name} v${version}`, pipeline: definition.pipeline }] : [],
    ),
  );

function previewInput({ draft, dataset, training }: TrainingForm, pipeline: PipelineInput): SubmitFeaturePreviewInput {
  const { history } = draft;
  const notFeatures = new Set([draft.target, ...draft.dropped, ...(history ? [...history.entity, history.time] : [])]);
  if (draft.splitMethod === "COLUMN") notFeatures.add(draft.splitColumn);
  const features = dataset.columns.map(({ name }) => name).filter((name) => !notFeatures.has(name));
  const hasTarget = draft.target !== "" && draft.task !== "ANOMALY";
  return {
    tables: [{ name: "data", datasetId: dataset.id }],
    spine: "data",
    stages: [],
    pipeline,
    features,
    task: draft.task,
    ...(hasTarget ? { target: draft.target, positiveLabel: training.positiveLabel } : {}),
    sequence: training.sequence ?? null,
    rows: 20,
  };
}
