import { readFile } from "node:fs/promises";
import { tableFromRecords } from "@plimsoll/features";
import {
  type DecisionLog,
  deskOf,
  type EvaluationReport,
  evaluatePolicy,
  guardedChances,
  guardNumber,
  loadEngine,
  matured,
  weightReport,
} from "@plimsoll/ml";
import { AppError, ApplicantColumns, PolicyLogSource, type PolicyShadowResult, type ValueEstimate } from "@plimsoll/schema";
import type { PolicyShadowTask } from "../../messages/policy.ts";
import { type DecisionRow, readDecisions } from "../../policies/decision-rows.ts";
import { discreteOf, numbersOf, readStoredPolicy, type StoredPolicy } from "../../policies/stored-policy.ts";
import type { TaskIo } from "../task-io.ts";
import { applicantsOf } from "./applicants.ts";
import { decisionTable } from "./decision-table.ts";
import { logFor } from "./read-log.ts";

/** Decisions with an outcome below which nothing is estimated: a reward model is fitted on each half. */
const LEAST = 50;

/** Asks a version about the decisions that others have taken, and takes none: where the two agree, what the log supports, what it would have earned. */
export async function policyShadowTask(task: PolicyShadowTask, io: TaskIo): Promise<PolicyShadowResult> {
  io.progress("Reading", 0.1);
  const [rows, stored] = await Promise.all([readDecisions(task.decisionsPath), readFile(task.policyPath).then(readStoredPolicy)]);
  const { asked, refused } = readable(rows, stored);
  const shared = {
    modelVersionId: task.modelVersionId,
    from: new Date(task.from).toISOString(),
    to: new Date(task.to).toISOString(),
    nDecisions: rows.length,
    refused,
  };
  const refusals = refused.length > 0 ? [`${rows.length - asked.length} decisions could not be put to the shadow.`] : [];
  const none = { ...shared, actions: null, numbers: null, warnings: ["No decision of this time could be put to the shadow."] };
  if (asked.length === 0) return none;
  io.progress("Asking", 0.3);
  if (stored.policy.kind === "continuous") {
    const numbers = numbersBeside(asked, stored);
    return { ...shared, actions: null, numbers, warnings: refusals };
  }
  const { actions, warnings } = await actionsBeside(asked, stored, task, io);
  return { ...shared, actions, numbers: null, warnings: [...refusals, ...warnings] };
}

/** The decisions that the shadow can be asked about, and why not the others. */
function readable(rows: readonly DecisionRow[], stored: StoredPolicy): { asked: DecisionRow[]; refused: PolicyShadowResult["refused"] } {
  const counts = new Map<string, number>();
  const asked = rows.filter((row) => {
    const why = refusalOf(row, stored);
    if (why !== null) counts.set(why, (counts.get(why) ?? 0) + 1);
    return why === null;
  });
  const refused = [...counts].map(([reason, n]) => ({ reason, n })).sort((a, b) => b.n - a.n);
  return { asked, refused };
}

function refusalOf({ record, action }: DecisionRow, { policy, columns }: StoredPolicy): string | null {
  const missing = columns.find(({ name }) => !Object.hasOwn(record, name));
  if (missing) return `The record lacks '${missing.name}'.`;
  if (!policy.schema.actionNames.includes(action)) return `The shadow has no action '${action}'.`;
  try {
    const table = tableFromRecords([record], columns);
    if (policy.kind === "continuous") deskOf(policy).observe(record as Record<string, number>);
    return table.rowCount === 1 ? null : "The record cannot be read.";
  } catch (error) {
    if (error instanceof AppError && (error.kind === "input" || error.kind === "data")) return error.message;
    throw error;
  }
}

type Actions = NonNullable<PolicyShadowResult["actions"]>;

