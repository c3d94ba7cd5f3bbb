import {
  type ConstraintSet,
  type DecisionLog,
  declineReasons,
  type FairnessReport,
  fairnessReport,
  GateThresholds,
  type ReplayReport,
  replayDecisions,
} from "@plimsoll/ml";
import { AppError, type PolicyEvaluationSpec } from "@plimsoll/schema";
import { discreteOf, type StoredPolicy } from "../../policies/stored-policy.ts";
import type { LogApplicants } from "./applicants.ts";

/** Decisions with a known outcome, and the candidate's chances there. */
export interface KnownDecisions {
  log: DecisionLog;
  /** [n, actions] */
  target: Float64Array;
  /** Rows of the whole log. */
  rows: Int32Array;
}

/** Decisions that are looked at for reasons: each costs a pass for every feature. */
const EXPLAINED = 2_000;

/** What the candidate would have done on the log, beside its limits. What the log cannot show stays unknown, and the gate says so. */
export function replayOf(
  { log, target, rows }: KnownDecisions,
  { all, hasExposure, hasRisk }: LogApplicants,
  constraints: ConstraintSet,
  { seed, thresholds }: PolicyEvaluationSpec,
): ReplayReport {
  const applicants = all && Array.from(rows, (row) => all[row] as (typeof all)[number]);
  const draws = GateThresholds.shape.replayDraws.safeParse(thresholds.replayDraws);
  const replay = replayDecisions({ log, target, constraints, applicants, seed, ...(draws.success ? { draws: draws.data } : {}) });
  return {
    ...replay,
    priceFalls: hasRisk ? replay.priceFalls : null,
    exposure: hasExposure ? replay.exposure : null,
    expectedLoss: hasExposure ? replay.expectedLoss : null,
  };
}

const declinesOf = ({ actionNames }: DecisionLog, { actions }: ConstraintSet): number[] =>
  actionNames.flatMap((name, a) => (actions[name]?.declines ? [a] : []));

/** Approval by protected group; null where the log names none. @throws AppError INVALID_INPUT if nobody says which actions decline. */
export function fairnessOf(
  { log, target, rows }: KnownDecisions,
  { groups, qualified }: LogApplicants,
  constraints: ConstraintSet,
  seed: number,
): FairnessReport | null {
  if (!groups) return null;
  const declines = declinesOf(log, constraints);
  if (declines.length === 0)
    throw new AppError(
      "INVALID_INPUT",
      "input",
      'Fairness needs to know which actions decline. Train the policy with constraints such as {"actions": {"decline": {"declines": true}}}.',
      { path: ["applicant", "group"] },
    );
  const k = log.actionNames.length;
  const approval = Float64Array.from(
    { length: log.n },
    (_chance, i) => 1 - declines.reduce((sum, a) => sum + (target[i * k + a] as number), 0),
  );
  const own = { names: groups.names, codes: Int32Array.from(rows, (row) => groups.codes[row] as number) };
  return fairnessReport(approval, own, qualified && Float64Array.from(rows, (row) => qualified[row] as number), seed);
}

/** Whether declines carry reasons of the approved list; null where no action declines. */
export function reasonsOf(stored: StoredPolicy, { log, target }: KnownDecisions, constraints: ConstraintSet) {
  const declines = declinesOf(log, constraints);
  if (declines.length === 0) return null;
  const { policy } = discreteOf(stored);
  const [d, k] = [log.featureNames.length, log.actionNames.length];
  const approved = new Map(stored.reasonCodes.map(({ feature, code }) => [feature, code]));
  let [nDeclines, withReasons] = [0, 0];
  for (let i = 0; i < log.n && nDeclines < EXPLAINED; i++) {
    const chances = target.subarray(i * k, (i + 1) * k);
    const likeliest = chances.indexOf(Math.max(...chances));
    if (!declines.includes(likeliest)) continue;
    nDeclines++;
    const mask = log.mask.subarray(i * k, (i + 1) * k);
    const obs = log.context.subarray(i * d, (i + 1) * d);
    const reasons = declineReasons(policy, obs, mask, { declines, reference: stored.reference, approved, features: stored.features });
    if (reasons.length > 0) withReasons++;
  }
  return { declines: nDeclines, withReasons, unapproved: [] };
}
