"use client";
import type { ReactNode } from "react";
import { DatasetDocument, DatasetsDocument } from "@/graphql/datasets.ts";
import { useData } from "@/graphql/use-data.ts";
import { DropZone } from "@/screens/datasets/DropZone.tsx";
import { ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Select } from "@/ui/Select.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { useUrlState } from "@/ui/use-url-state.ts";
import type { SeriesDataset } from "./series-draft.ts";

/** The data set that the address names, chosen here; its form opens once it is read. */
export function DatasetGate({ ask, children }: { ask: string; children: (dataset: SeriesDataset) => ReactNode }) {
  const [get, set] = useUrlState();
  const id = get("dataset");
  const datasets = useData(DatasetsDocument, { first: 50, after: null });
  const chosen = useData(DatasetDocument, { id }, { pause: id === "" });
  const ready = datasets.data?.datasets.edges.map(({ node }) => node).filter(({ status }) => status === "READY") ?? [];
  const dataset = id === "" ? undefined : chosen.data?.dataset;
  const error = datasets.error ?? chosen.error;
  if (error) return <ErrorState message={error} onRetry={datasets.error ? datasets.reload : chosen.reload} />;
  if (!datasets.data) return <SkeletonRows />;
  const picker = (
    <Select
      aria-label="Data set"
      placeholder="Choose a data set"
      className="max-w-80"
      value={id}
      options={ready.map((option) => ({ value: option.id, label: option.name }))}
      onChange={(value) => set({ dataset: value })}
    />
  );
  if (id === "") {
    return (
      <Card title="Which data?" description={ask}>
        {ready.length > 0 ? <div className="mb-4">{picker}</div> : null}
        <DropZone compact />
      </Card>
    );
  }
  if (dataset === undefined) return <SkeletonRows rows={8} />;
  if (dataset === null || dataset.status !== "READY") {
    return (
      <EmptyState
        title={dataset ? "This data set is not ready" : "No such data set"}
        action={<ButtonLink href={dataset ? `/datasets/${dataset.id}` : "/datasets"}>{dataset ? "See why" : "All data sets"}</ButtonLink>}
      >
        {picker}
      </EmptyState>
    );
  }
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <span className="text-sm font-semibold">Data set</span>
        <div className="w-80 max-w-full">{picker}</div>
      </div>
      {children(dataset)}
    </>
  );
}
