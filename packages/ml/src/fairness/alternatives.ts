import type { PenaltyAim } from "@plimsoll/schema";
import { invalidInput } from "../evaluation/inputs.ts";
import { pause, type RunControl } from "../risk/run-control.ts";
import type { TrainedNetwork, TrainRequest } from "../training/request.ts";
import { train } from "../training/train.ts";
import { fairnessPenalty } from "./fairness-penalty.ts";
import type { Grouping } from "./groups.ts";
import { reweighed } from "./reweighing.ts";

/** How a model did on rows that it was not trained on. */
export interface Judgement {
  /** Higher is better, e.g. the area under the ROC curve. */
  quality: number;
  /** Lower is fairer, e.g. `disparityAt`. */
  disparity: number;
}

export interface Alternative<Candidate> extends Judgement {
  candidate: Candidate;
  /** Whether no other candidate is both better and fairer. */
  isOnFrontier: boolean;
}

export interface AlternativeSearch<Candidate> {
  /** In the order given; the first is the model as it is. */
  alternatives: Alternative<Candidate>[];
  /** Of candidates whose quality is at most `tolerance` below the first one's the fairest, if it is fairer than the first. */
  chosen: Alternative<Candidate> | null;
  tolerance: number;
}

export interface SearchOptions<Candidate> extends RunControl {
  /** The model as it is, then what else could be done. */
  candidates: readonly Candidate[];
  /** Makes a candidate and judges it; on rows that took no part in making it. */
  judge(candidate: Candidate, signal: AbortSignal | undefined): Promise<Judgement>;
  /** Quality that may be given up. */
  tolerance: number;
}

/**
 * Search for a less discriminatory alternative: every candidate is made and judged, and the frontier between quality and disparity told. What is
 * chosen was chosen on these rows: confirm it on others.
 * @throws AppError "INVALID_INPUT" without a second candidate or if a judgement is not finite, "CANCELLED" after an abort.
 */
export async function searchAlternatives<Candidate>({
  candidates,
  judge,
  tolerance,
  ...control
}: SearchOptions<Candidate>): Promise<AlternativeSearch<Candidate>> {
  if (candidates.length < 2)
    throw invalidInput(`A search needs the model as it is and at least one alternative. Got ${candidates.length} candidates.`);
  if (!(tolerance >= 0)) throw invalidInput(`'tolerance' must be at least 0. Got ${tolerance}.`);
  const judged: (Judgement & { candidate: Candidate })[] = [];
  for (const candidate of candidates) {
    await pause(control, "Alternatives", judged.length / candidates.length);
    const judgement = await judge(candidate, control.signal);
    if (!Number.isFinite(judgement.quality) || !Number.isFinite(judgement.disparity))
      throw invalidInput(`Candidate ${judged.length} was judged ${judgement.quality} and ${judgement.disparity}; both must be finite.`);
    judged.push({ candidate, ...judgement });
  }
  const alternatives = judged.map((one) => ({ ...one, isOnFrontier: !judged.some((other) => dominates(other, one)) }));
  const first = alternatives[0] as Alternative<Candidate>;
  const allowed = alternatives.filter(({ quality, disparity }) => quality >= first.quality - tolerance && disparity < first.disparity);
  const chosen = allowed.reduce<Alternative<Candidate> | null>(
    (best, one) =>
      !best || one.disparity < best.disparity || (one.disparity === best.disparity && one.quality > best.quality) ? one : best,
    null,
  );
  return { alternatives, chosen, tolerance };
}

const dominates = (a: Judgement, b: Judgement): boolean =>
  a.quality >= b.quality && a.disparity <= b.disparity && (a.quality > b.quality || a.disparity < b.disparity);

/** A way to train the same network more fairly. */
export interface FairTraining {
  /** Weigh rows so that group and outcome are independent. */
  reweigh: boolean;
  penalty: { aim: PenaltyAim; strength: number } | null;
  seed: number;
}

export interface FairTrainings {
  aims: readonly PenaltyAim[];
  strengths: readonly number[];
  seeds: readonly number[];
}

/** The plain training first, then reweighing and every penalty of every seed. */
export function fairTrainings({ aims, strengths, seeds }: FairTrainings): FairTraining[] {
  const penalties = aims.flatMap((aim) => strengths.map((strength) => ({ aim, strength })));
  return seeds.flatMap((seed) => [
    { reweigh: false, penalty: null, seed },
    { reweigh: true, penalty: null, seed },
    ...penalties.map((penalty) => ({ reweigh: false, penalty, seed })),
  ]);
}

/** Trains as a candidate asks. @param request without a penalty of its own. @param grouping of its training rows. @throws AppError as `train`. */
export function trainFairly(
  request: Omit<TrainRequest, "penalty">,
  grouping: Grouping,
  { reweigh, penalty, seed }: FairTraining,
): Promise<TrainedNetwork> {
  const { train: rows, options } = request;
  return train({
    ...request,
    options: { ...options, seed },
    train: reweigh ? { ...rows, weight: reweighed(rows.y, grouping, rows.weight) } : rows,
    penalty: penalty ? fairnessPenalty(rows.y, grouping, penalty.aim, penalty.strength) : undefined,
  });
}
