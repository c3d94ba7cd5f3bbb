import { createRng } from "@plimsoll/features";
import { AppError } from "@plimsoll/schema";
import { z } from "zod";
import { quantile } from "../evaluation/bootstrap.ts";
import { invalidInput } from "../evaluation/inputs.ts";
import { isolationForest } from "./isolation-forest.ts";
import { mahalanobis } from "./mahalanobis.ts";
import { nearestNeighbours } from "./nearest-neighbours.ts";
import type { NoveltyDefinition, NoveltyState } from "./novelty.ts";

/** Every way to tell strange rows, one line each; the first is what versions are stored with. */
export const noveltyKinds: readonly NoveltyDefinition[] = [mahalanobis, nearestNeighbours, isolationForest];

/** The kind of that name. @throws AppError "INVALID_INPUT" naming those that exist. */
export function noveltyKind(name: string): NoveltyDefinition {
  const found = noveltyKinds.find((kind) => kind.name === name);
  if (found) return found;
  throw invalidInput(`There is no novelty detector '${name}'. Choose one of: ${noveltyKinds.map((kind) => kind.name).join(", ")}.`);
}

/** What is kept of a detector beside its arrays. Plain JSON. */
export const NoveltyCalibration = z.strictObject({
  kind: z.string().max(64),
  /** Share of ordinary rows that are flagged. */
  rate: z.number().gt(0).lt(1),
  /** Scores of rows that the detector was not fitted on: quantiles, ascending, at evenly spaced shares from 0 to 1. */
  quantiles: z.array(z.number()).min(2).max(10_001),
});
export type NoveltyCalibration = z.infer<typeof NoveltyCalibration>;

export interface FittedNovelty {
  calibration: NoveltyCalibration;
  state: NoveltyState;
}

export interface Novelty {
  /** [n] share of ordinary rows that are no stranger, in [0, 1]. */
  strangeness: Float64Array;
  /** [n] whether so few ordinary rows are as strange that the score should not be relied on. */
  isOutside(at: number): boolean;
}

export interface NoveltyDetector {
  rate: number;
  judge(x: Float32Array, n: number): Novelty;
}

export interface NoveltyInput {
  kind: string;
  /** [n, width] encoded training rows. */
  x: Float32Array;
  n: number;
  /** Share of ordinary rows to be flagged; 0.01 unless given. */
  rate?: number;
  seed: number;
}

/** Rows fitted on and rows set aside to find the limit. */
const FITTED = 8_000;
const HELD = 4_000;
const FEWEST = 20;
const STEPS = 200;

/**
 * Learns what ordinary rows are: a detector on some of the training rows, and the distribution of its scores on others, so that about `rate` of new
 * ordinary rows are flagged whatever the detector's unit is.
 * @throws AppError "INVALID_INPUT" for fewer than 20 rows, a rate outside (0, 1) or an unknown kind.
 */
export function fitNovelty({ kind, x, n, rate = 0.01, seed }: NoveltyInput): FittedNovelty {
  if (!(rate > 0 && rate < 1)) throw invalidInput(`'rate' must be in (0, 1). Got ${rate}; pass for example 0.01.`);
  if (n < FEWEST) throw invalidInput(`A novelty detector needs at least ${FEWEST} rows. Got ${n}.`);
  const definition = noveltyKind(kind);
  const width = x.length / n;
  const order = createRng(seed).shuffle(Uint32Array.from({ length: n }, (_row, i) => i));
  const nHeld = Math.min(HELD, Math.floor(n / 3));
  const take = (rows: Uint32Array): Float32Array => {
    const out = new Float32Array(rows.length * width);
    for (const [k, row] of rows.entries()) out.set(x.subarray(row * width, (row + 1) * width), k * width);
    return out;
  };
  const held = order.subarray(0, nHeld);
  const fitted = order.subarray(nHeld, nHeld + FITTED);
  const state = definition.fit({ x: take(fitted), n: fitted.length, width }, seed);
  const scores = definition.open(state, width)(take(held), nHeld).sort();
  // Finer near 1, where the limit is: half of the steps over the last tenth would do, but evenly spaced they need no places of their own.
  const quantiles = Array.from({ length: STEPS * 5 + 1 }, (_quantile, k) => quantile(scores, k / (STEPS * 5)));
  return { calibration: { kind, rate, quantiles }, state };
}

/** A stored detector made ready. @throws AppError "BAD_BUNDLE" if its arrays do not fit rows of this width. */
export function openNovelty({ calibration, state }: FittedNovelty, width: number): NoveltyDetector {
  const { kind, rate, quantiles } = calibration;
  const found = noveltyKinds.find((entry) => entry.name === kind);
  if (!found || quantiles.some((value, at) => at > 0 && value < (quantiles[at - 1] as number)))
    throw new AppError(
      "BAD_BUNDLE",
      "data",
      `The model file is refused: its novelty detector '${kind}' is not one that this platform wrote.`,
    );
  const score = found.open(state, width);
  const limit = quantile(quantiles, 1 - rate);
  return {
    rate,
    judge(x, n) {
      const scores = score(x, n);
      return { strangeness: scores.map((value) => shareBelow(quantiles, value)), isOutside: (at) => (scores[at] as number) > limit };
    },
  };
}

/** The share of the distribution at or below a value, linear between its quantiles. */
function shareBelow(quantiles: readonly number[], value: number): number {
  const last = quantiles.length - 1;
  if (value < (quantiles[0] as number)) return 0;
  if (value >= (quantiles[last] as number)) return 1;
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((quantiles[middle] as number) <= value) low = middle;
    else high = middle;
  }
  const [from, to] = [quantiles[low] as number, quantiles[high] as number];
  return (low + (to > from ? (value - from) / (to - from) : 0)) / last;
}
