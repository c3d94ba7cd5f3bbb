import { invalidInput } from "../evaluation/inputs.ts";
import type { Predictor } from "../training/predictor.ts";
import type { Background } from "./background.ts";

/** A model with gradients, as far as attribution along paths needs it. */
export type GradientModel = Pick<Predictor, "margins" | "marginGradients" | "nSteps" | "nFeatures">;

export interface AttributionInput {
  model: GradientModel;
  /** [n, nSteps, nFeatures] encoded rows, row-major. */
  x: Float32Array;
  n: number;
  background: Background;
  /** [n] the class explained of each row, for MULTICLASS. */
  classes?: ArrayLike<number> | null;
  /** Called after each pass through the model with the share of rows done; may throw, and may take time. */
  between?: ((done: number) => Promise<void>) | undefined;
}

/** What each encoded value adds to a row's margin, against the background. */
export interface EncodedAttributions {
  n: number;
  /** [n, nSteps, nFeatures] row-major. */
  values: Float64Array;
  /** [n] margins of the rows. */
  margins: Float64Array;
  /** [n] the background's mean margin, of the row's class. */
  base: Float64Array;
  /** [n] margin - base - sum of the row's values: what the attributions miss. */
  residual: Float64Array;
}

/** The background's margins for a class, each computed once, and their weighted mean. */
export function backgroundMargins(model: GradientModel, background: Background, classes: ArrayLike<number> | null) {
  const { rows, n, weights } = background;
  const width = model.nSteps * model.nFeatures;
  if (n < 1 || rows.length !== n * width || weights.length !== n)
    throw invalidInput(`The background holds ${rows.length} values for ${n} rows; rows of this model have ${width}.`);
  const known = new Map<number, { margins: Float64Array; gradients: Float32Array; mean: number; reach: number }>();
  return (c: number) => {
    const found = known.get(c);
    if (found) return found;
    const own = model.marginGradients(rows, n, classes && new Uint32Array(n).fill(c));
    const mean = own.margins.reduce((sum, margin, b) => sum + margin * (weights[b] as number), 0);
    const made = { ...own, mean, reach: Math.max(...own.margins) - Math.min(...own.margins) };
    known.set(c, made);
    return made;
  };
}

/** Adds what is missed to attributions. */
export function withResiduals(values: Float64Array, margins: Float64Array, base: Float64Array): EncodedAttributions {
  const n = margins.length;
  const width = values.length / n;
  const residual = margins.map((margin, i) => {
    let sum = 0;
    for (let j = 0; j < width; j++) sum += values[i * width + j] as number;
    return margin - (base[i] as number) - sum;
  });
  return { n, values, margins, base, residual };
}

/** Share of rows whose attributions add up: |residual| at most `share` of the range of the rows' margins. */
export function completeness({ residual, margins }: EncodedAttributions, share = 1e-3): number {
  const range =
    margins.reduce((most, m) => Math.max(most, m), Number.NEGATIVE_INFINITY) -
    margins.reduce((least, m) => Math.min(least, m), Number.POSITIVE_INFINITY);
  return residual.reduce((count, missed) => count + Number(Math.abs(missed) <= share * range), 0) / residual.length;
}
