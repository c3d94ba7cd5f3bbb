import { AppError, type FairnessPolicy, type ThresholdConstraint } from "@plimsoll/schema";
import { checkBinary, checkSameLength, invalidInput, type Values } from "../evaluation/inputs.ts";
import { type Grouping, rowsByGroup } from "./groups.ts";

export interface ThresholdInput {
  /** [n] 1 = the event one fears, and its probability. */
  y: Values;
  score: Values;
  grouping: Grouping;
  constraint: ThresholdConstraint;
  limit: number;
  /** What approving is worth: of one without the event, and of one with it. 1 and -1 unless given: right decisions count. */
  worth?: { good: number; bad: number };
  policy: Pick<FairnessPolicy, "name" | "allowsGroupThresholds">;
}

export interface ChosenThresholds {
  /** Decline when score >= threshold; one a group, all the same where the policy allows no other. */
  thresholds: { group: string; threshold: number; approvalRate: number }[];
  /** Worth a row on these rows, and what the best single threshold without the constraint would give. */
  worth: number;
  worthUnconstrained: number;
  /** The constraint's own figure at these thresholds: a ratio, or the largest difference. */
  reached: number;
}

/** Cut-offs looked at in each group at most. */
const CUTS = 200;
/** Levels at which groups may meet. */
const LEVELS = 200;

/** A cut-off of one group: what it approves, as counts. */
interface Cut {
  threshold: number;
  approval: number;
  /** Approved share of those without and with the event; NaN where there are none. */
  good: number;
  bad: number;
  worth: number;
}

/**
 * Thresholds that are worth most under a fairness constraint, on rows that the model was not trained on. By exhaustive search over cut-offs at quantiles
 * of the scores; groups meet at each of 200 levels in turn.
 * @throws AppError "INVALID_INPUT" for sizes, values or limits out of range; "INFEASIBLE" where no thresholds meet the constraint.
 * Source of the aim: Hardt, Price and Srebro (2016), with deterministic thresholds.
 */
export function fairThresholds(input: ThresholdInput): ChosenThresholds {
  const { y, score, grouping, constraint, limit, worth = { good: 1, bad: -1 }, policy } = input;
  checkBinary(y, score);
  checkSameLength("y", y.length, "groups", grouping.codes.length);
  const isRatio = constraint === "IMPACT_RATIO";
  if (!(limit >= 0 && limit <= 1)) throw invalidInput(`'limit' must be in [0, 1]. Got ${limit}; pass for example ${isRatio ? 0.8 : 0.05}.`);
  const members = rowsByGroup(grouping);
  const cuts = policy.allowsGroupThresholds
    ? members.map((rows) => cutsOf(rows, y, score, worth, thresholdsOf(rows, score)))
    : sharedCuts(members, y, score, worth);
  const chosen = policy.allowsGroupThresholds ? perGroup(cuts, constraint, limit) : together(cuts, constraint, limit);
  if (!chosen)
    throw new AppError(
      "INFEASIBLE",
      "data",
      `No thresholds meet ${constraint} ${isRatio ? "of at least" : "within"} ${limit} on these rows. Loosen the limit, or mend the model.`,
      { constraint, limit },
    );
  const free = together(sharedCuts(members, y, score, worth), null, 0) as Cut[];
  const total = (set: readonly Cut[]): number => set.reduce((sum, cut) => sum + cut.worth, 0) / y.length;
  return {
    thresholds: chosen.map((cut, at) => ({ group: grouping.names[at] as string, threshold: cut.threshold, approvalRate: cut.approval })),
    worth: total(chosen),
    worthUnconstrained: total(free),
    reached: figureOf(chosen, constraint),
  };
}

/** Just above each of up to 200 quantiles of the scores, and below all: the rows of that score and less are approved. */
function thresholdsOf(rows: Int32Array, score: Values): number[] {
  const sorted = [...new Set(Float64Array.from(rows, (row) => score[row] as number).sort())];
  const kept =
    sorted.length <= CUTS
      ? sorted
      : Array.from({ length: CUTS }, (_cut, k) => sorted[Math.round((k * (sorted.length - 1)) / (CUTS - 1))] as number);
  // Halfway to the next score that occurs, so that neither float32 nor a new row near it changes sides.
  const next = new Map(sorted.map((value, at) => [value, sorted[at + 1]]));
  return [sorted[0] ?? 0, ...kept.map((value) => (value + (next.get(value) ?? value + 2 * Math.max(1e-6, Math.abs(value) * 1e-6))) / 2)];
}

