"use client";
import { Columns } from "@/charts/Columns.tsx";
import { Scatter } from "@/charts/Scatter.tsx";
import { formatPercent } from "@/lib/format.ts";
import { useMethodTitles } from "../use-method-titles.ts";
import type { Allocation } from "./AllocationReport.tsx";
import type { Portfolio } from "./PortfolioReport.tsx";
import { stackOf, weightRange } from "./weight-stack.ts";

interface FrontierChartProps {
  frontier: NonNullable<Portfolio["frontier"]>;
  assets: readonly string[];
  chosen: Allocation | null;
}

/** The frontier with every asset and the chosen portfolio in the plane of risk and return, and what the portfolios along it hold. */
export function FrontierChart({ frontier, assets, chosen }: FrontierChartProps) {
  const title = useMethodTitles();
  const { points, single } = frontier;
  const best = points.reduce(
    (most, point) => (point.sharpe > most.sharpe ? point : most),
    points[0] ?? { sharpe: 0, volatility: 0, expectedReturn: 0 },
  );
  return (
    <div className="grid gap-5 xl:grid-cols-2">
      <Scatter
        title="Efficient frontier"
        summary={`Least volatility for each expected return, of a year; the best Sharpe ratio along it is ${best.sharpe.toFixed(2)}.`}
        fileName="frontier"
        height={340}
        x={{ name: "Volatility a year", format: (value) => formatPercent(value, 0) }}
        y={{ name: "Expected return a year", format: (value) => formatPercent(value, 0) }}
        series={[
          {
            name: "Frontier",
            line: true,
            points: points.map(({ volatility, expectedReturn }, at) => ({
              x: volatility,
              y: expectedReturn,
              label: `Portfolio ${at + 1}`,
            })),
            size: 5,
          },
          {
            name: "Single assets",
            tone: "QUIET",
            points: single.map(({ asset, volatility, expectedReturn }) => ({ x: volatility, y: expectedReturn, label: asset })),
            size: 7,
          },
          ...(chosen
            ? [
                {
                  name: "Chosen",
                  tone: "MARK" as const,
                  points: [{ x: chosen.volatility, y: chosen.expectedReturn, label: title(chosen.method) }],
                  size: 13,
                },
              ]
            : []),
        ]}
      />
      <Columns
        title="Weights along the frontier"
        summary="Each bar is one portfolio of the frontier, from the least volatility to the highest return."
        fileName="frontier-weights"
        height={340}
        stacked
        tight
        names={points.map(({ volatility }) => formatPercent(volatility, 1))}
        nameTitle="Volatility a year"
        value={{ name: "Weight", format: (value) => formatPercent(value, 0), ...weightRange(points.map(({ weights }) => weights)) }}
        series={stackOf(
          assets,
          points.map(({ weights }) => weights),
        )}
        table={{
          columns: ["Volatility", "Expected return", "Sharpe", ...assets],
          rows: points.map(({ volatility, expectedReturn, sharpe, weights }) => [volatility, expectedReturn, sharpe, ...weights]),
        }}
      />
    </div>
  );
}
