"use client";
import Link from "next/link";
import { useState } from "react";
import type { RiskRunsQuery, RunKind } from "@/generated/graphql.ts";
import { RiskRunsDocument } from "@/graphql/risk/runs.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatPercent, formatTime } from "@/lib/format.ts";
import { runTitle } from "@/lib/run-words.ts";
import { Card } from "@/ui/Card.tsx";
import { Pager } from "@/ui/Pager.tsx";
import { StatusBadge } from "@/ui/StatusBadge.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";

type RiskRun = RiskRunsQuery["runs"]["edges"][number]["node"];

interface RiskRunsProps {
  title: string;
  kind: RunKind;
  /** Names of the jobs that are listed. */
  jobs: readonly string[];
  /** What a run was asked, in a few words. */
  words: (input: Record<string, unknown>) => string;
  empty: string;
}

const SHOWN = 10;

/** The runs of a desk, newest first, each leading to its results. */
export function RiskRuns({ title, kind, jobs, words, empty }: RiskRunsProps) {
  const [passed, setPassed] = useState<string[]>([]);
  const { data, loading, error, reload } = useData(
    RiskRunsDocument,
    { kind, jobs: [...jobs], first: SHOWN, after: passed.at(-1) ?? null },
    { pollMs: 5000 },
  );
  const rows = data?.runs.edges.map(({ node }) => node) ?? [];
  return (
    <Card title={title} padded={false}>
      {loading ? <SkeletonRows /> : null}
      {error ? <ErrorState message={error} onRetry={reload} /> : null}
      {data && rows.length === 0 ? <EmptyState title="Nothing yet">{empty}</EmptyState> : null}
      {rows.length > 0 ? (
        <TableScroll label={title}>
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">Run</th>
                <th scope="col">Asked</th>
                <th scope="col">Status</th>
                <th scope="col">Submitted</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((run) => (
                <Row key={run.id} run={run} words={words(run.input)} />
              ))}
            </tbody>
          </table>
        </TableScroll>
      ) : null}
      {data ? <Pager pageInfo={data.runs.pageInfo} stack={passed} onChange={setPassed} /> : null}
    </Card>
  );
}

function Row({ run, words }: { run: RiskRun; words: string }) {
  return (
    <tr>
      <th scope="row">
        <Link className="row-link" href={`/runs/${run.id}`}>
          {runTitle(run)}
        </Link>
        {run.error ? <span className="block max-w-96 truncate text-xs font-normal text-bad">{run.error.message}</span> : null}
      </th>
      <td>{words}</td>
      <td>
        <StatusBadge status={run.status} />
        {run.status === "RUNNING" ? <span className="ml-2 text-sm text-ink-2">{formatPercent(run.progress, 0)}</span> : null}
      </td>
      <td className="whitespace-nowrap text-ink-2">{formatTime(run.createdAt)}</td>
    </tr>
  );
}
