"use client";
import { formatCount, formatMetric, formatPercent } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Card } from "@/ui/Card.tsx";
import { CsvButton } from "@/ui/CsvButton.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import type { WalkForward } from "./WalkForwardReport.tsx";

export const METRIC_WORDS: Record<string, string> = {
  annual_return: "Return a year",
  annual_volatility: "Volatility a year",
  sharpe: "Sharpe ratio",
  sortino: "Sortino ratio",
  max_drawdown: "Largest drawdown",
  calmar: "Calmar ratio",
};
const IN_PERCENT = new Set(["annual_return", "annual_volatility", "max_drawdown"]);
const SIGNIFICANT = 0.05;

const figure = (name: string, value: number): string => (IN_PERCENT.has(name) ? formatPercent(value) : formatMetric(value));

/** Methods beside each other: each figure with its interval, and whether it differs from equal weight's by more than chance. */
export function ComparisonTable({ walkForward: { entries, nTest, from, to } }: { walkForward: WalkForward }) {
  const names = entries[0]?.metrics.map(({ name }) => name) ?? [];
  const comparisons = Math.max(1, entries.length - 1);
  return (
    <Card
      title="Methods over time"
      description={`${formatCount(nTest)} periods that no estimate had seen${from && to ? `, ${from} to ${to}` : ""}. 95 % intervals; a mark where a figure differs from equal weight's at p < 0.05 / ${comparisons} (Bonferroni).`}
      padded={false}
      actions={
        <CsvButton
          fileName="methods-over-time"
          label="Methods over time: download CSV"
          columns={["Method", "Figure", "Value", "Low", "High", "Difference from equal weight", "Difference, low", "Difference, high", "p"]}
          rows={entries.flatMap(({ id, metrics }) =>
            metrics.map(({ name, value, low, high, difference: d }) => [id, name, value, low, high, d.value, d.low, d.high, d.p]),
          )}
        />
      }
    >
      <TableScroll label="Methods over time">
        <table className="data-table data-table-dense">
          <thead>
            <tr>
              <th scope="col">Method</th>
              {names.map((name) => (
                <th key={name} scope="col" className="num">
                  {METRIC_WORDS[name] ?? name}
                </th>
              ))}
              <th scope="col" className="num">
                Turnover a year
              </th>
              <th scope="col" className="num">
                Costs in all
              </th>
              <th scope="col" className="num">
                Rebalances
              </th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <tr key={entry.id}>
                <th scope="row">
                  {entry.id}
                  {entry.method === "equal-weight" ? <Badge className="ml-2">yardstick</Badge> : null}
                </th>
                {entry.metrics.map(({ name, value, low, high, difference }) => {
                  const differs = entry.method !== "equal-weight" && difference.p < SIGNIFICANT / comparisons;
                  return (
                    <td key={name} className="num">
                      <span className={differs ? "font-semibold text-mark" : "font-semibold"}>{figure(name, value)}</span>
                      {differs ? <span className="sr-only"> (differs from equal weight)</span> : null}
                      <span className="block text-xs text-ink-3">{`${figure(name, low)} to ${figure(name, high)}`}</span>
                      {entry.method === "equal-weight" ? null : (
                        <span className="block text-xs text-ink-3">{`p ${difference.p < 0.001 ? "< 0.001" : difference.p.toFixed(3)}`}</span>
                      )}
                    </td>
                  );
                })}
                <td className="num">{formatPercent(entry.annualTurnover, 0)}</td>
                <td className="num">{formatPercent(entry.costs, 2)}</td>
                <td className="num">
                  {formatCount(entry.nRebalances)}
                  {entry.nFailed > 0 ? <span className="block text-xs text-warn">{`${entry.nFailed} kept the old`}</span> : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Card>
  );
}
