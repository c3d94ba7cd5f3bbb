"use client";
import Link from "next/link";
import { useMemo } from "react";
import { toCsv } from "@/lib/csv.ts";
import { formatInterval, formatMetric } from "@/lib/format.ts";
import { saveText } from "@/lib/save.ts";
import { settingKey, settingText } from "@/lib/search-axes.ts";
import { metricLook, testMetric } from "@/lib/verdict.ts";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { PagedTable, type TableColumn } from "@/ui/PagedTable.tsx";
import { StatusBadge } from "@/ui/StatusBadge.tsx";
import type { NamedRun } from "./RunsCompare.tsx";

interface RunFiguresProps {
  runs: readonly NamedRun[];
  curveName: string;
  metricName: string;
  differing: readonly string[];
}

const FIGURES = ["best", "last", "min", "max"] as const;

/** Best, last, lowest and highest of the chosen curve, the test metric, and the settings in which the runs differ. */
export function RunFigures({ runs, curveName, metricName, differing }: RunFiguresProps) {
  const columns = useMemo(() => columnsOf(curveName, metricName, differing), [curveName, metricName, differing]);
  const save = () =>
    saveText(
      "compared-runs.csv",
      "text/csv",
      toCsv(
        ["run", "name", "status", ...FIGURES.map((figure) => `${curveName}_${figure}`), metricName, "low", "high", ...differing],
        runs.map((named) => {
          const curve = curveOf(named, curveName);
          const metric = testMetric(named.run.metrics, metricName);
          return [
            named.run.id,
            named.name,
            named.run.status,
            ...FIGURES.map((figure) => curve?.[figure] ?? null),
            metric?.value ?? null,
            metric?.low ?? null,
            metric?.high ?? null,
            ...differing.map((name) => settingText(named.settings.get(name))),
          ];
        }),
      ),
    );
  return (
    <Card
      title="Figures"
      description={`Best, last, lowest and highest ${curveName || "value"} over all epochs; the settings shown are those in which the runs differ.`}
      padded={false}
      actions={
        <Button size="sm" tone="quiet" onClick={save}>
          CSV
        </Button>
      }
    >
      <PagedTable label="Runs compared" columns={columns} rows={runs} rowKey={({ run }) => run.id} />
    </Card>
  );
}

const curveOf = ({ run }: NamedRun, name: string) => run.curves.find((curve) => curve.name === name);

function columnsOf(curveName: string, metricName: string, differing: readonly string[]): TableColumn<NamedRun>[] {
  return [
    {
      id: "name",
      header: "Run",
      sortBy: ({ name }) => name,
      cell: ({ name, run }) => (
        <Link className="row-link" href={`/runs/${run.id}`}>
          {name}
        </Link>
      ),
    },
    { id: "status", header: "Status", sortBy: ({ run }) => run.status, cell: ({ run }) => <StatusBadge status={run.status} /> },
    ...FIGURES.map((figure) => ({
      id: figure,
      header: figure,
      numeric: true,
      sortBy: (named: NamedRun) => curveOf(named, curveName)?.[figure] ?? null,
      cell: (named: NamedRun) => {
        const curve = curveOf(named, curveName);
        return (
          <>
            <span className={figure === "best" ? "font-semibold" : undefined}>{formatMetric(curve?.[figure])}</span>
            {figure === "best" && curve ? <span className="block text-xs text-ink-3">epoch {curve.bestEpoch}</span> : null}
          </>
        );
      },
    })),
    ...(metricName
      ? [
          {
            id: "metric",
            header: `${metricLook(metricName).label}, test`,
            numeric: true,
            sortBy: ({ run }: NamedRun) => testMetric(run.metrics, metricName)?.value ?? null,
            cell: ({ run }: NamedRun) => {
              const metric = testMetric(run.metrics, metricName);
              return (
                <>
                  <span className="font-semibold">{formatMetric(metric?.value)}</span>
                  <span className="block text-xs text-ink-3">{formatInterval(metric?.low, metric?.high)}</span>
                </>
              );
            },
          },
        ]
      : []),
    ...differing.map((name) => ({
      id: name,
      header: name.replace(/^(params|training)\./, ""),
      numeric: true,
      sortBy: ({ settings }: NamedRun) => settingKey(settings.get(name)),
      cell: ({ settings }: NamedRun) => settingText(settings.get(name)),
    })),
  ];
}
