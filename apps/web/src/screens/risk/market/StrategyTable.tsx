"use client";
import { formatMetric, formatPercent } from "@/lib/format.ts";
import { Card } from "@/ui/Card.tsx";
import { CsvButton } from "@/ui/CsvButton.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import type { Prediction } from "./PredictionReport.tsx";
import { strategyWords } from "./strategy-words.ts";

const SHARES = /return|volatility|drawdown/;
const figure = (name: string, value: number): string => (SHARES.test(name) ? formatPercent(value) : formatMetric(value));

/** Strategies net of costs; the Sharpe ratio with the probabilities that it is more than luck. */
export function StrategyTable({ strategies }: { strategies: Prediction["strategies"] }) {
  const names = strategies[0]?.performance.map(({ name }) => name) ?? [];
  const trials = strategies[0]?.nTrials ?? 1;
  const columns = ["Strategy", ...names.map(strategyWords), "Sharpe above 0", "Deflated", "Traded a day", "Costs", "Exposure"];
  return (
    <Card
      title="Strategies, net of costs"
      description={`Sharpe above 0: the probability that the true ratio is above zero. Deflated: that it is above what the best of ${trials} ${trials === 1 ? "variant" : "variants"} without skill would show.`}
      padded={false}
      actions={
        <CsvButton
          fileName="strategies"
          label="Strategies: download CSV"
          columns={columns}
          rows={strategies.map((strategy) => [
            strategy.name,
            ...names.map((name) => strategy.performance.find((entry) => entry.name === name)?.value ?? null),
            strategy.probabilistic,
            strategy.deflated,
            strategy.turnover,
            strategy.costs,
            strategy.exposure,
          ])}
        />
      }
    >
      <TableScroll label="Strategies">
        <table className="data-table data-table-dense">
          <thead>
            <tr>
              {columns.map((column, at) => (
                <th key={column} scope="col" className={at > 0 ? "num" : undefined}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {strategies.map((strategy) => (
              <tr key={strategy.name}>
                <th scope="row">{strategyWords(strategy.name)}</th>
                {names.map((name) => {
                  const value = strategy.performance.find((entry) => entry.name === name)?.value;
                  return (
                    <td key={name} className="num">
                      {value === undefined ? "–" : figure(name, value)}
                    </td>
                  );
                })}
                <td className="num">{formatPercent(strategy.probabilistic)}</td>
                <td className="num">{formatPercent(strategy.deflated)}</td>
                <td className="num">{formatPercent(strategy.turnover)}</td>
                <td className="num">{formatPercent(strategy.costs)}</td>
                <td className="num">{formatPercent(strategy.exposure)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Card>
  );
}
