import { invalidInput, type Values } from "../evaluation/inputs.ts";
import { auc } from "../evaluation/ranking.ts";
import { pause, type RunControl } from "../risk/run-control.ts";

export interface SeedVariation {
  seeds: number[];
  /** [seeds] quality of each. */
  quality: number[];
  mean: number;
  /** ddof 1. */
  deviation: number;
  lowest: number;
  highest: number;
  /** Mean over pairs of seeds of the mean absolute difference of a row's scores. */
  meanScoreDifference: number;
  /** Mean over pairs of the share of rows decided differently: what an applicant's luck with the seed is. */
  decisionsDiffer: number;
}

export interface SeedOptions extends RunControl {
  /** [n] what happened, of rows that no seed was trained on. */
  y: Values;
  /** Declined when score >= threshold. */
  threshold: number;
  seeds: readonly number[];
  /** Trains with a seed and gives the scores of those rows. */
  scores(seed: number, signal: AbortSignal | undefined): Promise<Values>;
  quality?: (y: Values, score: Values) => number;
}

/**
 * How much of a model is its seed's doing: quality, scores and decisions over trainings that differ in nothing else.
 * @throws AppError "INVALID_INPUT" for fewer than two seeds or scores of another length, as `quality`; "CANCELLED".
 */
export async function seedVariation({ y, threshold, seeds, scores, quality = auc, ...control }: SeedOptions): Promise<SeedVariation> {
  if (seeds.length < 2 || new Set(seeds).size !== seeds.length)
    throw invalidInput(`Seed variation needs at least two different seeds. Got ${seeds.join(", ")}.`);
  const found: Float64Array[] = [];
  for (const seed of seeds) {
    await pause(control, "Seeds", found.length / seeds.length);
    const own = Float64Array.from(await scores(seed, control.signal));
    if (own.length !== y.length) throw invalidInput(`Seed ${seed} gave ${own.length} scores for ${y.length} rows.`);
    found.push(own);
  }
  const qualities = found.map((own) => quality(y, own));
  const mean = qualities.reduce((sum, value) => sum + value, 0) / seeds.length;
  const squares = qualities.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  let [difference, flips, pairs] = [0, 0, 0];
  for (const [i, a] of found.entries()) {
    for (const b of found.slice(i + 1)) {
      pairs++;
      for (const [row, score] of a.entries()) {
        const other = b[row] as number;
        difference += Math.abs(score - other) / y.length;
        flips += Number(score >= threshold !== other >= threshold) / y.length;
      }
    }
  }
  return {
    seeds: [...seeds],
    quality: qualities,
    mean,
    deviation: Math.sqrt(squares / (seeds.length - 1)),
    lowest: Math.min(...qualities),
    highest: Math.max(...qualities),
    meanScoreDifference: difference / pairs,
    decisionsDiffer: flips / pairs,
  };
}