function cutsOf(rows: Int32Array, y: Values, score: Values, worth: { good: number; bad: number }, thresholds: readonly number[]): Cut[] {
  const order = Int32Array.from(rows).sort((a, b) => (score[a] as number) - (score[b] as number));
  const bads = order.reduce((sum, row) => sum + (y[row] as number), 0);
  let [at, approvedBad] = [0, 0];
  return thresholds
    .toSorted((a, b) => a - b)
    .map((threshold) => {
      for (; at < order.length && (score[order[at] as number] as number) < threshold; at++) approvedBad += y[order[at] as number] as number;
      const approvedGood = at - approvedBad;
      return {
        threshold,
        approval: at / order.length,
        good: approvedGood / (order.length - bads),
        bad: approvedBad / bads,
        worth: worth.good * approvedGood + worth.bad * approvedBad,
      };
    });
}

/** Cuts of every group at the same thresholds. */
function sharedCuts(members: readonly Int32Array[], y: Values, score: Values, worth: { good: number; bad: number }): Cut[][] {
  const all = Int32Array.from({ length: y.length }, (_row, i) => i);
  const thresholds = thresholdsOf(all, score);
  return members.map((rows) => cutsOf(rows, y, score, worth, thresholds));
}

/** One threshold for all. @param constraint null = none. */
function together(cuts: readonly Cut[][], constraint: ThresholdConstraint | null, limit: number): Cut[] | null {
  let best: { set: Cut[]; worth: number } | null = null;
  for (let k = 0; k < (cuts[0]?.length ?? 0); k++) {
    const set = cuts.map((own) => own[k] as Cut);
    const worth = set.reduce((sum, cut) => sum + cut.worth, 0);
    if (constraint && !isMet(set, constraint, limit)) continue;
    if (!best || worth > best.worth) best = { set, worth };
  }
  return best?.set ?? null;
}

/** A threshold of each group's own: at every level the best cut of each group whose figure lies in the level's band. */
function perGroup(cuts: readonly Cut[][], constraint: ThresholdConstraint, limit: number): Cut[] | null {
  let best: { set: Cut[]; worth: number } | null = null;
  for (const bands of levelsOf(constraint, limit)) {
    const set = cuts.map((own) => bestWithin(own, bands));
    if (set.some((cut) => !cut)) continue;
    const found = set as Cut[];
    const worth = found.reduce((sum, cut) => sum + cut.worth, 0);
    if (isMet(found, constraint, limit) && (!best || worth > best.worth)) best = { set: found, worth };
  }
  return best?.set ?? null;
}

type Bands = { of: "approval" | "good" | "bad"; from: number; to: number }[];

function levelsOf(constraint: ThresholdConstraint, limit: number): Bands[] {
  const steps = Array.from({ length: LEVELS + 1 }, (_level, k) => k / LEVELS);
  const slack = 1 / LEVELS / 2;
  const band = (of: Bands[number]["of"], level: number): Bands[number] => ({ of, from: level - Math.max(limit, slack), to: level });
  switch (constraint) {
    case "IMPACT_RATIO":
      return steps.map((level) => [{ of: "approval", from: limit * level, to: level }]);
    case "APPROVAL_PARITY":
      return steps.map((level) => [band("approval", level)]);
    case "EQUAL_OPPORTUNITY":
      return steps.map((level) => [band("good", level)]);
    case "EQUALIZED_ODDS":
      return steps.flatMap((good) => steps.filter((_level, k) => k % 4 === 0).map((bad) => [band("good", good), band("bad", bad)]));
  }
}

function bestWithin(cuts: readonly Cut[], bands: Bands): Cut | null {
  let best: Cut | null = null;
  for (const cut of cuts) {
    if (bands.some(({ of, from, to }) => cut[of] < from || cut[of] > to)) continue;
    if (!best || cut.worth > best.worth) best = cut;
  }
  return best;
}

const isMet = (set: readonly Cut[], constraint: ThresholdConstraint, limit: number): boolean =>
  constraint === "IMPACT_RATIO" ? figureOf(set, constraint) >= limit : figureOf(set, constraint) <= limit + 1e-12;

function figureOf(set: readonly Cut[], constraint: ThresholdConstraint): number {
  const spread = (of: "approval" | "good" | "bad"): number => {
    const values = set.map((cut) => cut[of]).filter((value) => !Number.isNaN(value));
    return values.length === 0 ? 0 : Math.max(...values) - Math.min(...values);
  };
  switch (constraint) {
    case "IMPACT_RATIO": {
      const rates = set.map(({ approval }) => approval);
      return Math.max(...rates) === 0 ? 0 : Math.min(...rates) / Math.max(...rates);
    }
    case "APPROVAL_PARITY":
      return spread("approval");
    case "EQUAL_OPPORTUNITY":
      return spread("good");
    case "EQUALIZED_ODDS":
      return Math.max(spread("good"), spread("bad"));
  }
}
