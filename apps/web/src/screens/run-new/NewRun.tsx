"use client";
import { useState } from "react";
import type { ArchitecturesQuery, DatasetQuery } from "@/generated/graphql.ts";
import { DatasetDocument, DatasetsDocument } from "@/graphql/datasets.ts";
import { ArchitecturesDocument } from "@/graphql/runs.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCount } from "@/lib/format.ts";
import { DropZone } from "@/screens/datasets/DropZone.tsx";
import { EngineWarning } from "@/screens/system/EngineWarning.tsx";
import { ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { Select } from "@/ui/Select.tsx";
import { EmptyState, ErrorState, SkeletonCards, SkeletonRows } from "@/ui/states.tsx";
import { useUrlState } from "@/ui/use-url-state.ts";
import { newDraft } from "./draft.ts";
import { FeatureSection } from "./FeatureSection.tsx";
import { NetworkSection } from "./NetworkSection.tsx";
import { SequenceSection } from "./SequenceSection.tsx";
import { SplitSection } from "./SplitSection.tsx";
import { SubmitPanel } from "./SubmitPanel.tsx";
import { TargetSection } from "./TargetSection.tsx";
import { TrainingSection } from "./TrainingSection.tsx";
import { useTrainingForm } from "./use-training-form.ts";

const TRAIL = [{ href: "/runs", label: "Runs" }];
type Dataset = NonNullable<DatasetQuery["dataset"]>;

export function NewRun() {
  const [get, set] = useUrlState();
  const id = get("dataset");
  const datasets = useData(DatasetsDocument, { first: 50, after: null });
  const chosen = useData(DatasetDocument, { id }, { pause: id === "" });
  const catalog = useData(ArchitecturesDocument, {});
  const options = datasets.data?.datasets.edges.map(({ node }) => node).filter(({ status }) => status === "READY") ?? [];
  const dataset = id === "" ? undefined : chosen.data?.dataset;
  const architectures = catalog.data?.architectures;
  const error = catalog.error ?? chosen.error ?? datasets.error;
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
      {id !== "" && !error && (!chosen.data || !architectures) ? (
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
      {dataset?.status === "READY" && architectures ? (
        <TrainingForm key={dataset.id} dataset={dataset} architectures={architectures} />
      ) : null}
    </>
  );
}

function TrainingForm({ dataset, architectures }: { dataset: Dataset; architectures: ArchitecturesQuery["architectures"] }) {
  const [draft, setDraft] = useState(() => newDraft(dataset, architectures));
  const form = useTrainingForm(dataset, architectures, draft, setDraft);
  return (
    <form onSubmit={form.submit} noValidate className="mt-4 grid gap-5 xl:grid-cols-[minmax(0,1fr)_21rem]">
      <div className="flex min-w-0 flex-col gap-5">
        <TargetSection form={form} />
        <SequenceSection form={form} />
        <NetworkSection form={form} />
        <TrainingSection form={form} />
        <FeatureSection form={form} />
        <SplitSection form={form} />
      </div>
      <SubmitPanel form={form} />
    </form>
  );
}
