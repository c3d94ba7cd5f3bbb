"use client";
import Link from "next/link";
import { useState } from "react";
import type { RunKind, RunStatus } from "@/generated/graphql.ts";
import { RunsDocument } from "@/graphql/runs.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatDuration, formatInterval, formatMetric, formatPercent, formatTime } from "@/lib/format.ts";
import { RUN_KIND_WORDS, runTitle } from "@/lib/run-words.ts";
import { headlineMetric, metricLook, testMetric } from "@/lib/verdict.ts";
import { Button, ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { Pager } from "@/ui/Pager.tsx";
import { Select } from "@/ui/Select.tsx";
import { StatusBadge } from "@/ui/StatusBadge.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { useUrlState } from "@/ui/use-url-state.ts";

const KINDS = Object.keys(RUN_KIND_WORDS) as RunKind[];
const MOST_COMPARED = 100;
const STATUSES: readonly RunStatus[] = ["QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"];
const KIND_OPTIONS = [{ value: "", label: "Every kind" }, ...KINDS.map((kind) => ({ value: kind, label: RUN_KIND_WORDS[kind] }))];
const STATUS_OPTIONS = [
  { value: "", label: "Every status" },
  ...STATUSES.map((status) => ({ value: status, label: status.charAt(0) + status.slice(1).toLowerCase() })),
];

const seconds = (from: string | null | undefined, to: string | null | undefined): number | null =>
  from && to ? (Date.parse(to) - Date.parse(from)) / 1000 : null;

export function Runs() {
  const [get, set] = useUrlState();
  const kind = KINDS.find((known) => known === get("kind")) ?? null;
  const status = STATUSES.find((known) => known === get("status")) ?? null;
  const [after, setAfter] = useState<string[]>([]);
  const { data, loading, error, reload } = useData(
    RunsDocument,
    { kind, status, first: 25, after: after.at(-1) ?? null },
    { pollMs: 4000 },
  );
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const tick = (id: string, on: boolean) =>
    setTicked(on ? [...ticked, id].slice(0, MOST_COMPARED) : ticked.filter((other) => other !== id));
  const rows = data?.runs.edges.map(({ node }) => node) ?? [];
  const filter = (name: string) => (value: string) => {
    setAfter([]);
    set({ [name]: value });
  };
  return (
    <>
      <PageHeader
        title="Runs"
        description="Everything that took time: files read, models trained, files scored."
        actions={
          <ButtonLink tone="primary" href="/runs/new">
            New training run
          </ButtonLink>
        }
      />
      <Card padded={false}>
        <div className="flex flex-wrap gap-2 border-b border-line p-3">
          <Select aria-label="Kind" value={kind ?? ""} options={KIND_OPTIONS} onChange={filter("kind")} className="max-w-44" />
          <Select aria-label="Status" value={status ?? ""} options={STATUS_OPTIONS} onChange={filter("status")} className="max-w-44" />
          <div className="ml-auto flex items-center gap-2">
            {ticked.length > 0 ? (
              <Button size="sm" tone="quiet" onClick={() => setTicked([])}>
                Untick all
              </Button>
            ) : (
              <span className="text-sm text-ink-3">Tick trainings to compare them.</span>
            )}
            {ticked.length > 1 ? (
              <ButtonLink size="sm" tone="primary" href={`/runs/compare?ids=${ticked.join(",")}`}>
                {`Compare ${ticked.length}`}
              </ButtonLink>
            ) : null}
          </div>
        </div>
        {loading ? <SkeletonRows rows={8} /> : null}
        {error ? <ErrorState message={error} onRetry={reload} /> : null}
        {data && rows.length === 0 ? (
          <EmptyState title={kind || status ? "No run matches" : "No run yet"}>
            {kind || status ? "Choose another kind or status." : "Drop a file to begin."}
          </EmptyState>
        ) : null}
        {rows.length > 0 ? (
          <TableScroll label="Runs">
            <table className="data-table">
              <thead>
                <tr>
                  <th scope="col">
                    <span className="sr-only">Compare</span>
                  </th>
                  <th scope="col">Run</th>
                  <th scope="col">Kind</th>
                  <th scope="col">Status</th>
                  <th scope="col">Dataset</th>
                  <th scope="col" className="num">
                    Test metric (95 %)
                  </th>
                  <th scope="col" className="num">
                    Took
                  </th>
                  <th scope="col">Submitted</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((run) => {
                  const headline = headlineMetric(run.metrics);
                  const metric = headline ? testMetric(run.metrics, headline) : undefined;
                  return (
                    <tr key={run.id}>
                      <td>
                        {run.kind === "TRAINING" ? (
                          <input
                            type="checkbox"
                            aria-label={`Compare ${runTitle(run)}, ${formatTime(run.createdAt)}`}
                            className="size-4 accent-[var(--sea)]"
                            checked={ticked.includes(run.id)}
                            onChange={(event) => tick(run.id, event.target.checked)}
                          />
                        ) : null}
                      </td>
                      <th scope="row">
                        <Link className="row-link" href={`/runs/${run.id}`}>
                          {runTitle(run)}
                        </Link>
                        {run.error ? (
                          <span className="block max-w-80 truncate text-xs font-normal text-bad">{run.error.message}</span>
                        ) : null}
                      </th>
                      <td>{RUN_KIND_WORDS[run.kind]}</td>
                      <td>
                        <StatusBadge status={run.status} />
                        {run.status === "RUNNING" ? (
                          <span className="ml-2 text-sm text-ink-2">{formatPercent(run.progress, 0)}</span>
                        ) : null}
                      </td>
                      <td>
                        {run.dataset ? (
                          <Link className="link" href={`/datasets/${run.dataset.id}`}>
                            {run.dataset.name}
                          </Link>
                        ) : (
                          "–"
                        )}
                      </td>
                      <td className="num">
                        {metric && headline ? (
                          <>
                            <span className="text-xs text-ink-3">{metricLook(headline).label}</span>{" "}
                            <span className="font-semibold">{formatMetric(metric.value)}</span>{" "}
                            <span className="text-xs text-ink-3">{formatInterval(metric.low, metric.high)}</span>
                          </>
                        ) : (
                          "–"
                        )}
                      </td>
                      <td className="num">{formatDuration(seconds(run.startedAt, run.finishedAt))}</td>
                      <td className="whitespace-nowrap text-ink-2">{formatTime(run.createdAt)}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </TableScroll>
        ) : null}
        {data ? <Pager pageInfo={data.runs.pageInfo} stack={after} onChange={setAfter} /> : null}
      </Card>
    </>
  );
}
