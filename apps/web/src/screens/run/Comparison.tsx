"use client";
import { toCsv } from "@/lib/csv.ts";
import { formatInterval, formatMetric } from "@/lib/format.ts";
import type { BaselineResult, Metric } from "@/lib/run-types.ts";
import { saveText } from "@/lib/save.ts";
import { BASELINE_NAMES, metricLook, testMetric } from "@/lib/verdict.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";

interface ComparisonProps {
  metrics: readonly Metric[];
  baselines: readonly BaselineResult[];
}

const ORDER = [
  "auc",
  "average_precision",
  "ks",
  "accuracy",
  "majority_accuracy",
  "precision",
  "recall",
  "f1",
  "macro_f1",
  "brier",
  "log_loss",
  "rmse",
  "mae",
  "mase",
  "r2",
  "pinball",
  "qlike",
  "precision_at_alert_share",
  "recall_at_alert_share",
  "alert_rate",
  "mean_score",
];
const COLOURS = ["var(--chart-1)", "var(--chart-2)", "var(--chart-3)", "var(--chart-4)"];

/** Network and baselines on the same test rows: each interval drawn on one scale per metric, beside its figures. */
export function Comparison({ metrics, baselines }: ComparisonProps) {
  const models = [
    { name: "Network", metrics },
    ...baselines.map((baseline) => ({ name: BASELINE_NAMES[baseline.name], metrics: baseline.metrics })),
  ];
  const leads = baselines.flatMap(({ name, advantage }) => (advantage ? [{ name: BASELINE_NAMES[name], advantage }] : []));
  const names = ORDER.filter((name) => testMetric(metrics, name));
  const rowsOf = (name: string) => models.map((model) => testMetric(model.metrics, name));
  const save = () => {
    const rows = names.flatMap((name) =>
      models.flatMap((model) => {
        const metric = testMetric(model.metrics, name);
        return metric ? [[name, model.name, metric.split, metric.value, metric.low ?? null, metric.high ?? null]] : [];
      }),
    );
    saveText("metrics.csv", "text/csv", toCsv(["metric", "model", "split", "value", "low", "high"], rows));
  };
  return (
    <Card
      title="Network beside the baseline"
      description="The same test rows for each; bars are 95 % bootstrap intervals, one scale a line."
      padded={false}
      actions={
        <Button size="sm" tone="quiet" onClick={save}>
          CSV
        </Button>
      }
    >
      <TableScroll label="Metrics of network and baselines">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">Metric</th>
              {models.map((model, at) => (
                <th key={model.name} scope="col" className="num">
                  <span className="inline-flex items-center gap-1.5">
                    <span aria-hidden="true" className="h-[3px] w-3" style={{ background: COLOURS[at % COLOURS.length] }} />
                    {model.name}
                  </span>
                </th>
              ))}
              <th scope="col" className="w-[34%] min-w-56">
                Intervals
              </th>
            </tr>
          </thead>
          <tbody>
            {names.map((name) => {
              const look = metricLook(name);
              const values = rowsOf(name);
              return (
                <tr key={name}>
                  <th scope="row">
                    {look.label}
                    <span className="block max-w-72 text-xs font-normal text-ink-3">{look.meaning}</span>
                  </th>
                  {values.map((metric, at) => (
                    <td key={models[at]?.name} className="num">
                      {metric ? (
                        <>
                          <span className={at === 0 ? "font-semibold" : undefined}>{formatMetric(metric.value)}</span>
                          <span className="block text-xs text-ink-3">{formatInterval(metric.low, metric.high)}</span>
                        </>
                      ) : (
                        "–"
                      )}
                    </td>
                  ))}
                  <td>
                    <Forest values={values} label={`${look.label}, ${look.better} is better`} better={look.better} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableScroll>
      {leads.length > 0 ? (
        <div className="border-t border-line p-4">
          <h3 className="font-semibold">The network's lead on the same rows</h3>
          <p className="mb-2 max-w-[80ch] text-sm text-ink-2">
            With the paired 95 % interval of the difference: what both find hard cancels out. Above zero the network is better, whichever
            way the metric points.
          </p>
          <TableScroll label="Lead of the network over each baseline">
            <table className="data-table">
              <thead>
                <tr>
                  <th scope="col">Against</th>
                  <th scope="col">Measured by</th>
                  <th scope="col" className="num">
                    Lead
                  </th>
                  <th scope="col" className="num">
                    95 % interval
                  </th>
                  <th scope="col">Verdict</th>
                </tr>
              </thead>
              <tbody>
                {leads.map(({ name, advantage: { metric, value, low, high } }) => (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    <td>{metric === "mse" ? "Squared error" : metricLook(metric).label}</td>
                    <td className="num font-semibold">{`${value > 0 ? "+" : ""}${formatMetric(value)}`}</td>
                    <td className="num">{formatInterval(low, high)}</td>
                    <td>
                      <Badge tone={low > 0 ? "good" : high < 0 ? "bad" : "neutral"}>
                        {low > 0 ? "network better" : high < 0 ? "baseline better" : "not beyond chance"}
                      </Badge>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        </div>
      ) : null}
    </Card>
  );
}

function Forest({ values, label, better }: { values: readonly (Metric | undefined)[]; label: string; better: "higher" | "lower" }) {
  const known = values.flatMap((metric) => (metric ? [metric.low ?? metric.value, metric.high ?? metric.value, metric.value] : []));
  const low = Math.min(...known);
  const high = Math.max(...known);
  const pad = (high - low || Math.abs(high) * 0.05 || 0.01) * 0.08;
  const x = (value: number): number => ((value - low + pad) / (high - low + 2 * pad)) * 240;
  const height = values.length * 13 + 4;
  return (
    <div className="flex items-center gap-2">
      <svg
        role="img"
        aria-label={`Intervals: ${label}`}
        viewBox={`0 0 240 ${height}`}
        className="w-full max-w-96"
        height={height}
        preserveAspectRatio="none"
      >
        {values.map((metric, at) => {
          if (!metric) return null;
          const y = at * 13 + 8;
          const colour = COLOURS[at % COLOURS.length];
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the models of one report never change place.
            <g key={at} stroke={colour} fill={colour}>
              {metric.low !== null && metric.low !== undefined && metric.high !== null && metric.high !== undefined ? (
                <path
                  d={`M${x(metric.low)} ${y}H${x(metric.high)}M${x(metric.low)} ${y - 3}v6M${x(metric.high)} ${y - 3}v6`}
                  strokeWidth="1.6"
                  fill="none"
                  vectorEffect="non-scaling-stroke"
                />
              ) : null}
              <rect x={x(metric.value) - 2} y={y - 4} width="4" height="8" stroke="none" />
            </g>
          );
        })}
      </svg>
      <span aria-hidden="true" className="hidden w-12 shrink-0 text-2xs text-ink-3 2xl:block">
        {better === "higher" ? "right is better" : "left is better"}
      </span>
    </div>
  );
}
