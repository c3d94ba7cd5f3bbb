import type { Engine } from "../../engine/engine.ts";
import { checkComplete, type DecisionLog, matured } from "../logs/decision-log.ts";
import { chancesOf } from "../logs/trajectories.ts";
import type { DiscretePolicy } from "../policies/policy.ts";
import { refuse } from "../refuse.ts";
import { checkSeed } from "../seed.ts";
import { bootstrapEstimates, type EstimateIntervals } from "./bootstrap.ts";
import { type Estimate, type EstimatorOptions, estimate, meanWithError, partsOf, summarise } from "./estimator.ts";
import { estimatorOf, estimators } from "./estimators/index.ts";
import { estimatePropensities, type PropensityDiagnostics } from "./propensity.ts";
import { crossFitRewards } from "./reward-model.ts";
import { type PreparedRows, prepareRows } from "./rows.ts";
import { type SupportReport, segmentTable, supportReport } from "./support.ts";

/** The policy that is to be evaluated: the policy itself, or its chances at the log's rows [n, actions]. */
export type EvaluatedPolicy = DiscretePolicy | Float64Array;

export interface EvaluationRequest {
  engine: Engine;
  log: DecisionLog;
  candidate: EvaluatedPolicy;
  /** What it is compared with; the policy that made the log when nothing is said. */
  champion?: EvaluatedPolicy | undefined;
  /** Outcomes due later are left out, milliseconds since 1970. */
  now: number;
  seed: number;
  options?: Partial<EstimatorOptions> | undefined;
  /** Resamples for bootstrap intervals beside the normal ones, 100 to 100,000; none unless given. */
  replicates?: number | undefined;
  rewardModel?: unknown;
  propensityModel?: unknown;
  signal?: AbortSignal | undefined;
}

/** The weights of an evaluation as a picture: their distribution and whether their mean is 1, as it must be. */
export interface WeightReport {
  ess: number;
  maxWeight: number;
  meanWeight: number;
  meanWeightSe: number;
  /** Whether the mean lies within 3 standard errors of 1; if not, propensities are wrong or actions lack support. */
  meanIsOne: boolean;
  /** Counts of weights in [from, to). */
  histogram: { from: number; to: number; n: number }[];
}

export interface EvaluationReport {
  /** Decisions with a known outcome: what all figures rest on. */
  n: number;
  immature: number;
  overdue: number;
  /** What the policy that made the log earned, mean reward a decision. */
  logged: { value: number; se: number; ciLow: number; ciHigh: number };
  estimates: Estimate[];
  /** DR of the candidate less that of the champion, decision by decision. */
  difference: Estimate;
  /** Percentile bootstrap intervals of both; null unless asked for. */
  bootstrap: EstimateIntervals | null;
  champion: "LOGGED" | "POLICY";
  weights: WeightReport;
  support: SupportReport;
  propensities: { source: "LOG" } | { source: "ESTIMATED"; diagnostics: PropensityDiagnostics };
  rewardModel: { r2: number; folds: number };
  /** The log by segment: decisions, mean reward, how often each action was taken. */
  segments: ReturnType<typeof segmentTable>;
  warnings: string[];
}

/** What an evaluation is computed from, for the gate and for pictures. */
export interface EvaluationRows {
  log: DecisionLog;
  rows: PreparedRows;
  /** [n, actions] */
  target: Float64Array;
  qHat: Float64Array;
}

/**
 * The value of a policy from the log of another one, by every estimator, with what its trust rests on. Propensities are estimated where
 * the log has none; the reward model is cross-fitted; decisions without a known outcome are left out.
 * @throws AppError "INVALID_INPUT" for a log that cannot be evaluated on, "CANCELLED".
 */
