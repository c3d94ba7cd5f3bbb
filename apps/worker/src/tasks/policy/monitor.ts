import { readFile } from "node:fs/promises";
import { psiOfCounts, tableFromRecords } from "@plimsoll/features";
import { deskOf } from "@plimsoll/ml";
import type { MonitoringAlert, PolicyMonitoringResult } from "@plimsoll/schema";
import type { PolicyMonitorTask } from "../../messages/policy.ts";
import { countLike } from "../../policies/column-shapes.ts";
import { type DecisionRow, fitted, readDecisions } from "../../policies/decision-rows.ts";
import { readStoredPolicy, type StoredPolicy } from "../../policies/stored-policy.ts";
import type { TaskIo } from "../task-io.ts";

const DAY = 86_400_000;
/** Decisions below which shares say nothing. */
const LEAST = 50;

/** Looks at a policy's decisions of a stretch of time: drift of what it reads and does, its limits, and what came of it. */
export async function policyMonitorTask(task: PolicyMonitorTask, io: TaskIo): Promise<PolicyMonitoringResult> {
  io.progress("Reading", 0.1);
  const [rows, stored] = await Promise.all([readDecisions(task.decisionsPath), readFile(task.policyPath).then(readStoredPolicy)]);
  io.progress("Measuring", 0.5);
  const { actionNames } = stored.policy.schema;
  const n = rows.length;
  const counts = actionNames.map((name) => rows.filter(({ action }) => action === name).length);
  const reference = stored.past?.shares ?? null;
  const drawn = n >= LEAST;
  const result: Omit<PolicyMonitoringResult, "alerts"> = {
    from: new Date(task.from).toISOString(),
    to: new Date(task.to).toISOString(),
    nDecisions: n,
    versions: tally(rows.map(({ modelVersionId }) => modelVersionId)).map(([modelVersionId, count]) => ({ modelVersionId, n: count })),
    fallbackShare: n > 0 ? rows.filter(({ fallback }) => fallback).length / n : null,
    killSwitch: task.killSwitch,
    closed: tally(rows.flatMap(({ closed }) => [...new Set(closed.map(({ reason }) => reason))])).map(([reason, count]) => ({
      reason,
      share: count / n,
    })),
    actions: actionNames.map((action, a) => ({ action, share: n > 0 ? (counts[a] as number) / n : 0, reference: reference?.[a] ?? 0 })),
    numbers: numbersOf(rows, stored),
    actionPsi: drawn && reference ? psiOfCounts(reference, counts).psi : null,
    features: drawn ? driftOf(rows, stored) : [],
    rewards: rewardsOf(rows, task.to),
    referenceReward: stored.past?.meanReward ?? null,
    propensity: propensityOf(rows),
    days: daysOf(rows),
  };
  return { ...result, alerts: alertsOf(result, task) };
}

/** How often each text stands there, most often first. */
function tally(texts: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

function driftOf(rows: readonly DecisionRow[], { columns, past }: StoredPolicy): { name: string; psi: number }[] {
  if (!past) return [];
  const table = tableFromRecords(
    rows.map(({ record }) => fitted(record, columns)),
    columns,
  );
  return past.columns
    .flatMap((shape) => {
      const column = table.columns.find(({ name }) => name === shape.name);
      const counts = column && countLike(column, shape);
      return counts?.some((count) => count > 0) ? [{ name: shape.name, psi: psiOfCounts(shape.counts, counts).psi }] : [];
    })
    .sort((a, b) => b.psi - a.psi);
}

/** What a policy that gives a number has said, beside its benchmark; null for one over listed actions, or without decisions. */
function numbersOf(rows: readonly DecisionRow[], { policy }: StoredPolicy): PolicyMonitoringResult["numbers"] {
  const pairs = rows.flatMap(({ quantity, benchmark, closed, fallback }) =>
    quantity === null || benchmark === null
      ? []
      : [{ quantity, apart: Math.abs(quantity - benchmark), limited: !fallback && closed.length > 0 }],
  );
  if (policy.kind !== "continuous" || pairs.length === 0) return null;
  const n = pairs.length;
  return {
    unit: deskOf(policy).unit,
    mean: pairs.reduce((sum, own) => sum + own.quantity, 0) / n,
    least: pairs.reduce((low, own) => Math.min(low, own.quantity), Number.POSITIVE_INFINITY),
    most: pairs.reduce((high, own) => Math.max(high, own.quantity), Number.NEGATIVE_INFINITY),
    meanFromBenchmark: pairs.reduce((sum, own) => sum + own.apart, 0) / n,
    maxFromBenchmark: pairs.reduce((high, own) => Math.max(high, own.apart), 0),
    limitedShare: pairs.filter(({ limited }) => limited).length / n,
  };
}

function rewardsOf(rows: readonly DecisionRow[], now: number): PolicyMonitoringResult["rewards"] {
  const known = rows.flatMap(({ reward }) => (reward === null ? [] : [reward]));
  const missing = rows.filter(({ reward }) => reward === null);
  const overdue = missing.filter(({ rewardDueAt }) => rewardDueAt !== null && rewardDueAt <= now).length;
  const counts = { known: known.length, pending: missing.length - overdue, overdue };
  const n = known.length;
  if (n < 2) return { ...counts, mean: n === 1 ? (known[0] as number) : null, low: null, high: null };
  const mean = known.reduce((sum, value) => sum + value, 0) / n;
  const se = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1) / n);
  return { ...counts, mean, low: mean - 1.96 * se, high: mean + 1.96 * se };
}

