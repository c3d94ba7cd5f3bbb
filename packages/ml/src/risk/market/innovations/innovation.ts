import type { Rng } from "@plimsoll/features";

/** A parameter of an error distribution, with its bounds and where an estimation starts. */
export interface ShapeParameter {
  name: string;
  lower: number;
  upper: number;
  start: number;
}

/** Where `evaluate` writes, each array [n] or longer. */
export interface DensityOutput {
  /** ln f(z_t) */
  density: Float64Array;
  /** d ln f / dz at z_t */
  byZ: Float64Array;
  /** d ln f / d(shape k) at z_t, one array for each shape parameter */
  byShape: Float64Array[];
}

/**
 * The distribution of standardised errors z = (r - mu) / sigma: mean zero and variance one whatever its shape, so that sigma^2 is the
 * variance of the return. `shape` holds one value for each shape parameter, within its bounds.
 */
export interface Innovation {
  readonly name: string;
  readonly title: string;
  readonly shapes: readonly ShapeParameter[];
  evaluate(z: Float64Array, n: number, shape: readonly number[], out: DensityOutput): void;
  /** P(Z <= z) */
  cdf(z: number, shape: readonly number[]): number;
  /** z with P(Z <= z) = p, 0 < p < 1. */
  quantile(p: number, shape: readonly number[]): number;
  /** E[Z | Z <= quantile(p)], negative for small p. */
  tailMean(p: number, shape: readonly number[]): number;
  /** E[Z^2 ; Z < 0]: the share of the variance that comes from below zero, one half where the distribution is symmetric. */
  negativeSquare(shape: readonly number[]): number;
  draw(rng: Rng, shape: readonly number[]): number;
}
