"use client";
import { ClipboardCheck, Gauge, Play } from "lucide-react";
import { useEffect, useRef } from "react";
import { DatasetDocument } from "@/graphql/datasets.ts";
import { useData } from "@/graphql/use-data.ts";
import { isOver, useRunLive } from "@/graphql/use-run.ts";
import { formatBytes, formatCount, formatDuration, formatPercent, formatTime } from "@/lib/format.ts";
import { DropZone } from "@/screens/datasets/DropZone.tsx";
import { ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Facts } from "@/ui/Facts.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { Progress } from "@/ui/Progress.tsx";
import { StatusBadge } from "@/ui/StatusBadge.tsx";
import { EmptyState, ErrorState, Notice, SkeletonCards, SkeletonRows } from "@/ui/states.tsx";
import { ColumnTable } from "./ColumnTable.tsx";
import { DatasetOrigin } from "./DatasetOrigin.tsx";
import { ProtectedAttributes } from "./ProtectedAttributes.tsx";

const TRAIL = [{ href: "/datasets", label: "Datasets" }];

export function DatasetScreen({ id }: { id: string }) {
  const { data, loading, error, reload } = useData(DatasetDocument, { id });
  const dataset = data?.dataset;
  const reading = dataset?.status === "INGESTING";
  const live = useRunLive(reading ? (dataset.run?.id ?? null) : null, dataset?.run?.status);
  const asked = useRef<string | null>(null);
  useEffect(() => {
    // The dataset and its ingest run end in one transaction, so one read after the end shows both.
    if (reading && live && isOver(live.status) && asked.current !== live.id) {
      asked.current = live.id;
      reload();
    }
  }, [reading, live, reload]);

  if (loading) {
    return (
      <>
        <PageHeader title="Dataset" trail={TRAIL} />
        <SkeletonCards />
        <SkeletonRows rows={8} />
      </>
    );
  }
  if (error) return <ErrorState wholePage message={error} onRetry={reload} />;
  if (!dataset) return <EmptyState wholePage title="No such dataset" action={<ButtonLink href="/datasets">All datasets</ButtonLink>} />;

  const missing = dataset.columns.reduce((sum, column) => sum + column.missingCount, 0);
  const cells = (dataset.rowCount ?? 0) * dataset.columns.length;
  const hinted = dataset.columns.filter((column) => column.hints.length > 0).length;
  const failure = dataset.error ?? live?.error ?? dataset.run?.error;
  return (
    <>
      <PageHeader
        title={dataset.name}
        trail={TRAIL}
        badges={<StatusBadge status={dataset.status} />}
        description={`${dataset.fileName}, added ${formatTime(dataset.createdAt)}`}
        actions={
          dataset.status === "READY" ? (
            <>
              <ButtonLink href={`/datasets/${dataset.id}/quality`}>
                <ClipboardCheck aria-hidden="true" className="size-4" />
                Data quality
              </ButtonLink>
              <ButtonLink href={`/score?tab=file&dataset=${dataset.id}`}>
                <Gauge aria-hidden="true" className="size-4" />
                Score with a model
              </ButtonLink>
              <ButtonLink tone="primary" href={`/runs/new?dataset=${dataset.id}`}>
                <Play aria-hidden="true" className="size-4" />
                Train a model
              </ButtonLink>
            </>
          ) : null
        }
      />
      {reading ? (
        <Card
          title="Reading the file"
          description="Types are inferred, every column is profiled, and the result is stored as Parquet. Nothing half-read is ever shown."
        >
          <Progress value={live?.progress ?? dataset.run?.progress ?? 0} label="Reading" />
          <p role="status" className="mt-2 text-sm text-ink-2">
            {live?.phase ?? dataset.run?.phase ?? "Waiting for a worker"} · {formatPercent(live?.progress ?? dataset.run?.progress ?? 0, 0)}
            {live?.etaSeconds ? ` · ${formatDuration(live.etaSeconds)} left` : ""}
          </p>
        </Card>
      ) : null}
      {dataset.status === "FAILED" ? (
        <div className="flex flex-col gap-4">
          <Notice tone="bad" title={`The file could not be read${failure ? ` (${failure.code})` : ""}`}>
            <p className="text-base">{failure?.message ?? "The API gave no reason."}</p>
            <p className="mt-1 text-ink-2">Nothing of it was kept. Mend the file at that place and drop it again.</p>
          </Notice>
          <DropZone />
        </div>
      ) : null}
      {dataset.status === "READY" ? (
        <div className="flex flex-col gap-5">
          <Facts
            facts={[
              { label: "Rows", value: formatCount(dataset.rowCount ?? 0) },
              { label: "Columns", value: formatCount(dataset.columns.length) },
              {
                label: "Missing cells",
                value: missing === 0 ? "none" : formatPercent(missing / Math.max(1, cells), 2),
                note: missing === 0 ? undefined : `${formatCount(missing)} cells`,
              },
              {
                label: "Duplicate rows",
                value:
                  dataset.duplicateRowCount === null || dataset.duplicateRowCount === undefined
                    ? "–"
                    : formatCount(dataset.duplicateRowCount),
              },
              { label: "File size", value: formatBytes(dataset.byteSize) },
              { label: "With hints", value: formatCount(hinted), note: hinted === 1 ? "column" : "columns" },
            ]}
          />
          <DatasetOrigin id={dataset.id} />
          <ColumnTable columns={dataset.columns} rowCount={dataset.rowCount ?? 0} />
          <ProtectedAttributes datasetId={dataset.id} />
        </div>
      ) : null}
    </>
  );
}
