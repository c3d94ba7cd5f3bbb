import { z } from "zod";
import { fitLogistic } from "../baselines/logistic.ts";
import { sigmoid } from "../training/losses/binary-output.ts";
import { defineCalibrator } from "./calibrator.ts";
import { fractionalRows, meanOf, smoothedTargets } from "./smoothed-targets.ts";

/**
 * Platt scaling: p = sigmoid(slope * z + intercept), by maximum likelihood on smoothed targets. Two numbers: the choice for few validation
 * rows. Where the raw output ranks the wrong way the slope is 0 and every row gets the base rate. Source: Platt (1999).
 */
export const platt = defineCalibrator({
  method: "PLATT",
  title: "Platt scaling",
  description: "A logistic curve through the raw output: two numbers, sound from a few hundred rows.",
  tasks: ["BINARY"],
  state: z.strictObject({ slope: z.number().min(0), intercept: z.number() }),

  fit({ logits, y, n }) {
    const target = smoothedTargets(y);
    const { weights, bias } = fitLogistic({ ...fractionalRows(Float64Array.from(logits), target, 1), n: 2 * n, d: 1, l2: 0 });
    const slope = weights[0] as number;
    if (slope > 0) return { slope, intercept: bias };
    const rate = meanOf(target);
    return { slope: 0, intercept: Math.log(rate / (1 - rate)) };
  },

  open:
    ({ slope, intercept }) =>
    (logits) =>
      logits.map((z) => sigmoid(slope * z + intercept)),
});
