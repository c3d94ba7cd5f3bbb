import { createRng } from "@plimsoll/features";
import { invalidInput } from "./inputs.ts";

export interface BootstrapOptions {
  /** Resamples wanted, 100 to 100,000. Very long inputs get fewer: see `replicatesFor`. */
  replicates: number;
  /** Equal seeds give equal intervals. */
  seed: number;
  /** Neighbouring rows that are drawn together, for rows in order of time; 1 unless given. */
  blockLength?: number;
}

export const DEFAULT_BOOTSTRAP: BootstrapOptions = { replicates: 1000, seed: 1 };

export interface Interval {
  low: number;
  high: number;
}

/** Metrics of one resample, written to `out`; false when they are undefined for it and another must be drawn. */
export type ResampleMetrics = (counts: Uint16Array, out: Float64Array) => boolean;

/** Bounds the work to a few seconds on one core. */
const MAX_DRAWS = 2e8;
const MIN_REPLICATES = 100;

/** 95 % percentile bootstrap intervals: the 2.5 % and 97.5 % quantiles of each metric over resamples of n rows drawn with replacement.
 *  Rows are drawn regardless of class (not stratified), so that the intervals carry the chance in the positive rate as well; a
 *  resample on which a metric is undefined (one class only) is drawn again. Resamples are counts over rows, so that a metric of
 *  sorted rows needs no sort of its own.
 *  @param n rows. @param nMetrics length of `out`. @param metrics see `ResampleMetrics`. @param options replicates and seed.
 *  @returns [nMetrics] intervals. Memory: 2 bytes a row and 8 bytes a metric and replicate.
 *  With a `blockLength` the draws are of that many neighbouring rows, going round the end.
 *  @throws AppError "INVALID_INPUT" if replicates is not a whole number in [100, 100000] or the seed not one >= 0.
 *  Source: Efron and Tibshirani (1993), section 13.3; quantiles interpolated linearly (Hyndman and Fan's type 7). */
export function bootstrapIntervals(n: number, nMetrics: number, metrics: ResampleMetrics, options: BootstrapOptions): Interval[] {
  const replicates = replicatesFor(n, options.replicates);
  if (!Number.isSafeInteger(options.seed) || options.seed < 0)
    throw invalidInput(`'bootstrap.seed' must be a whole number >= 0. Got ${options.seed}.`);
  const { blockLength = 1 } = options;
  if (!Number.isInteger(blockLength) || blockLength < 1)
    throw invalidInput(`'bootstrap.blockLength' must be a whole number of at least 1. Got ${blockLength}.`);
  const rng = createRng(options.seed);
  const counts = new Uint16Array(n);
  const out = new Float64Array(nMetrics);
  const samples = Array.from({ length: nMetrics }, () => new Float64Array(replicates));
  let done = 0;
  while (done < replicates) {
    counts.fill(0);
    for (let draw = 0; draw < n; draw += blockLength) {
      const first = Math.floor(rng.next() * n);
      for (let k = 0; k < blockLength && draw + k < n; k += 1) {
        const row = (first + k) % n;
        counts[row] = (counts[row] as number) + 1;
      }
    }
    if (!metrics(counts, out)) continue;
    samples.forEach((sample, metric) => {
      sample[done] = out[metric] as number;
    });
    done += 1;
  }
  return samples.map((sample) => {
    sample.sort();
    return { low: quantile(sample, 0.025), high: quantile(sample, 0.975) };
  });
}

/** Resamples made for n rows: as many as asked to 200,000 rows at 1,000, then so many that replicates * n stays at 2e8, never below 100.
 *  @example replicatesFor(1_000_000, 1000) === 200 */
export function replicatesFor(n: number, replicates: number): number {
  if (!Number.isInteger(replicates) || replicates < MIN_REPLICATES || replicates > 100_000) {
    throw invalidInput(
      `'bootstrap.replicates' must be a whole number from ${MIN_REPLICATES} to 100000. Got ${replicates}; pass for example 1000.`,
    );
  }
  return Math.min(replicates, Math.max(MIN_REPLICATES, Math.floor(MAX_DRAWS / n)));
}

/** Quantile of ascending values, interpolated linearly between order statistics (type 7). @example quantile([1, 2, 3], 0.25) === 1.5 */
export function quantile(ascending: ArrayLike<number>, probability: number): number {
  const position = probability * (ascending.length - 1);
  const below = Math.floor(position);
  const low = ascending[below] as number;
  const high = ascending[Math.min(below + 1, ascending.length - 1)] as number;
  return low + (position - below) * (high - low);
}
