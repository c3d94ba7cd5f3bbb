"use client";
import { useState } from "react";
import { Columns } from "@/charts/Columns.tsx";
import { Intervals } from "@/charts/Intervals.tsx";
import { Lines } from "@/charts/Lines.tsx";
import { formatCount, formatMetric, formatPercent } from "@/lib/format.ts";
import { SelectField } from "@/ui/SelectField.tsx";
import { Notice } from "@/ui/states.tsx";
import { timeOf } from "../series-time.ts";
import { ComparisonTable, METRIC_WORDS } from "./ComparisonTable.tsx";
import type { Portfolio } from "./PortfolioReport.tsx";
import { stackOf, weightRange } from "./weight-stack.ts";

export type WalkForward = NonNullable<Portfolio["walkForward"]>;
type Entry = WalkForward["entries"][number];

export function WalkForwardReport({ walkForward, assets }: { walkForward: WalkForward; assets: readonly string[] }) {
  const { entries, nTest, from, to } = walkForward;
  const [id, setId] = useState(entries.find(({ method }) => method !== "equal-weight")?.id ?? entries[0]?.id ?? "");
  const entry = entries.find((candidate) => candidate.id === id);
  const dated = entries.every(({ wealth }) => wealth.every(({ day }) => day !== null));
  const x = dated ? { name: "Day", time: true } : { name: "Period" };
  const failed = entries.filter(({ nFailed }) => nFailed > 0);
  return (
    <>
      <ComparisonTable walkForward={walkForward} />
      {failed.length > 0 ? (
        <Notice tone="warn" title="Some rebalances found no weights and kept the old ones">
          {failed.map(({ id: name, nFailed, nRebalances }) => `${name}: ${nFailed} of ${nRebalances}`).join("; ")}
        </Notice>
      ) : null}
      <div className="grid gap-5 xl:grid-cols-2">
        <Lines
          title="Wealth"
          summary={`Of one unit of money, net of costs, over ${formatCount(nTest)} periods${from && to ? `, ${from} to ${to}` : ""}.`}
          fileName="wealth"
          height={320}
          x={x}
          y={{ name: "Wealth" }}
          series={entries.map((line) => ({
            name: line.id,
            points: line.wealth.map((point) => [timeOf(point), point.value] as const),
            ...(line.method === "equal-weight" ? { tone: "QUIET" as const, look: "DASHED" as const } : {}),
          }))}
        />
        <Lines
          title="Drawdown"
          summary="Loss from the highest value before, as a share of it."
          fileName="drawdown"
          height={320}
          x={x}
          y={{ name: "Drawdown", format: (value) => formatPercent(value, 0), fromZero: true }}
          series={entries.map((line) => ({
            name: line.id,
            points: line.wealth.map((point) => [timeOf(point), point.drawdown] as const),
            ...(line.method === "equal-weight" ? { tone: "QUIET" as const, look: "DASHED" as const } : {}),
          }))}
        />
      </div>
      <MetricIntervals entries={entries} />
      {entry ? (
        <Columns
          title="Weights over time"
          summary={`${entry.id}: weights after each rebalance shown; ${formatCount(entry.nRebalances)} rebalances in all, turnover ${formatMetric(entry.annualTurnover)} a year.`}
          fileName={`weights-${entry.method}`}
          height={320}
          stacked
          tight
          names={entry.rebalances.map(({ day, at }) => day ?? String(at))}
          nameTitle="Rebalance"
          value={{
            name: "Weight",
            format: (value) => formatPercent(value, 0),
            ...weightRange(entry.rebalances.map(({ weights }) => weights)),
          }}
          series={stackOf(
            assets,
            entry.rebalances.map(({ weights }) => weights),
          )}
          table={{
            columns: ["Rebalance", "Turnover", ...assets],
            rows: entry.rebalances.map(({ day, at, turnover, weights }) => [day ?? at, turnover, ...weights]),
          }}
        />
      ) : null}
      {entries.length > 1 ? (
        <div className="-mt-2 max-w-72">
          <SelectField
            label="Weights over time of"
            value={id}
            options={entries.map((candidate) => ({ value: candidate.id, label: candidate.id }))}
            onChange={setId}
          />
        </div>
      ) : null}
    </>
  );
}

function MetricIntervals({ entries }: { entries: readonly Entry[] }) {
  const pair = (name: string) =>
    entries.map(({ id, method, metrics }) => ({ id, method, metric: metrics.find((metric) => metric.name === name) }));
  return (
    <div className="grid gap-5 xl:grid-cols-2">
      <Intervals
        title="Sharpe ratio, 95 % intervals"
        summary="Of net returns by the stationary bootstrap; intervals that overlap widely say that the history cannot tell the methods apart."
        fileName="sharpe-intervals"
        x={{ name: METRIC_WORDS.sharpe ?? "Sharpe ratio" }}
        rowName="Method"
        rows={pair("sharpe").map(({ id, method, metric }) => ({
          name: id,
          value: metric?.value ?? null,
          low: metric?.low ?? null,
          high: metric?.high ?? null,
          tone: method === "equal-weight" ? "QUIET" : "SERIES",
        }))}
        marks={[{ axis: "x", at: 0 }]}
      />
      <Intervals
        title="Difference in Sharpe from equal weight"
        summary="Paired, over the same resampled periods: an interval that holds zero is no proof of a better method."
        fileName="sharpe-difference"
        x={{ name: "Sharpe less that of equal weight" }}
        rowName="Method"
        rows={pair("sharpe")
          .filter(({ method }) => method !== "equal-weight")
          .map(({ id, metric }) => ({
            name: id,
            value: metric?.difference.value ?? null,
            low: metric?.difference.low ?? null,
            high: metric?.difference.high ?? null,
          }))}
        marks={[{ axis: "x", at: 0, label: "equal weight" }]}
      />
    </div>
  );
}
