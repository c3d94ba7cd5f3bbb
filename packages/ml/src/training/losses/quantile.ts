import type { LossDefinition } from "./loss.ts";
import { membersMean } from "./members-mean.ts";

/** The probabilities of a run's quantiles, ascending and distinct, 0.5 among them. */
export const quantileLevels = (quantiles: readonly number[] | null | undefined): number[] =>
  [...new Set([...(quantiles ?? []), 0.5])].sort((a, b) => a - b);

/**
 * Pinball loss, one output for each probability q: r = y - z; q r where r >= 0, else (q - 1) r; the mean over the quantiles. On the standardised
 * target. Least where a share q of the targets lies below z. A row's quantiles are predicted in ascending order: outputs that cross are
 * sorted, which never raises the loss (Chernozhukov, Fernandez-Val and Galichon 2010). Source: Koenker and Bassett (1978).
 */
export const quantile: LossDefinition = {
  name: "QUANTILE",
  tasks: ["REGRESSION", "FORECAST"],
  create({ options }) {
    const levels = quantileLevels(options.quantiles);
    const k = levels.length;
    return {
      name: "QUANTILE",
      nOutputs: k,
      quantiles: levels,
      condense: null,

      evaluate(logits, { n, y, weight }, gradient) {
        let sum = 0;
        for (let i = 0; i < n; i++) {
          const w = (weight ? (weight[i] as number) : 1) / k;
          for (let at = 0; at < k; at++) {
            const r = (y[i] as number) - (logits[i * k + at] as number);
            const slope = (levels[at] as number) - (r < 0 ? 1 : 0);
            sum += w * slope * r;
            if (gradient) gradient[i * k + at] = (-w * slope) / n;
          }
        }
        return sum;
      },

      countCorrect: null,
      pool: membersMean,

      predict(logits, n) {
        const out = logits.slice();
        for (let i = 0; i < n; i++) out.subarray(i * k, (i + 1) * k).sort();
        return out;
      },
    };
  },
};
