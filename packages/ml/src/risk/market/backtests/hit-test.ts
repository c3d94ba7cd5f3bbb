import { z } from "zod";
import { chiSquaredQuantile, chiSquaredSf } from "../../../numeric/distributions.ts";
import { type Backtest, defineBacktest } from "./backtest.ts";
import { exactExceedance } from "./exact-sizes.ts";
import { countHits, type HitCounts, hitsOf } from "./hits.ts";

/** A likelihood-ratio test of nothing but the counts of hits and their transitions: its size and p-value are known exactly. */
export function hitTest(definition: {
  name: string;
  title: string;
  question: string;
  df: number;
  ratio(counts: HitCounts, p: number): number;
}): Backtest {
  const { df, ratio } = definition;
  return defineBacktest({
    ...definition,
    needsEs: false,
    params: z.strictObject({}),
    run(forecasts, _params, { level }) {
      const p = 1 - forecasts.alpha;
      const counts = countHits(hitsOf(forecasts));
      const statistic = ratio(counts, p);
      const exact = (bound: number) => exactExceedance(counts.n, p, (other) => ratio(other, p), bound);
      return {
        statistic,
        reference: `chi-squared (${df})`,
        pValue: chiSquaredSf(statistic, df),
        finiteSamplePValue: exact(statistic),
        size: { value: exact(chiSquaredQuantile(1 - level, df)), method: "exact", standardError: 0 },
        note: null,
        details: { ...counts, expected: counts.n * p },
      };
    },
  });
}
