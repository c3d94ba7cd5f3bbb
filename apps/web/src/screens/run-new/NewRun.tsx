"use client";
import { useState } from "react";
import type { ArchitecturesQuery, DatasetQuery } from "@/generated/graphql.ts";
import { TrainingCatalogDocument } from "@/graphql/choosing.ts";
import { DatasetDocument, DatasetsDocument } from "@/graphql/datasets.ts";
import { TransformsDocument } from "@/graphql/features.ts";
import { ArchitecturesDocument } from "@/graphql/runs.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCount } from "@/lib/format.ts";
import type { StepKind } from "@/lib/pipeline-draft.ts";
import { DropZone } from "@/screens/datasets/DropZone.tsx";
import { EngineWarning } from "@/screens/system/EngineWarning.tsx";
import { ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { Select } from "@/ui/Select.tsx";
import { EmptyState, ErrorState, SkeletonCards, SkeletonRows } from "@/ui/states.tsx";
import { useUrlState } from "@/ui/use-url-state.ts";
import { CandidatesSection } from "./CandidatesSection.tsx";
import { type Draft, newDraft, type TrainingCatalog } from "./draft.ts";
import { FairnessSection } from "./FairnessSection.tsx";
import { FeatureSection } from "./FeatureSection.tsx";
import { ModePicker } from "./ModePicker.tsx";
import { NetworkSection } from "./NetworkSection.tsx";
import { PipelineSection } from "./PipelineSection.tsx";
import { SearchSection } from "./SearchSection.tsx";
import { SequenceSection } from "./SequenceSection.tsx";
import { SplitSection } from "./SplitSection.tsx";
import { SubmitPanel } from "./SubmitPanel.tsx";
import { TargetSection } from "./TargetSection.tsx";
import { TrainingSection } from "./TrainingSection.tsx";
import { type FormMode, useTrainingForm } from "./use-training-form.ts";
import { ValidationSection } from "./ValidationSection.tsx";

const TRAIL = [{ href: "/runs", label: "Runs" }];
type Dataset = NonNullable<DatasetQuery["dataset"]>;

export function NewRun() {
  const [get, set] = useUrlState();
  const id = get("dataset");
  const datasets = useData(DatasetsDocument, { first: 50, after: null });
  const chosen = useData(DatasetDocument, { id }, { pause: id === "" });
  const known = useData(ArchitecturesDocument, {});
  const trainable = useData(TrainingCatalogDocument, {});
  const steps = useData(TransformsDocument, {});
  const options = datasets.data?.datasets.edges.map(({ node }) => node).filter(({ status }) => status === "READY") ?? [];
  const dataset = id === "" ? undefined : chosen.data?.dataset;
  const architectures = known.data?.architectures;
  const catalog = trainable.data?.trainingCatalog;
  const kinds = steps.data?.transforms;
  const error = known.error ?? steps.error ?? trainable.error ?? chosen.error ?? datasets.error;
  return (
    <>
      <PageHeader
        title="New training run"
        trail={TRAIL}
        description={
          dataset
            ? `On ${dataset.name}: ${formatCount(dataset.rowCount ?? 0)} rows, ${dataset.columns.length} columns. Everything below is proposed from the profile.`
            : "Choose the data first."
        }
        actions={
          options.length > 0 ? (
            <Select
              aria-label="Dataset"
              placeholder="Choose a dataset"
              className="w-64"
              value={id}
              options={options.map((option) => ({ value: option.id, label: option.name }))}
              onChange={(value) => set({ dataset: value })}
            />
          ) : null
        }
      />
      <EngineWarning />
      {error ? <ErrorState message={error} /> : null}
      {id === "" && datasets.data ? (
        <Card title="Which data?">
          {options.length === 0 ? (
            <EmptyState title="No dataset is ready">Drop a file; the form opens from its profile.</EmptyState>
          ) : (
            <p className="mb-4 text-ink-2">Choose a dataset above, or drop a new file.</p>
          )}
          <DropZone compact />
        </Card>
      ) : null}
      {id !== "" && !error && (!chosen.data || !architectures || !catalog || !kinds) ? (
        <>
          <SkeletonCards />
          <SkeletonRows rows={8} />
        </>
      ) : null}
      {id !== "" && dataset === null ? (
        <EmptyState title="No such dataset" action={<ButtonLink href="/datasets">All datasets</ButtonLink>} />
      ) : null}
      {dataset && dataset.status !== "READY" ? (
        <EmptyState title="This dataset is not ready" action={<ButtonLink href={`/datasets/${dataset.id}`}>See why</ButtonLink>} />
      ) : null}
      {dataset?.status === "READY" && architectures && catalog && kinds ? (
        <TrainingForm key={dataset.id} dataset={dataset} architectures={architectures} catalog={catalog} kinds={kinds} />
      ) : null}
    </>
  );
}

interface TrainingFormProps {
  dataset: Dataset;
  architectures: ArchitecturesQuery["architectures"];
  catalog: TrainingCatalog;
  kinds: readonly StepKind[];
}

const MODES: readonly FormMode[] = ["TRAIN", "SEARCH", "COMPARE"];

function TrainingForm({ dataset, architectures, catalog, kinds }: TrainingFormProps) {
  const [get, set] = useUrlState();
  const mode = MODES.find((known) => known.toLowerCase() === get("mode")) ?? "TRAIN";
  const [draft, setDraft] = useState(() => forMode(newDraft(dataset, architectures), mode));
  const form = useTrainingForm({ mode, dataset, architectures, catalog, kinds, draft, replace: setDraft });
  const choose = (next: FormMode) => {
    setDraft(forMode(draft, next));
    set({ mode: next === "TRAIN" ? null : next.toLowerCase() });
  };
  return (
    <>
      <ModePicker mode={mode} onChange={choose} />
      <form onSubmit={form.submit} noValidate className="mt-5 grid gap-5 xl:grid-cols-[minmax(0,1fr)_21rem]">
        <div className="flex min-w-0 flex-col gap-5">
          <TargetSection form={form} />
          <SequenceSection form={form} />
          <NetworkSection form={form} />
          {mode === "COMPARE" ? <CandidatesSection form={form} /> : null}
          <TrainingSection form={form} />
          {mode === "SEARCH" ? <SearchSection form={form} /> : null}
          <FeatureSection form={form} />
          {draft.task === "BINARY" ? <FairnessSection form={form} /> : null}
          <PipelineSection form={form} />
          <SplitSection form={form} />
          <ValidationSection form={form} />
        </div>
        <SubmitPanel form={form} />
      </form>
    </>
  );
}

/** Models are compared on folds unless something else is chosen. */
function forMode(draft: Draft, mode: FormMode): Draft {
  if (mode !== "COMPARE" || draft.validation.method !== "HOLD_OUT") return draft;
  const method = draft.task === "FORECAST" ? "TIME_SERIES" : "K_FOLD";
  return { ...draft, validation: { ...draft.validation, method, timeColumn: draft.splitColumn } };
}
