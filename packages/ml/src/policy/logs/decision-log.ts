import { refuse } from "../refuse.ts";

/** One decision as it was taken and what came of it. */
export interface LoggedDecision {
  /** [features] what the policy read. */
  context: ArrayLike<number>;
  action: number;
  /** The chance with which it was taken; null where nobody wrote it down. */
  propensity: number | null;
  /** null until due. */
  reward: number | null;
  /** When the reward is known, milliseconds since 1970; null = at once. */
  rewardDueAt: number | null;
  /** Which actions were allowed; null = all. */
  mask: ArrayLike<boolean | number> | null;
  policyVersion: string | null;
  segment: string | null;
  /** Milliseconds since 1970. */
  decidedAt: number;
  /** What decisions of one account or case have in common; its decisions in order of time are a trajectory. */
  episode: string | null;
  /** Whether the case ended with this decision (default, closed), so that nothing follows it; absent or null = nobody says. */
  ended?: boolean | null;
}

/** Texts of rows: `names[codes[row]]`; -1 = none. */
export interface Labels {
  codes: Int32Array;
  names: readonly string[];
}

/** Logged decisions side by side. Missing numbers are NaN, never 0. */
export interface DecisionLog {
  n: number;
  featureNames: readonly string[];
  actionNames: readonly string[];
  /** [n, features] row-major. */
  context: Float64Array;
  /** [n] */
  action: Int32Array;
  /** [n] in (0, 1]; NaN = not written down. */
  propensity: Float64Array;
  /** [n] NaN = not known yet. */
  reward: Float64Array;
  /** [n] milliseconds since 1970; NaN = at once. */
  rewardDueAt: Float64Array;
  /** [n, actions] 1 = allowed. */
  mask: Uint8Array;
  /** [n] milliseconds since 1970. */
  decidedAt: Float64Array;
  policyVersion: Labels;
  segment: Labels;
  episode: Labels;
  /** [n] 1 = the case ended with this decision; null where the log does not say. */
  ended: Uint8Array | null;
}

export interface LogSchema {
  featureNames: readonly string[];
  actionNames: readonly string[];
}

/** Decisions as a typed log. @throws AppError "INVALID_INPUT" as `checkLog`. */
export function decisionLog({ featureNames, actionNames }: LogSchema, rows: readonly LoggedDecision[]): DecisionLog {
  const [n, d, k] = [rows.length, featureNames.length, actionNames.length];
  const context = new Float64Array(n * d);
  const mask = new Uint8Array(n * k).fill(1);
  rows.forEach((row, i) => {
    if (row.context.length !== d) throw refuse(`Decision ${i} has ${row.context.length} features, expected ${d}.`);
    context.set(Array.from(row.context), i * d);
    if (!row.mask) return;
    if (row.mask.length !== k) throw refuse(`The mask of decision ${i} has ${row.mask.length} entries, expected ${k}.`);
    mask.set(Uint8Array.from(row.mask, Number), i * k);
  });
  const numbers = (read: (row: LoggedDecision) => number | null) => Float64Array.from(rows, (row) => read(row) ?? Number.NaN);
  return checkLog({
    n,
    featureNames,
    actionNames,
    context,
    mask,
    action: Int32Array.from(rows, ({ action }) => action),
    propensity: numbers(({ propensity }) => propensity),
    reward: numbers(({ reward }) => reward),
    rewardDueAt: numbers(({ rewardDueAt }) => rewardDueAt),
    decidedAt: numbers(({ decidedAt }) => decidedAt),
    policyVersion: labels(rows.map(({ policyVersion }) => policyVersion)),
    segment: labels(rows.map(({ segment }) => segment)),
    episode: labels(rows.map(({ episode }) => episode)),
    ended: rows.some(({ ended }) => ended !== undefined && ended !== null)
      ? Uint8Array.from(rows, ({ ended }) => Number(ended ?? 0))
      : null,
  });
}

/** Texts as codes into their distinct values, in order of appearance. */
export function labels(texts: readonly (string | null)[]): Labels {
  const byName = new Map<string, number>();
  const codes = Int32Array.from(texts, (text) => {
    if (text === null) return -1;
    const code = byName.get(text) ?? byName.size;
    byName.set(text, code);
    return code;
  });
  return { codes, names: [...byName.keys()] };
}

export const labelAt = ({ codes, names }: Labels, row: number): string | null => names[codes[row] ?? -1] ?? null;

/**
 * @throws AppError "INVALID_INPUT" naming the first row that cannot be: a context, reward or time that is not finite, an action that does
 * not exist or was not allowed, a propensity outside (0, 1].
 */
