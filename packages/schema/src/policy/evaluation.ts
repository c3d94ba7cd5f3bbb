import { z } from "zod";
import { ApplicantColumns, KnownAt, PolicyLogSource } from "./log.ts";
import type { PolicyPropensities } from "./training.ts";

const options = z.record(z.string(), z.unknown());

/** `runs.input` of an off-policy evaluation: what a policy would have earned on the decisions of a log, and what the gate says of it. */
export const PolicyEvaluationSpec = z.object({
  modelVersionId: z.string(),
  /** What it is compared with; the policy that made the log when null. */
  championVersionId: z.string().nullable().default(null),
  log: PolicyLogSource,
  applicant: ApplicantColumns.prefault({}),
  /** Values episodes instead of single decisions, with this discount from one decision to the next. */
  gamma: z.number().min(0).lt(1).nullable().default(null),
  estimators: options.default({}),
  rewardModel: options.default({}),
  propensityModel: options.default({}),
  fqe: options.default({}),
  /** Resamples for bootstrap intervals. */
  replicates: z.int().min(100).max(100_000).nullable().default(null),
  /** Bars of the gate. */
  thresholds: options.default({}),
  seed: z.int().min(0).max(4_294_967_295).default(1),
  knownAt: KnownAt,
});
export type PolicyEvaluationSpec = z.infer<typeof PolicyEvaluationSpec>;

export interface ValueEstimate {
  estimator: string;
  value: number;
  se: number | null;
  ciLow: number | null;
  ciHigh: number | null;
  /** Percentile bootstrap; null unless asked for. */
  bootstrapLow: number | null;
  bootstrapHigh: number | null;
}

export interface WeightDiagnostics {
  ess: number;
  maxWeight: number;
  meanWeight: number;
  meanWeightSe: number;
  meanIsOne: boolean;
  /** `to` null = without end. */
  histogram: { from: number; to: number | null; n: number }[];
}

export interface GateCheckResult {
  id: string;
  status: "PASSED" | "REFUSED" | "NOT_APPLICABLE";
  value: number | null;
  bar: number | null;
  reason: string;
}

export interface GateResult {
  passed: boolean;
  checks: GateCheckResult[];
  thresholds: Record<string, unknown>;
}

export interface GroupFairness {
  group: string;
  n: number;
  rate: number;
  impactRatio: number;
  impactLow: number;
  impactHigh: number;
  opportunityGap: number | null;
  opportunityLow: number | null;
  opportunityHigh: number | null;
}

/** `runs.result` of an evaluation. */
export interface PolicyEvaluationResult {
  /** What one value is: the reward of a decision, or the discounted reward of an episode. */
  unit: "DECISION" | "EPISODE";
  champion: "LOGGED" | "POLICY";
  /** Decisions or episodes with known outcomes. */
  n: number;
  immature: number;
  overdue: number;
  logged: ValueEstimate;
  estimates: ValueEstimate[];
  /** Of the candidate less the champion, by DR. */
  difference: ValueEstimate & { lower95: number };
  weights: WeightDiagnostics;
  support: {
    unsupportedShare: number;
    method: string;
    rareWeightShare: number;
    smallestPropensity: number;
    gaps: { segment: string; action: string; share: number }[];
  };
  /** Null where the log has its own. */
  propensities: PolicyPropensities | null;
  rewardModel: { r2: number; folds: number };
  actionNames: string[];
  segments: { segment: string; n: number; meanReward: number; actions: number[] }[];
  replay: {
    draws: number;
    maskViolations: number;
    priceViolations: number;
    priceFalls: number | null;
    exposure: { obligor: number; segment: number; portfolio: number } | null;
    expectedLoss: { value: number; upper95: number } | null;
    /** Of actions by the candidate within its limits, and by the log. */
    shares: { action: string; candidate: number; logged: number }[];
  };
  fairness: { reference: string; groups: GroupFairness[] } | null;
  tail: { months: number; candidate: number; champion: number } | null;
  reasons: { declines: number; withReasons: number; unapproved: string[] } | null;
  gate: GateResult;
  warnings: string[];
}
