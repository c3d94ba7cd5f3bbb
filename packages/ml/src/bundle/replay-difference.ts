import type { ReplayDifference } from "@plimsoll/schema";
import type { NamedWeight } from "../engine/network.ts";
import { checkSameLength, type Values } from "../evaluation/inputs.ts";
import { weightHash } from "./weight-hash.ts";

/** What scores may differ by, relatively, where an engine adds in an order that changes from run to run. */
export const REPLAY_TOLERANCE = 1e-5;
/** Smaller numbers are compared as if they were this large: below it a float32 network has no digits to agree on. */
const SMALLEST = 1e-6;

export interface Replayed {
  weights: readonly NamedWeight[];
  /** Outputs on the same rows, in the same order. */
  scores: Values;
}

/**
 * Compares two trainings from one record. IDENTICAL: the same weights, bit for bit, and the same scores; WITHIN_TOLERANCE: every score
 * within 1e-5 of the other, relatively; DIFFERS: anything else, a score that is not finite included.
 * @throws AppError "INVALID_INPUT" if the scores are not of as many rows.
 */
export function replayDifference(stored: Replayed, replayed: Replayed): ReplayDifference {
  checkSameLength("stored", stored.scores.length, "replayed", replayed.scores.length);
  let maxAbsolute = 0;
  let maxRelative = 0;
  for (let i = 0; i < stored.scores.length; i++) {
    const [a, b] = [stored.scores[i] as number, replayed.scores[i] as number];
    if (Object.is(a, b)) continue;
    const difference = Math.abs(a - b);
    const relative = difference / Math.max(Math.abs(a), Math.abs(b), SMALLEST);
    maxAbsolute = Math.max(maxAbsolute, Number.isNaN(difference) ? Number.MAX_VALUE : difference);
    maxRelative = Math.max(maxRelative, Number.isNaN(relative) ? Number.MAX_VALUE : relative);
  }
  const hashes = { stored: weightHash(stored.weights), replayed: weightHash(replayed.weights) };
  const same = hashes.stored === hashes.replayed && maxAbsolute === 0;
  return {
    outcome: same ? "IDENTICAL" : maxRelative <= REPLAY_TOLERANCE ? "WITHIN_TOLERANCE" : "DIFFERS",
    weightHash: hashes,
    maxWeightDifference: weightDifference(stored.weights, replayed.weights),
    scores: { count: stored.scores.length, maxAbsolute, maxRelative, tolerance: REPLAY_TOLERANCE },
  };
}

function weightDifference(stored: readonly NamedWeight[], replayed: readonly NamedWeight[]): number | null {
  const byName = new Map(replayed.map((weight) => [weight.name, weight]));
  if (stored.length !== replayed.length) return null;
  let most = 0;
  for (const { name, shape, values } of stored) {
    const other = byName.get(name);
    if (!other || other.shape.join() !== shape.join()) return null;
    for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs((values[i] as number) - (other.values[i] as number)));
  }
  return most;
}
