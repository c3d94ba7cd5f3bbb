import { z } from "zod";
import { lossFor } from "../training/losses/index.ts";
import { type CalibrationRows, defineCalibrator } from "./calibrator.ts";

const MAX_STEPS = 100;
const SETTLED = 1e-10;
/** Beyond these the outputs say nothing, or the classes are parted without an error: no more is claimed. */
const LOWEST = 1e-3;
const HIGHEST = 1e3;

/**
 * Temperature scaling: the raw outputs divided by one number T > 0 before the sigmoid or softmax, by maximum likelihood. It changes how bold
 * probabilities are and never a decision between classes. 1 / T is kept in [0.001, 1000]. Source: Guo et al. (2017), section 4.2.
 */
export const temperature = defineCalibrator({
  method: "TEMPERATURE",
  title: "Temperature scaling",
  description: "Divides the raw outputs by one number: for several classes, and where only boldness is wrong.",
  tasks: ["BINARY", "MULTICLASS"],
  state: z.strictObject({ temperature: z.number().positive(), nOutputs: z.int().min(1) }),
  fit: (rows) => ({ temperature: 1 / bestScale(rows), nOutputs: rows.k }),
  open({ temperature: t, nOutputs }) {
    const task = nOutputs === 1 ? "BINARY" : "MULTICLASS";
    const loss = lossFor({ task, options: {}, nClasses: nOutputs, nInputs: 0 });
    return (logits, n) =>
      loss.predict(
        logits.map((z) => z / t),
        n,
      );
  },
});

/** Newton's method on the convex negative log-likelihood of the scale s = 1 / T, its step halved where the bounds or the minimum are passed. */
function bestScale(rows: CalibrationRows): number {
  let scale = 1;
  let here = likelihood(rows, scale);
  for (let step = 0; step < MAX_STEPS; step++) {
    const change = here.curvature > 0 ? -here.slope / here.curvature : -Math.sign(here.slope) * scale;
    let next = Math.min(HIGHEST, Math.max(LOWEST, scale + change));
    let there = likelihood(rows, next);
    while (there.value > here.value && Math.abs(next - scale) > SETTLED * scale) {
      next = (next + scale) / 2;
      there = likelihood(rows, next);
    }
    const moved = Math.abs(next - scale);
    [scale, here] = [next, there];
    if (moved <= SETTLED * scale) break;
  }
  return scale;
}

/** Mean negative log-likelihood at scale s with its first two derivatives: with m = E_p[z], slope = m - z_y, curvature = Var_p[z]. */
function likelihood({ logits, y, n, k }: CalibrationRows, scale: number): { value: number; slope: number; curvature: number } {
  let [value, slope, curvature] = [0, 0, 0];
  const classes = Math.max(2, k);
  // One output is the second of two classes, the first being 0.
  const outputOf = (i: number, c: number): number => (k === 1 ? (c === 0 ? 0 : (logits[i] as number)) : (logits[i * k + c] as number));
  for (let i = 0; i < n; i++) {
    let largest = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < classes; c++) largest = Math.max(largest, scale * outputOf(i, c));
    let [total, first, second] = [0, 0, 0];
    for (let c = 0; c < classes; c++) {
      const z = outputOf(i, c);
      const e = Math.exp(scale * z - largest);
      total += e;
      first += e * z;
      second += e * z * z;
    }
    const own = outputOf(i, y[i] as number);
    const mean = first / total;
    value += Math.log(total) + largest - scale * own;
    slope += mean - own;
    curvature += second / total - mean * mean;
  }
  return { value: value / n, slope: slope / n, curvature: curvature / n };
}