async function actionsBeside(
  rows: readonly DecisionRow[],
  stored: StoredPolicy,
  { engine: name, now }: PolicyShadowTask,
  io: TaskIo,
): Promise<{ actions: Actions; warnings: string[] }> {
  const { policy, constraints } = discreteOf(stored);
  const { actionNames, observationNames } = policy.schema;
  const k = actionNames.length;
  const { table, nameOf } = decisionTable(rows, stored.columns);
  const columns = {
    action: nameOf("action"),
    reward: nameOf("reward"),
    propensity: nameOf("propensity"),
    rewardDueAt: nameOf("reward_due_at"),
    decidedAt: nameOf("decided_at"),
    segment: nameOf("segment"),
  };
  const read = logFor(stored, observationNames, table, PolicyLogSource.parse({ datasetId: "", columns }), actionNames);
  // What the caller allowed, whatever the live version's own limits closed: the shadow has limits of its own.
  const log: DecisionLog = { ...read, mask: allowedOf(rows, actionNames) };
  const roles = ApplicantColumns.parse({
    obligor: nameOf("obligor"),
    amount: nameOf("amount"),
    risk: nameOf("risk"),
    lossRate: nameOf("loss_rate"),
    group: nameOf("protected_group"),
  });
  const applicants = applicantsOf(table, roles, log, constraints);
  const hasRisk = rows.every(({ risk }) => risk !== null);
  const target = guardedChances({ policy, constraints, seen: stored.seen, log, applicants: hasRisk ? applicants.all : null });
  const chance = (i: number, a: number): number => target[i * k + a] as number;
  const taken = Array.from({ length: log.n }, (_chance, i) => chance(i, log.action[i] as number));
  const ownWays = rows.flatMap(({ fallback }, i) => (fallback ? [] : [taken[i] as number]));
  const open = rows.map(({ mask }) => new Set(mask));
  const unsupported = rows.map((_row, i) => actionNames.reduce((sum, action, a) => sum + (open[i]?.has(action) ? 0 : chance(i, a)), 0));
  const crossed = actionNames.map(() => new Array<number>(k).fill(0));
  for (let i = 0; i < log.n; i++) {
    const own = target.subarray(i * k, (i + 1) * k);
    const line = crossed[log.action[i] as number] as number[];
    const likes = own.indexOf(Math.max(...own));
    line[likes] = (line[likes] as number) + 1 / log.n;
  }
  const known = matured(log, now).log;
  io.progress("Estimating", 0.5);
  const enough = known.n >= LEAST && new Set(known.action).size > 1;
  const report = enough ? await evaluatePolicy({ engine: await loadEngine(name), log, candidate: target, now, seed: 1 }) : null;
  const weights = weightReport(Float64Array.from(taken, (own, i) => own / (log.propensity[i] as number)));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const actions: Actions = {
    agreement: mean(taken),
    agreementWithPolicy: ownWays.length > 0 ? mean(ownWays) : null,
    shares: actionNames.map((action, a) => ({
      action,
      shadow: mean(rows.map((_row, i) => chance(i, a))),
      live: log.action.reduce((count, own) => count + Number(own === a), 0) / log.n,
    })),
    crossed,
    fallbackShare: fallbackShareOf(target, log, constraints.fallbackAction),
    unsupportedShare: mean(unsupported),
    weights: rows.length > 1 ? { ...weights, histogram: weights.histogram.map((bin) => ({ ...bin })) } : null,
    live: report && shown({ estimator: "live", ...report.logged }),
    estimates: report ? report.estimates.map(shown) : [],
    difference: report && { ...shown(report.difference), lower95: report.difference.lower95 },
    nRewards: known.n,
  };
  return { actions, warnings: [...(report?.warnings ?? []), ...warningsOf(known.n, enough)] };
}

const warningsOf = (n: number, enough: boolean): string[] =>
  enough
    ? []
    : [`${n} decisions have an outcome: at least ${LEAST}, of more than one action, are needed to estimate what the shadow would earn.`];

/** Share of decisions in which the shadow's limits leave it nothing but its fallback, though the caller allowed more. */
function fallbackShareOf(target: Float64Array, { n, actionNames, mask }: DecisionLog, fallback: string): number {
  const [k, at] = [actionNames.length, actionNames.indexOf(fallback)];
  let count = 0;
  for (let i = 0; i < n; i++) {
    const allowed = mask.subarray(i * k, (i + 1) * k).reduce((sum, own) => sum + own, 0);
    if (target[i * k + at] === 1 && allowed > 1) count++;
  }
  return count / n;
}

/** [n, actions] 1 = the caller allowed it. */
function allowedOf(rows: readonly DecisionRow[], actionNames: readonly string[]): Uint8Array {
  const mask = new Uint8Array(rows.length * actionNames.length).fill(1);
  rows.forEach(({ closed }, i) => {
    for (const { action, reason } of closed) if (reason === "MASK") mask[i * actionNames.length + actionNames.indexOf(action)] = 0;
  });
  return mask;
}

const shown = ({
  estimator,
  value,
  se,
  ciLow,
  ciHigh,
}: Pick<EvaluationReport["estimates"][number], "estimator" | "value" | "se" | "ciLow" | "ciHigh">): ValueEstimate => ({
  estimator,
  value,
  se,
  ciLow,
  ciHigh,
  bootstrapLow: null,
  bootstrapHigh: null,
});

/** What a policy that gives a number would have said, beside what was decided. */
function numbersBeside(rows: readonly DecisionRow[], stored: StoredPolicy): NonNullable<PolicyShadowResult["numbers"]> {
  const { policy, limits } = numbersOf(stored);
  const desk = deskOf(policy);
  const guard = guardNumber(desk, limits, stored.seenRange);
  const pairs = rows.flatMap(({ record, quantity }) =>
    quantity === null ? [] : [{ live: quantity, own: guard.decide(desk.observe(record as Record<string, number>)) }],
  );
  const n = Math.max(pairs.length, 1);
  const distances = pairs.map(({ live, own }) => Math.abs(own.value - live));
  return {
    meanDistance: distances.reduce((sum, value) => sum + value, 0) / n,
    maxDistance: Math.max(0, ...distances),
    correlation: correlation(pairs.map(({ live, own }) => [live, own.value])),
    fallbackShare: pairs.filter(({ own }) => own.fallback).length / n,
    limitedShare: pairs.filter(({ own }) => own.reasons.length > 0).length / n,
  };
}

/** Pearson's; null for fewer than three pairs, or where one side does not vary. */
function correlation(pairs: readonly (readonly [number, number])[]): number | null {
  const n = pairs.length;
  if (n < 3) return null;
  const mean = (at: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[at], 0) / n;
  const [x, y] = [mean(0), mean(1)];
  let [xx, yy, xy] = [0, 0, 0];
  for (const [a, b] of pairs) {
    xx += (a - x) ** 2;
    yy += (b - y) ** 2;
    xy += (a - x) * (b - y);
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : null;
}
