import { createRng, type Rng } from "@plimsoll/features";
import { replicatesFor } from "../evaluation/bootstrap.ts";
import { drawBlocks } from "../risk/portfolio/block-bootstrap.ts";

/** What may be drawn as if it were independent: rows, whole groups, or runs of neighbouring moments. */
export type RowDependence = "ROWS" | "GROUPS" | "BLOCKS";

/** Draws the rows of one fold anew, writing how often each counts. */
export type Resampler = (counts: Uint16Array, rng: Rng) => void;

/**
 * @param unit [n] of the fold's rows: the group (GROUPS) or the moment (BLOCKS) of each; ignored for ROWS.
 * @param horizon of BLOCKS: how many moments ahead a label looks. Blocks are no shorter, since labels that overlap are alike.
 */
export function resamplerOf(dependence: RowDependence, n: number, unit: ArrayLike<number>, horizon = 0): Resampler {
  if (dependence === "ROWS") {
    return (counts, rng) => {
      counts.fill(0);
      for (let draw = 0; draw < n; draw++) bump(counts, rng.int(n));
    };
  }
  const members = membersOf(n, unit);
  if (dependence === "GROUPS") {
    return (counts, rng) => {
      counts.fill(0);
      for (let draw = 0; draw < members.length; draw++) for (const row of members[rng.int(members.length)] as number[]) bump(counts, row);
    };
  }
  const moments = new Uint32Array(members.length);
  const length = Math.min(members.length, Math.max(1, Math.round(Math.cbrt(members.length)), Math.ceil(horizon)));
  return (counts, rng) => {
    counts.fill(0);
    drawBlocks(moments, length, rng);
    for (const moment of moments) for (const row of members[moment] as number[]) bump(counts, row);
  };
}

function bump(counts: Uint16Array, row: number): void {
  counts[row] = (counts[row] as number) + 1;
}

/** The rows of each distinct unit, units ascending. */
function membersOf(n: number, unit: ArrayLike<number>): number[][] {
  const byUnit = new Map<number, number[]>();
  for (let row = 0; row < n; row++) {
    const key = unit[row] as number;
    const known = byUnit.get(key);
    if (known) known.push(row);
    else byUnit.set(key, [row]);
  }
  return [...byUnit.keys()].sort((a, b) => a - b).map((key) => byUnit.get(key) as number[]);
}

/** Draws of a resample on which some model's metric is undefined are repeated this often, then the fold is too small for a bootstrap. */
const MOST_REDRAWS = 100;

/**
 * Metrics of several models on the same resamples, so that their differences are paired: in each replicate every fold is drawn anew and
 * the metric is averaged over the folds.
 * @param folds of each fold its size, its resampler and one statistic a model. @returns [models] [replicates], or null where a fold is so
 * small that its resamples have no metric.
 */
export function pairedReplicates(
  folds: readonly { n: number; resample: Resampler; statistics: readonly ((counts: Uint16Array) => number | null)[] }[],
  replicates: number,
  seed: number,
): Float64Array[] | null {
  const rng = createRng(seed);
  const nModels = folds[0]?.statistics.length ?? 0;
  const total = folds.reduce((sum, { n }) => sum + n, 0);
  const done = replicatesFor(total, replicates);
  const means = Array.from({ length: nModels }, () => new Float64Array(done));
  const counts = folds.map(({ n }) => new Uint16Array(n));
  for (let replicate = 0; replicate < done; replicate++) {
    for (const [fold, { resample, statistics }] of folds.entries()) {
      const drawn = counts[fold] as Uint16Array;
      let values: (number | null)[] = [null];
      for (let tries = 0; values.includes(null); tries++) {
        if (tries === MOST_REDRAWS) return null;
        resample(drawn, rng);
        values = statistics.map((statistic) => statistic(drawn));
      }
      values.forEach((value, model) => {
        const mean = means[model] as Float64Array;
        mean[replicate] = (mean[replicate] as number) + (value as number) / folds.length;
      });
    }
  }
  return means;
}
