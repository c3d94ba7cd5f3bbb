"use client";
import { Play } from "lucide-react";
import Link from "next/link";
import type { HomeQuery } from "@/generated/graphql.ts";
import { HomeDocument } from "@/graphql/home.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCount, formatInterval, formatMetric, formatPercent, formatTime } from "@/lib/format.ts";
import { runTitle } from "@/lib/run-words.ts";
import { testMetric } from "@/lib/verdict.ts";
import { DropZone } from "@/screens/datasets/DropZone.tsx";
import { EngineWarning } from "@/screens/system/EngineWarning.tsx";
import { AliasBadge } from "@/ui/AliasBadge.tsx";
import { ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { Progress } from "@/ui/Progress.tsx";
import { StatusBadge } from "@/ui/StatusBadge.tsx";
import { EmptyState, ErrorState, SkeletonCards, SkeletonRows } from "@/ui/states.tsx";
import { QuickStart } from "./QuickStart.tsx";

type HomeRun = HomeQuery["recent"]["edges"][number]["node"];

export function Home() {
  const { data, loading, error, reload } = useData(HomeDocument, {}, { pollMs: 4000 });
  if (loading) {
    return (
      <>
        <PageHeader title="Home" />
        <SkeletonCards />
        <SkeletonRows />
      </>
    );
  }
  if (error || !data) return <ErrorState wholePage message={error ?? "The API sent an empty answer."} onRetry={reload} />;
  const active = [...data.running.edges, ...data.queued.edges].map(({ node }) => node);
  const recent = data.recent.edges.map(({ node }) => node);
  const datasets = data.datasets.edges.map(({ node }) => node);
  const models = data.models.edges.map(({ node }) => node);
  const readyDataset = datasets.find((dataset) => dataset.status === "READY");
  return (
    <>
      <PageHeader
        title="Home"
        actions={
          readyDataset ? (
            <ButtonLink tone="primary" href={`/runs/new?dataset=${readyDataset.id}`}>
              <Play aria-hidden="true" className="size-4" />
              Train a model
            </ButtonLink>
          ) : null
        }
      />
      <div className="flex flex-col gap-5">
        <EngineWarning />
        {models.length === 0 ? <QuickStart datasetId={readyDataset?.id ?? null} /> : null}
        <DropZone compact={models.length > 0} />
        {active.length > 0 ? <ActiveRuns runs={active} /> : null}
        <div className="grid gap-5 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <div className="flex min-w-0 flex-col gap-5">
            <ModelsCard models={models} />
            <RecentRuns runs={recent} />
          </div>
          <DatasetsCard datasets={datasets} />
        </div>
      </div>
    </>
  );
}

function ActiveRuns({ runs }: { runs: readonly HomeRun[] }) {
  return (
    <Card title="At work">
      <ul className="flex flex-col gap-4">
        {runs.map((run) => (
          <li key={run.id} className="grid items-center gap-x-4 gap-y-1.5 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)_5.5rem]">
            <Link href={`/runs/${run.id}`} className="row-link truncate">
              {runTitle(run)}
            </Link>
            <div className="flex items-center gap-3">
              <Progress value={run.progress} label={`Progress of ${runTitle(run)}`} />
              <span className="w-12 text-right text-sm">{formatPercent(run.progress, 0)}</span>
            </div>
            <StatusBadge status={run.status} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function ModelsCard({ models }: { models: readonly HomeQuery["models"]["edges"][number]["node"][] }) {
  return (
    <Card title="Models" actions={<SeeAll href="/models" label="All models" />} padded={false}>
      {models.length === 0 ? <EmptyState title="No model yet">A finished training run registers the first version.</EmptyState> : null}
      <ul>
        {models.map((model) => {
          const champion = model.aliases.find(({ alias }) => alias === "champion");
          const version = champion?.modelVersion ?? model.versions.edges[0]?.node;
          const auc = version ? testMetric(version.metrics, "auc") : undefined;
          return (
            <li key={model.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-line px-4 py-3 first:border-t-0">
              <div className="min-w-0 flex-1">
                <Link href={`/models/${encodeURIComponent(model.name)}`} className="row-link [overflow-wrap:anywhere]">
                  {model.name}
                </Link>
                <div className="mt-0.5 flex flex-wrap items-center gap-1.5 text-sm text-ink-3">
                  {version ? `version ${version.version}` : "no version"}
                  {champion ? <AliasBadge alias="champion" /> : <span>· no champion yet</span>}
                </div>
              </div>
              {auc ? (
                <div className="text-right">
                  <div className="text-xl font-semibold">{formatMetric(auc.value)}</div>
                  <div className="text-xs text-ink-3">AUC {formatInterval(auc.low, auc.high)}</div>
                </div>
              ) : null}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

function RecentRuns({ runs }: { runs: readonly HomeRun[] }) {
  return (
    <Card title="Recent runs" actions={<SeeAll href="/runs" label="All runs" />} padded={false}>
      {runs.length === 0 ? <EmptyState title="No run yet">Reading a file, training and scoring each leave a run here.</EmptyState> : null}
      <ul>
        {runs.map((run) => (
          <li key={run.id} className="flex items-center gap-3 border-t border-line px-4 py-2 first:border-t-0">
            <Link href={`/runs/${run.id}`} className="row-link min-w-0 flex-1 truncate">
              {runTitle(run)}
            </Link>
            <span className="hidden whitespace-nowrap text-sm text-ink-3 sm:block">{formatTime(run.createdAt)}</span>
            <StatusBadge status={run.status} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function DatasetsCard({ datasets }: { datasets: readonly HomeQuery["datasets"]["edges"][number]["node"][] }) {
  return (
    <Card title="Datasets" actions={<SeeAll href="/datasets" label="All datasets" />} padded={false} className="self-start">
      {datasets.length === 0 ? <EmptyState title="No dataset yet">Drop a file above.</EmptyState> : null}
      <ul>
        {datasets.map((dataset) => (
          <li key={dataset.id} className="flex items-center gap-3 border-t border-line px-4 py-2.5 first:border-t-0">
            <div className="min-w-0 flex-1">
              <Link href={`/datasets/${dataset.id}`} className="row-link block truncate">
                {dataset.name}
              </Link>
              <span className="text-sm text-ink-3">
                {dataset.rowCount === null || dataset.rowCount === undefined
                  ? "not read yet"
                  : `${formatCount(dataset.rowCount)} rows, ${dataset.columns.length} columns, ${formatTime(dataset.createdAt)}`}
              </span>
            </div>
            <StatusBadge status={dataset.status} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

const SeeAll = ({ href, label }: { href: string; label: string }) => (
  <Link href={href} className="link text-sm font-semibold">
    {label}
  </Link>
);
