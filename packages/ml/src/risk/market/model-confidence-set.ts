import { createRng } from "@plimsoll/features";
import { invalidInput } from "../../evaluation/inputs.ts";

export interface ConfidenceSetOptions {
  /** The set holds the best model with this probability. 0.9 when nothing is said. */
  confidence?: number;
  /** Bootstrap samples. 2,000 when nothing is said. */
  replicates?: number;
  /** Mean length of a bootstrap block; the cube root of n, or the overlap of the forecasts if that is longer, when nothing is said. */
  blockLength?: number;
  seed: number;
}

export interface ConfidenceSetMember {
  name: string;
  meanLoss: number;
  /** The smallest 1 - confidence at which the model is left out; 1 for the last one standing. */
  pValue: number;
  isMember: boolean;
}

/**
 * The model confidence set: the models among which the best one is with the given confidence. From all models, the one with the largest
 * t statistic of its loss against the set's mean goes while the largest of these statistics (T_max) is improbable under equal losses; its
 * distribution is that of stationary bootstrap samples.
 * @param losses each model's losses on the same rows, oldest first. @returns the models in the order given.
 * @throws AppError "INVALID_INPUT" if lengths differ, there are fewer than 20 rows or no model.
 * Source: Hansen, Lunde and Nason (2011), section 3; bootstrap: Politis and Romano (1994).
 */
export function modelConfidenceSet(
  losses: readonly { name: string; values: Float64Array }[],
  { confidence = 0.9, replicates = 2000, blockLength, seed }: ConfidenceSetOptions,
): ConfidenceSetMember[] {
  const n = losses[0]?.values.length ?? 0;
  if (n < 20 || losses.some(({ values }) => values.length !== n))
    throw invalidInput(
      `A confidence set needs models with losses on the same rows, at least 20. Got ${losses.map(({ values }) => values.length).join(", ") || "none"}.`,
    );
  const means = losses.map(({ values }) => values.reduce((sum, value) => sum + value / n, 0));
  const samples = bootstrapMeans(losses, means, n, replicates, blockLength ?? Math.max(1, Math.round(Math.cbrt(n))), seed);
  const alive = losses.map((_, k) => k);
  const pValues = losses.map(() => 1);
  let highest = 0;
  while (alive.length > 1) {
    const { worst, pValue } = elimination(alive, means, samples, replicates);
    highest = Math.max(highest, pValue);
    pValues[worst] = highest;
    alive.splice(alive.indexOf(worst), 1);
  }
  return losses.map(({ name }, k) => ({
    name,
    meanLoss: means[k] as number,
    pValue: pValues[k] as number,
    isMember: (pValues[k] as number) >= 1 - confidence,
  }));
}

/** Mean losses of bootstrap samples less the sample's own, [replicates, models] row-major; every model sees the same rows. */
function bootstrapMeans(
  losses: readonly { values: Float64Array }[],
  means: readonly number[],
  n: number,
  replicates: number,
  blockLength: number,
  seed: number,
): Float64Array {
  const rng = createRng(seed);
  const k = losses.length;
  const out = new Float64Array(replicates * k);
  const counts = new Float64Array(n);
  for (let round = 0; round < replicates; round++) {
    counts.fill(0);
    let row = rng.int(n);
    for (let drawn = 0; drawn < n; drawn++) {
      counts[row] = (counts[row] as number) + 1;
      row = rng.next() < 1 / blockLength ? rng.int(n) : (row + 1) % n;
    }
    losses.forEach(({ values }, model) => {
      let sum = 0;
      for (let t = 0; t < n; t++) sum += (counts[t] as number) * (values[t] as number);
      out[round * k + model] = sum / n - (means[model] as number);
    });
  }
  return out;
}

/** The model of the set to go, and the p-value of the hypothesis that none has to. */
function elimination(alive: readonly number[], means: readonly number[], samples: Float64Array, replicates: number) {
  const k = means.length;
  const m = alive.length;
  const centre = alive.reduce((sum, model) => sum + (means[model] as number) / m, 0);
  const centred = new Float64Array(replicates * m);
  for (let round = 0; round < replicates; round++) {
    let mean = 0;
    for (const model of alive) mean += (samples[round * k + model] as number) / m;
    alive.forEach((model, at) => {
      centred[round * m + at] = (samples[round * k + model] as number) - mean;
    });
  }
  const deviations = alive.map((_, at) => {
    let square = 0;
    for (let round = 0; round < replicates; round++) square += (centred[round * m + at] as number) ** 2 / replicates;
    return Math.sqrt(square);
  });
  // Models that never differ from the mean of the set cannot be told apart: they count as zero.
  const standardised = (value: number, at: number) => ((deviations[at] as number) > 0 ? value / (deviations[at] as number) : 0);
  const own = alive.map((model, at) => standardised((means[model] as number) - centre, at));
  const largest = Math.max(...own);
  let above = 0;
  for (let round = 0; round < replicates; round++) {
    let most = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < m; at++) most = Math.max(most, standardised(centred[round * m + at] as number, at));
    if (most >= largest) above++;
  }
  return { worst: alive[own.indexOf(largest)] as number, pValue: above / replicates };
}