/** Weights 1 / propensity are those of evaluating an even-handed policy: their effective sample says what the log is good for. */
function propensityOf(rows: readonly DecisionRow[]): PolicyMonitoringResult["propensity"] {
  if (rows.length === 0) return null;
  let [sum, squares, total, smallest] = [0, 0, 0, 1];
  for (const { propensity } of rows) {
    const weight = 1 / propensity;
    sum += weight;
    squares += weight * weight;
    total += propensity;
    smallest = Math.min(smallest, propensity);
  }
  return { mean: total / rows.length, smallest, ess: (sum * sum) / squares };
}

function daysOf(rows: readonly DecisionRow[]): PolicyMonitoringResult["days"] {
  const days = new Map<number, DecisionRow[]>();
  for (const row of rows) {
    const day = Math.floor(row.decidedAt / DAY);
    const own = days.get(day);
    if (own) own.push(row);
    else days.set(day, [row]);
  }
  return [...days]
    .sort(([a], [b]) => a - b)
    .map(([day, own]) => {
      const rewards = own.flatMap(({ reward }) => (reward === null ? [] : [reward]));
      return {
        day: new Date(day * DAY).toISOString().slice(0, 10),
        n: own.length,
        fallback: own.filter(({ fallback }) => fallback).length,
        reward: rewards.length > 0 ? rewards.reduce((sum, value) => sum + value, 0) / rewards.length : null,
      };
    });
}

function alertsOf(
  result: Omit<PolicyMonitoringResult, "alerts">,
  { psiAlert, fallbackAlert, overdueAlert }: PolicyMonitorTask,
): MonitoringAlert[] {
  const { nDecisions: n, fallbackShare, killSwitch, actionPsi, features, rewards, referenceReward, propensity } = result;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const alerts: MonitoringAlert[] = [];
  if (n === 0) alerts.push({ id: "NO_DECISIONS", message: "The policy has taken no decision in this time." });
  if (killSwitch) alerts.push({ id: "KILL_SWITCH", message: "The kill switch is on: every decision is the fallback's." });
  if (!killSwitch && n >= LEAST && fallbackShare !== null && fallbackShare > fallbackAlert)
    alerts.push({
      id: "FALLBACK",
      message: `${percent(fallbackShare)} of decisions were the fallback's, more than ${percent(fallbackAlert)}: limits leave the policy nothing to choose.`,
    });
  if (n >= LEAST && rewards.overdue / n > overdueAlert)
    alerts.push({
      id: "OVERDUE",
      message: `${rewards.overdue} outcomes are past their due date and not reported, ${percent(rewards.overdue / n)} of decisions.`,
    });
  if (actionPsi !== null && actionPsi > psiAlert)
    alerts.push({
      id: "ACTION_DRIFT",
      message: `What the policy does lies ${actionPsi.toFixed(2)} (index of stability) from what the log did, more than ${psiAlert}.`,
    });
  for (const { name, psi } of features.filter((own) => own.psi > psiAlert).slice(0, 5))
    alerts.push({
      id: "FEATURE_DRIFT",
      message: `'${name}' has moved by ${psi.toFixed(2)} (index of stability), more than ${psiAlert}: it was not learned on such applicants.`,
    });
  if (referenceReward !== null && rewards.high !== null && rewards.known >= LEAST && rewards.high < referenceReward)
    alerts.push({
      id: "REWARD_FALL",
      message: `Decisions earn ${rewards.mean?.toFixed(2)} on average, with 95 % at most ${rewards.high.toFixed(2)}; the log earned ${referenceReward.toFixed(2)}.`,
    });
  if (propensity && n >= LEAST && propensity.ess < 0.05 * n)
    alerts.push({
      id: "EFFECTIVE_SAMPLE",
      message: `The decisions are worth ${Math.round(propensity.ess)} for judging another policy, under 5 %: some chances are very small.`,
    });
  return alerts;
}
