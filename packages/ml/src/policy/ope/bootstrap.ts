import { createRng } from "@plimsoll/features";
import { type Interval, quantile, replicatesFor } from "../../evaluation/bootstrap.ts";
import { giveTurn } from "../../training/epoch.ts";
import { type EstimatorOptions, partsOf } from "./estimator.ts";
import { estimatorOf, estimators } from "./estimators/index.ts";
import type { PreparedRows } from "./rows.ts";

export interface EstimateIntervals {
  /** Resamples made: fewer than asked for on very long logs. */
  replicates: number;
  /** By estimator. */
  estimates: ({ estimator: string } & Interval)[];
  /** Of DR of the candidate less DR of the champion, or less the rewards earned. */
  difference: Interval;
}

export interface BootstrapRequest {
  candidate: PreparedRows;
  /** The same decisions weighted for the champion; null compares with the rewards earned. */
  champion: PreparedRows | null;
  /** 100 to 100,000. */
  replicates: number;
  seed: number;
  options?: Partial<EstimatorOptions> | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * 95 % percentile bootstrap intervals: every estimator computed anew on decisions drawn with replacement, 2.5 % and 97.5 % quantiles over the
 * resamples. They do not lean on the normal distribution, which heavy weights leave; the reward model is held as it is.
 * @throws AppError "INVALID_INPUT" for replicates out of range, "CANCELLED". Source: Efron and Tibshirani (1993), section 13.3.
 */
export async function bootstrapEstimates({
  candidate,
  champion,
  replicates: wanted,
  seed,
  options,
  signal,
}: BootstrapRequest): Promise<EstimateIntervals> {
  const { n } = candidate;
  const replicates = replicatesFor(n, wanted);
  const rng = createRng(seed);
  const gain = gainParts(candidate, champion, options);
  const rows = new Uint32Array(n);
  const sample = emptyRows(candidate);
  const values = [...estimators.map(() => new Float64Array(replicates)), new Float64Array(replicates)];
  for (let done = 0; done < replicates; ) {
    for (let i = 0; i < n; i++) rows[i] = Math.floor(rng.next() * n);
    fill(sample, candidate, rows);
    // A resample without a decision that the policy could have taken has no value: another is drawn.
    if (!(sample.meanWeight > 0)) continue;
    estimators.forEach((entry, at) => {
      (values[at] as Float64Array)[done] = mean(partsOf(entry, sample, options));
    });
    let sum = 0;
    for (let i = 0; i < n; i++) sum += gain[rows[i] as number] as number;
    (values.at(-1) as Float64Array)[done] = sum / n;
    done++;
    await giveTurn(signal);
  }
  const intervals = values.map((own): Interval => {
    own.sort();
    return { low: quantile(own, 0.025), high: quantile(own, 0.975) };
  });
  return {
    replicates,
    estimates: estimators.map(({ name }, at) => ({ estimator: name, ...(intervals[at] as Interval) })),
    difference: intervals.at(-1) as Interval,
  };
}

function gainParts(candidate: PreparedRows, champion: PreparedRows | null, options?: Partial<EstimatorOptions>): Float64Array {
  const dr = estimatorOf("dr");
  const theirs = champion ? partsOf(dr, champion, options) : candidate.reward;
  return partsOf(dr, candidate, options).map((value, i) => value - (theirs[i] as number));
}

const emptyRows = ({ n, hasModel }: PreparedRows): PreparedRows => ({
  n,
  hasModel,
  meanWeight: 0,
  reward: new Float64Array(n),
  weight: new Float64Array(n),
  direct: new Float64Array(n),
  residual: new Float64Array(n),
});

function fill(sample: PreparedRows, from: PreparedRows, rows: Uint32Array): void {
  let total = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    const weight = from.weight[row] as number;
    sample.weight[i] = weight;
    sample.reward[i] = from.reward[row] as number;
    sample.direct[i] = from.direct[row] as number;
    sample.residual[i] = from.residual[row] as number;
    total += weight;
  }
  sample.meanWeight = total / rows.length;
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
