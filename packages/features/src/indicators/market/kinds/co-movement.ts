import { z } from "zod";
import { ColumnParam } from "../../../column-param.ts";
import { type AnyMarketIndicator, defineMarketIndicator, ONE_OUTPUT, Periods } from "../indicator.ts";
import { meanOf, onPresent, rolling } from "../rolling.ts";
import { simpleReturns } from "./returns.ts";

const BenchmarkParams = z.strictObject({
  /** Column of the benchmark's prices. */
  benchmark: ColumnParam,
  window: Periods(60, 3),
});

/** Sums of the products of deviations: of the benchmark with itself, of both, of the asset with itself. */
interface Products {
  market: number;
  both: number;
  own: number;
}

/** Slope of the asset's returns on the benchmark's. */
export const beta = coMovement(
  "beta",
  "Beta",
  "Slope of the returns on those of the benchmark over the window; missing where the benchmark did not move.",
  "cov(r, r_benchmark) / var(r_benchmark)",
  "Sharpe (1964), Journal of Finance 19(3)",
  ({ market, both }) => (market === 0 ? Number.NaN : both / market),
);

/** Pearson's correlation of the returns. */
export const correlation = coMovement(
  "correlation",
  "Correlation",
  "Correlation of the returns with those of the benchmark over the window; missing where one did not move.",
  "cov(r, r_benchmark) / (std(r) * std(r_benchmark))",
  "Pearson (1895), Proceedings of the Royal Society 58",
  ({ market, both, own }) => (market === 0 || own === 0 ? Number.NaN : Math.max(-1, Math.min(1, both / Math.sqrt(market * own)))),
);

function coMovement(
  name: string,
  title: string,
  description: string,
  formula: string,
  source: string,
  of: (products: Products) => number,
): AnyMarketIndicator {
  return defineMarketIndicator({
    name,
    title,
    group: "RISK",
    description,
    formula: `${formula}, r simple returns of the window`,
    source,
    unit: "ratio",
    params: BenchmarkParams,
    reads: ({ benchmark }) => ({ roles: ["close"], columns: [benchmark], positive: ["close", benchmark] }),
    outputs: () => ONE_OUTPUT,
    label: ({ benchmark, window }) => `${name}_${benchmark}_${window}`,
    compute: (series, { benchmark, window }) => {
      const market = simpleReturns(series.column(benchmark)).subarray(1);
      return [
        onPresent(simpleReturns(series.role("close")), (returns) =>
          rolling(returns.length, window, (from, to) => of(products(returns, market, from, to))),
        ),
      ];
    },
  });
}

function products(returns: Float64Array, market: Float64Array, from: number, to: number): Products {
  const [mean, marketMean] = [meanOf(returns, from, to), meanOf(market, from, to)];
  const sums: Products = { market: 0, both: 0, own: 0 };
  for (let i = from; i < to; i++) {
    const [own, other] = [(returns[i] as number) - mean, (market[i] as number) - marketMean];
    sums.market += other * other;
    sums.both += own * other;
    sums.own += own * own;
  }
  return sums;
}
