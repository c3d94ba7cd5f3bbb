import { z } from "zod";
import { defineMarketIndicator, ONE_OUTPUT, Periods } from "../indicator.ts";
import { centralSum, meanOf, onPresent, rolling } from "../rolling.ts";
import { logReturns } from "./returns.ts";

const source = "Joanes and Gill (1998), The Statistician 47(1): G1 and G2, as pandas computes them";

export const skewness = defineMarketIndicator({
  name: "skewness",
  title: "Skewness",
  group: "RISK",
  description: "Sample skewness of the window's log returns: below 0 where falls are the larger moves. Missing where they are all equal.",
  formula: "sqrt(n (n - 1)) / (n - 2) * m3 / m2^1.5, m_k = mean((r - mean r)^k), r log returns of the window",
  source,
  unit: "ratio",
  params: z.strictObject({ window: Periods(60, 3) }),
  reads: () => ({ roles: ["close"], positive: ["close"] }),
  outputs: () => ONE_OUTPUT,
  label: ({ window }) => `skewness_${window}`,
  compute: (series, { window }) => [
    onPresent(logReturns(series.role("close")), (returns) =>
      rolling(returns.length, window, (from, to) => {
        const mean = meanOf(returns, from, to);
        const m2 = centralSum(returns, from, to, mean, 2) / window;
        const m3 = centralSum(returns, from, to, mean, 3) / window;
        return m2 === 0 ? Number.NaN : (Math.sqrt(window * (window - 1)) / (window - 2)) * (m3 / m2 ** 1.5);
      }),
    ),
  ],
});

export const kurtosis = defineMarketIndicator({
  name: "kurtosis",
  title: "Excess kurtosis",
  group: "RISK",
  description:
    "Sample excess kurtosis of the window's log returns: above 0 where large moves are more frequent than in a normal law. Missing where they are all equal.",
  formula: "(n - 1) / ((n - 2) (n - 3)) * ((n + 1) * m4 / m2^2 - 3 (n - 1)), m_k = mean((r - mean r)^k), r log returns of the window",
  source,
  unit: "ratio",
  params: z.strictObject({ window: Periods(60, 4) }),
  reads: () => ({ roles: ["close"], positive: ["close"] }),
  outputs: () => ONE_OUTPUT,
  label: ({ window }) => `kurtosis_${window}`,
  compute: (series, { window: n }) => [
    onPresent(logReturns(series.role("close")), (returns) =>
      rolling(returns.length, n, (from, to) => {
        const mean = meanOf(returns, from, to);
        const m2 = centralSum(returns, from, to, mean, 2) / n;
        const m4 = centralSum(returns, from, to, mean, 4) / n;
        return m2 === 0 ? Number.NaN : ((n - 1) / ((n - 2) * (n - 3))) * (((n + 1) * m4) / (m2 * m2) - 3 * (n - 1));
      }),
    ),
  ],
});
