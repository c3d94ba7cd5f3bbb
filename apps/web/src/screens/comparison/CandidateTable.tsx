"use client";
import Link from "next/link";
import { formatDuration, formatInterval, formatMetric, formatPercent } from "@/lib/format.ts";
import { metricLook } from "@/lib/verdict.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Card } from "@/ui/Card.tsx";
import { StatusBadge } from "@/ui/StatusBadge.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import type { ModelComparison } from "./ComparisonView.tsx";

export function CandidateTable({ comparison }: { comparison: ModelComparison }) {
  const { candidates, metric, verdict } = comparison;
  return (
    <Card
      title="Models"
      description="Each was trained and judged on the same folds; its answers on the judged rows are a file of its run."
      padded={false}
    >
      <TableScroll label="Models compared">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col">Kind</th>
              <th scope="col">State</th>
              <th scope="col" className="num">
                {metricLook(metric).label} (95 %)
              </th>
              <th scope="col" className="num">
                Folds
              </th>
              <th scope="col" className="num">
                Took
              </th>
            </tr>
          </thead>
          <tbody>
            {candidates.map(({ name, baseline, architecture, mean, low, high, folds, seconds, run, error }) => (
              <tr key={name}>
                <th scope="row">
                  {run ? (
                    <Link className="row-link" href={`/runs/${run.id}`}>
                      {name}
                    </Link>
                  ) : (
                    name
                  )}
                  {verdict?.choice === name ? (
                    <Badge tone="mark" className="ml-2">
                      choice
                    </Badge>
                  ) : null}
                  {error ? <span className="block max-w-96 text-xs font-normal text-bad">{`${error.code}: ${error.message}`}</span> : null}
                </th>
                <td>{baseline ? "Baseline" : <span className="font-mono text-sm">{architecture}</span>}</td>
                <td>
                  {run ? <StatusBadge status={run.status} /> : <span className="text-ink-3">not begun</span>}
                  {run?.status === "RUNNING" ? <span className="ml-2 text-sm text-ink-2">{formatPercent(run.progress, 0)}</span> : null}
                </td>
                <td className="num">
                  <span className="font-semibold">{formatMetric(mean)}</span>
                  <span className="block text-xs text-ink-3">{formatInterval(low, high)}</span>
                </td>
                <td className="num">{folds.length}</td>
                <td className="num">{formatDuration(seconds)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Card>
  );
}
