import type { Innovation } from "../../innovations/innovation.ts";

/** Memory of a variance process, reused from call to call: `variance` holds one value more than the residuals, the forecast of the next day. */
export interface FilterOutput {
  /** [n + 1] */
  variance: Float64Array;
  /** d variance_t / d parameter k, one array [n] for each of the process's parameters. */
  byParameter: Float64Array[];
  /** d variance_t / d mean, [n]. */
  byMean: Float64Array;
}

export interface ProcessParameter {
  name: string;
  lower: number;
  upper: number;
}

/**
 * How the variance of a day follows from the days before. Everything is in units in which the sample variance is one, so that one set of bounds
 * and starts fits every series.
 */
export interface VarianceProcess {
  readonly parameters: readonly ProcessParameter[];
  /** Linear rows a'theta <= upper on the process's parameters that make the variance positive and stationary. */
  readonly rows: readonly { coefficients: number[]; upper: number }[];
  /** Points from which an estimation may start, in no order. */
  readonly starts: readonly number[][];
  /** How omega changes when returns are multiplied by `factor`, every other parameter being free of units. */
  rescaleOmega(theta: ArrayLike<number>, factor: number): number;
  /**
   * Variances of residuals [n] from fixed parameters; fills the derivatives where `derivatives` is set.
   * @param backcast the variance that stands for all days before the first.
   */
  filter(theta: ArrayLike<number>, residuals: Float64Array, n: number, backcast: number, out: FilterOutput, derivatives: boolean): void;
  /** The factor by which a shock to the variance shrinks from one day to the next, once the errors' distribution is known; below one = stationary. */
  persistence(theta: ArrayLike<number>, innovation: Innovation, shape: readonly number[]): number;
  /** Unconditional variance, null where there is none. */
  longRunVariance(theta: ArrayLike<number>, innovation: Innovation, shape: readonly number[]): number | null;
  /**
   * Expected variances of the `horizon` days after the sample, in closed form, or null where only simulation gives them.
   * @param residuals [n] and @param variance [n + 1] as filtered.
   */
  expected(
    theta: ArrayLike<number>,
    innovation: Innovation,
    shape: readonly number[],
    past: { residuals: Float64Array; variance: Float64Array; backcast: number },
    horizon: number,
  ): Float64Array | null;
  /** The state after the sample, which makes paths of the future from standardised errors. */
  continuation(theta: ArrayLike<number>, past: { residuals: Float64Array; variance: Float64Array; backcast: number }): Continuation;
}

/** A path of the future, one day after another. `reset` goes back to the day after the sample. */
export interface Continuation {
  reset(): void;
  /** The next day's variance, which its own error then turns into the one after. @param z gives the standardised error of that day. */
  next(z: number): number;
  /** Variance of the day that comes next. */
  variance(): number;
}
