import type { LossName } from "@plimsoll/schema";
import type { Loss } from "./loss.ts";
import { membersMean } from "./members-mean.ts";

/** A loss of one output and one target; `at` writes value and derivative by the output into `out`. */
export function pointwiseLoss(name: LossName, at: (z: number, y: number, out: { value: number; slope: number }) => void): Loss {
  return {
    name,
    nOutputs: 1,
    quantiles: null,
    condense: null,

    evaluate(logits, { n, y, weight }, gradient) {
      const out = { value: 0, slope: 0 };
      let sum = 0;
      for (let i = 0; i < n; i++) {
        at(logits[i] as number, y[i] as number, out);
        const w = weight ? (weight[i] as number) : 1;
        sum += w * out.value;
        if (gradient) gradient[i] = (w * out.slope) / n;
      }
      return sum;
    },

    countCorrect: null,
    pool: membersMean,
    predict: (logits) => logits.slice(),
  };
}
