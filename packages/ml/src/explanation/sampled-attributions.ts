import type { Rng } from "@plimsoll/features";
import { invalidInput } from "../evaluation/inputs.ts";
import { type AttributionInput, backgroundMargins, type EncodedAttributions, withResiduals } from "./encoded-attributions.ts";

export interface SampledInput extends AttributionInput {
  /** Draws for each row. */
  samples: number;
  rng: Rng;
}

/** Gradients asked for at once: large enough that a call's fixed cost is small, small enough that memory is. */
const POINTS = 8_192;

/**
 * Expected gradients by drawing: `samples` times for each row a background row in proportion to its weight, and a place on the path from it, one in
 * each of as many equal parts of [0, 1]. The error falls with the root of the samples and is told in `residual`; `pathAttributions` is
 * exact and usually cheaper. Source: Erion et al. (2021), section 3.1; what the `GradientExplainer` of the shap package computes.
 * @throws AppError "INVALID_INPUT" if `samples` is not a whole number of at least 1, or as `pathAttributions`.
 */
export async function sampledAttributions({
  model,
  x,
  n,
  background,
  classes = null,
  samples,
  rng,
  between,
}: SampledInput): Promise<EncodedAttributions> {
  if (!Number.isInteger(samples) || samples < 1) throw invalidInput(`'samples' must be a whole number of at least 1. Got ${samples}.`);
  const width = model.nSteps * model.nFeatures;
  const ofClass = backgroundMargins(model, background, classes);
  const margins = model.margins(x, n, classes);
  const base = margins.map((_margin, i) => ofClass(classes?.[i] ?? 0).mean);
  const values = new Float64Array(n * width);
  const perCall = Math.max(1, Math.floor(POINTS / samples));
  for (let start = 0; start < n; start += perCall) {
    const count = Math.min(perCall, n - start) * samples;
    const rowOf = (k: number): number => start + Math.floor(k / samples);
    const points = new Float32Array(count * width);
    const changes = new Float32Array(count * width);
    for (let k = 0; k < count; k++) {
      const from = drawFrom(background.weights, rng.next()) * width;
      const place = ((k % samples) + rng.next()) / samples;
      const row = rowOf(k) * width;
      for (let j = 0; j < width; j++) {
        const b = background.rows[from + j] as number;
        const change = (x[row + j] as number) - b;
        changes[k * width + j] = change;
        points[k * width + j] = b + place * change;
      }
    }
    const own = classes && Uint32Array.from({ length: count }, (_class, k) => classes[rowOf(k)] as number);
    const { gradients } = model.marginGradients(points, count, own);
    for (let k = 0; k < count; k++) {
      const row = rowOf(k) * width;
      for (let j = 0; j < width; j++) {
        const at = k * width + j;
        values[row + j] = (values[row + j] as number) + ((changes[at] as number) * (gradients[at] as number)) / samples;
      }
    }
    await between?.((start + count / samples) / n);
  }
  return withResiduals(values, margins, base);
}

function drawFrom(weights: Float64Array, u: number): number {
  let left = u;
  for (let b = 0; b < weights.length - 1; b++) {
    left -= weights[b] as number;
    if (left < 0) return b;
  }
  return weights.length - 1;
}