export function checkLog(log: DecisionLog): DecisionLog {
  const { n, featureNames, actionNames, context, action, propensity, reward, mask, decidedAt } = log;
  const [d, k] = [featureNames.length, actionNames.length];
  if (n < 1) throw refuse("The log holds no decision.");
  if (k < 2) throw refuse(`A log needs at least two actions to choose from. Got ${k}.`);
  if (context.length !== n * d || mask.length !== n * k)
    throw refuse(
      `A log of ${n} decisions has ${n * d} context values and ${n * k} mask entries. Got ${context.length} and ${mask.length}.`,
    );
  for (const [name, column] of Object.entries({ action, propensity, reward, decidedAt, rewardDueAt: log.rewardDueAt }))
    if (column.length !== n) throw refuse(`Column '${name}' of the log has ${column.length} values, expected ${n}.`);
  for (let i = 0; i < n; i++) {
    for (let f = 0; f < d; f++)
      if (!Number.isFinite(context[i * d + f]))
        throw refuse(`Decision ${i} has '${featureNames[f]}' = ${context[i * d + f]}. Impute what is missing first.`);
    const a = action[i] as number;
    if (!Number.isInteger(a) || a < 0 || a >= k) throw refuse(`Decision ${i} has the action ${a}. There are ${k}, counted from 0.`);
    if (mask[i * k + a] !== 1) throw refuse(`Decision ${i} took '${actionNames[a]}', which its mask does not allow.`);
    const p = propensity[i] as number;
    if (!Number.isNaN(p) && !(p > 0 && p <= 1))
      throw refuse(`Decision ${i} has the propensity ${p}. It is the chance of the action taken, in (0, 1].`);
    const r = reward[i] as number;
    if (!Number.isNaN(r) && !Number.isFinite(r)) throw refuse(`Decision ${i} has the reward ${r}.`);
    if (!Number.isFinite(decidedAt[i])) throw refuse(`Decision ${i} has no time.`);
  }
  return log;
}

/** Rows `rows[i]` of the log, in that order. */
export function selectDecisions(log: DecisionLog, rows: ArrayLike<number>): DecisionLog {
  const n = rows.length;
  const [d, k] = [log.featureNames.length, log.actionNames.length];
  const context = new Float64Array(n * d);
  const mask = new Uint8Array(n * k);
  for (let i = 0; i < n; i++) {
    const row = rows[i] as number;
    context.set(log.context.subarray(row * d, (row + 1) * d), i * d);
    mask.set(log.mask.subarray(row * k, (row + 1) * k), i * k);
  }
  const numbers = (values: Float64Array) => Float64Array.from({ length: n }, (_value, i) => values[rows[i] as number] as number);
  const codes = (values: Int32Array) => Int32Array.from({ length: n }, (_value, i) => values[rows[i] as number] as number);
  const taken = ({ codes: all, names }: Labels): Labels => ({ codes: codes(all), names });
  return {
    ...log,
    n,
    context,
    mask,
    action: codes(log.action),
    propensity: numbers(log.propensity),
    reward: numbers(log.reward),
    rewardDueAt: numbers(log.rewardDueAt),
    decidedAt: numbers(log.decidedAt),
    policyVersion: taken(log.policyVersion),
    segment: taken(log.segment),
    episode: taken(log.episode),
    ended: log.ended && Uint8Array.from({ length: n }, (_ended, i) => log.ended?.[rows[i] as number] ?? 0),
  };
}

/** Whether a decision's outcome is due and known, not due yet, or due and still missing. */
export function maturityOf({ rewardDueAt, reward }: DecisionLog, row: number, now: number): "MATURE" | "IMMATURE" | "OVERDUE" {
  const due = rewardDueAt[row] as number;
  if (!Number.isNaN(due) && due > now) return "IMMATURE";
  return Number.isNaN(reward[row]) ? "OVERDUE" : "MATURE";
}

export interface Maturity {
  /** The decisions whose reward is due and known: the only ones to learn from or to evaluate on. */
  log: DecisionLog;
  /** Rows of the given log. */
  rows: Int32Array;
  /** Decisions whose reward is not due yet. */
  immature: number;
  /** Decisions whose reward is due and still missing: somebody owes them. */
  overdue: number;
}

/**
 * Parts the decisions whose outcome is due from those whose is not: an outcome that is not due is unknown, never 0.
 * A reward that is written down before it is due counts as immature all the same.
 * @param now milliseconds since 1970. @throws AppError "INVALID_INPUT" if no decision has matured.
 */
export function matured(log: DecisionLog, now: number): Maturity {
  const rows: number[] = [];
  let [immature, overdue] = [0, 0];
  for (let i = 0; i < log.n; i++) {
    const state = maturityOf(log, i, now);
    if (state === "MATURE") rows.push(i);
    else if (state === "IMMATURE") immature++;
    else overdue++;
  }
  if (rows.length === 0)
    throw refuse(`None of the ${log.n} decisions has a known reward (${immature} not due, ${overdue} overdue). Wait for outcomes.`, [
      "reward",
    ]);
  return { log: selectDecisions(log, rows), rows: Int32Array.from(rows), immature, overdue };
}

/** @throws AppError "INVALID_INPUT" if a decision lacks its propensity or reward. */
export function checkComplete(log: DecisionLog): void {
  for (let i = 0; i < log.n; i++) {
    if (Number.isNaN(log.propensity[i]))
      throw refuse(`Decision ${i} has no propensity. Estimate propensities first, and read their diagnostics.`, ["propensity"]);
    if (Number.isNaN(log.reward[i])) throw refuse(`Decision ${i} has no reward. Leave immature decisions out first.`, ["reward"]);
  }
}