export async function evaluatePolicy(request: EvaluationRequest): Promise<EvaluationReport & { data: EvaluationRows }> {
  const { engine, now, seed, options, signal } = request;
  checkSeed(seed);
  const mature = matured(request.log, now);
  const known = mature.log.propensity.every((p) => !Number.isNaN(p));
  if (!known && !mature.log.propensity.every((p) => Number.isNaN(p)))
    throw refuse(
      "Some decisions of the log have a propensity and some have none. Complete the column or leave it out, so that all are estimated.",
      ["propensity"],
    );
  const estimated = known ? null : await estimatePropensities(engine, mature.log, request.propensityModel, seed, signal);
  const log = estimated ? { ...mature.log, propensity: estimated.propensity } : mature.log;
  checkComplete(log);
  const target = chancesAt(request.candidate, log, mature.rows, request.log.n);
  const model = await crossFitRewards(engine, log, request.rewardModel, seed, signal);
  const rows = rowsOf(log, target, model.qHat);
  const championRows = request.champion ? rowsOf(log, chancesAt(request.champion, log, mature.rows, request.log.n), model.qHat) : null;
  const bootstrap = request.replicates
    ? await bootstrapEstimates({ candidate: rows, champion: championRows, replicates: request.replicates, seed, options, signal })
    : null;
  const weights = weightReport(rows.weight);
  const estimates = estimators.map((entry) => estimate(entry, rows, options));
  const support = supportReport(log, target, estimated?.behaviour ?? null);
  const logged = meanWithError(log.reward);
  return {
    n: log.n,
    immature: mature.immature,
    overdue: mature.overdue,
    logged: { value: logged.mean, se: logged.se, ciLow: logged.mean - 1.96 * logged.se, ciHigh: logged.mean + 1.96 * logged.se },
    estimates,
    difference: differenceOf(rows, championRows, options),
    bootstrap,
    champion: request.champion ? "POLICY" : "LOGGED",
    weights,
    support,
    propensities: estimated ? { source: "ESTIMATED", diagnostics: estimated.diagnostics } : { source: "LOG" },
    rewardModel: { r2: model.r2, folds: model.folds },
    segments: segmentTable(log),
    warnings: warningsOf(weights, support, estimated?.diagnostics ?? null, mature.overdue),
    data: { log, rows, target, qHat: model.qHat },
  };
}

/** DR of the candidate less DR of the champion (or less the rewards really earned), paired decision by decision. */
export function differenceOf(candidate: PreparedRows, champion: PreparedRows | null, options: Partial<EstimatorOptions> = {}): Estimate {
  const dr = estimatorOf("dr");
  const [ours, theirs] = [partsOf(dr, candidate, options), champion ? partsOf(dr, champion, options) : candidate.reward];
  const parts = ours.map((value, i) => value - (theirs[i] as number));
  return summarise("dr", parts, candidate.weight);
}

const rowsOf = (log: DecisionLog, target: Float64Array, qHat: Float64Array): PreparedRows =>
  prepareRows({
    n: log.n,
    nActions: log.actionNames.length,
    action: log.action,
    reward: log.reward,
    propensity: log.propensity,
    target,
    qHat,
  });

function chancesAt(policy: EvaluatedPolicy, log: DecisionLog, rows: Int32Array, nAll: number): Float64Array {
  const k = log.actionNames.length;
  if (!(policy instanceof Float64Array)) {
    if (policy.schema.actionNames.join("\n") !== log.actionNames.join("\n"))
      throw refuse(
        `The policy chooses among ${policy.schema.actionNames.join(", ")}, the log among ${log.actionNames.join(", ")}. They must be the same, in one order.`,
      );
    return chancesOf(policy, log.context, log.mask);
  }
  if (policy.length !== nAll * k)
    throw refuse(`The policy's chances have ${policy.length} values, expected ${nAll} decisions * ${k} actions.`);
  const out = new Float64Array(rows.length * k);
  rows.forEach((row, i) => {
    out.set(policy.subarray(row * k, (row + 1) * k), i * k);
  });
  return out;
}

const EDGES = [0, 0.01, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20, 50, 100, Number.POSITIVE_INFINITY];

/** The weights of an estimate as a picture. */
export function weightReport(weight: Float64Array): WeightReport {
  const { estimator: _name, value, se, ess, maxWeight } = summarise("weights", weight, weight);
  const histogram = EDGES.slice(0, -1).map((from, k) => {
    const to = EDGES[k + 1] as number;
    return {
      from,
      to: Number.isFinite(to) ? to : Math.max(maxWeight, from),
      n: weight.reduce((count, w) => count + Number(w >= from && w < to), 0),
    };
  });
  return { ess, maxWeight, meanWeight: value, meanWeightSe: se, meanIsOne: Math.abs(value - 1) <= 3 * se, histogram };
}

function warningsOf(weights: WeightReport, support: SupportReport, estimated: PropensityDiagnostics | null, overdue: number): string[] {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return [
    ...(weights.meanIsOne
      ? []
      : [`The mean weight is ${weights.meanWeight.toFixed(3)} and should be 1: propensities are wrong, or actions lack support.`]),
    ...(support.unsupportedShare > 0.01
      ? [`${percent(support.unsupportedShare)} of the policy's decisions have no support in the log.`]
      : []),
    ...(support.rareWeightShare > 0.05
      ? [`${percent(support.rareWeightShare)} of the weight rests on decisions that had a chance below 1 %.`]
      : []),
    ...(estimated ? ["Propensities are estimated: what the past policy saw and the log does not is not accounted for."] : []),
    ...(estimated && estimated.calibrationError > 0.05
      ? [`The estimated propensities are off by up to ${percent(estimated.calibrationError)}.`]
      : []),
    ...(overdue > 0 ? [`${overdue} decisions are past their due date and have no outcome: they are left out.`] : []),
  ];
}
