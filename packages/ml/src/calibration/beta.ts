import { z } from "zod";
import { fitLogistic } from "../baselines/logistic.ts";
import { sigmoid } from "../training/losses/binary-output.ts";
import { defineCalibrator } from "./calibrator.ts";
import { fractionalRows, meanOf, smoothedTargets } from "./smoothed-targets.ts";

/** ln(1 + e^z), which never overflows. */
const softplus = (z: number): number => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

/**
 * Beta calibration: p = sigmoid(a ln s - b ln(1 - s) + c), s = sigmoid(z), a and b >= 0, by maximum likelihood on smoothed targets: exact
 * where the scores of both classes follow beta distributions; Platt's curve is the case a = b. A negative a or b is put to 0 and the rest
 * fitted again. Source: Kull, Silva Filho and Flach (2017), section 3.
 */
export const beta = defineCalibrator({
  method: "BETA",
  title: "Beta calibration",
  description:
    "Bends the two ends of the scale on their own: three numbers, for scores that are too timid at one end and too bold at the other.",
  tasks: ["BINARY"],
  state: z.strictObject({ a: z.number().min(0), b: z.number().min(0), c: z.number() }),

  fit({ logits, y, n }) {
    const target = smoothedTargets(y);
    // ln s = -softplus(-z) and -ln(1 - s) = softplus(z).
    const columns = [(z: number) => -softplus(-z), softplus];
    let kept = [0, 1];
    while (kept.length > 0) {
      const d = kept.length;
      const x = Float64Array.from({ length: n * d }, (_cell, at) =>
        (columns[kept[at % d] as number] as (z: number) => number)(logits[Math.floor(at / d)] as number),
      );
      const { weights, bias } = fitLogistic({ ...fractionalRows(x, target, d), n: 2 * n, d, l2: 0 });
      const lowest = weights.reduce((low, value, j) => (value < (weights[low] as number) ? j : low), 0);
      if ((weights[lowest] as number) >= 0) {
        const weightOf = (column: number): number => weights[kept.indexOf(column)] ?? 0;
        return { a: weightOf(0), b: weightOf(1), c: bias };
      }
      kept = kept.filter((_column, j) => j !== lowest);
    }
    const rate = meanOf(target);
    return { a: 0, b: 0, c: Math.log(rate / (1 - rate)) };
  },

  open:
    ({ a, b, c }) =>
    (logits) =>
      logits.map((z) => sigmoid(c + b * softplus(z) - a * softplus(-z))),
});
