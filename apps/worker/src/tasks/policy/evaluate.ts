import { readFile } from "node:fs/promises";
import type { Table } from "@plimsoll/features";
import {
  type DecisionLog,
  type Engine,
  type EvaluationReport,
  estimatePropensities,
  estimatorOf,
  evaluatePolicy,
  type GateEvidence,
  guardedChances,
  loadEngine,
  matured,
  monthlySums,
  prepareRows,
  runGate,
  tailReport,
} from "@plimsoll/ml";
import { AppError, type PolicyEvaluationResult, type PolicyPropensities, type ValueEstimate } from "@plimsoll/schema";
import type { PolicyEvaluateTask } from "../../messages/policy.ts";
import { discreteOf, readStoredPolicy, type StoredPolicy } from "../../policies/stored-policy.ts";
import type { TaskIo } from "../task-io.ts";
import { applicantsOf, type LogApplicants } from "./applicants.ts";
import { type EpisodeEvidence, evaluateEpisodes } from "./episodes.ts";
import { fairnessOf, reasonsOf, replayOf } from "./gate-evidence.ts";
import { logColumns, logFor, readColumns } from "./read-log.ts";

const LEAST_MONTHS = 12;

/** Estimates from a log what a policy within its limits would earn, shows what that rests on, and lets the gate judge. */
export async function policyEvaluateTask(task: PolicyEvaluateTask, io: TaskIo): Promise<PolicyEvaluationResult> {
  const { spec } = task;
  const [engine, candidate, champion] = await Promise.all([
    loadEngine(task.engine),
    readPolicyAt(task.candidatePath),
    task.championPath === null ? null : readPolicyAt(task.championPath),
  ]);
  io.progress("Reading", 0.02);
  const { policy, constraints } = discreteOf(candidate);
  const names = [candidate, ...(champion ? [champion] : [])].flatMap(({ columns }) => columns.map(({ name }) => name));
  const table = await readColumns({ path: task.datasetPath, columns: task.columns }, [
    ...names,
    ...logColumns(spec.log),
    ...Object.values(spec.applicant),
  ]);
  const read = logFor(candidate, policy.schema.observationNames, table, spec.log, policy.schema.actionNames);
  io.progress("Replaying", 0.08);
  const applicants = applicantsOf(table, spec.applicant, read, constraints);
  const target = chancesWithin(candidate, read, applicants);
  const championTarget = champion && chancesWithin(champion, championLog(champion, candidate, read, table, task), applicants);
  // Episodes need the chance of every step; single decisions estimate it where outcomes are known.
  const completed = spec.gamma === null ? { log: read, propensities: null } : await withPropensities(read, engine, task, io);
  const { log } = completed;
  io.progress("Estimating", 0.15);
  const report = await evaluatePolicy({
    engine,
    log,
    candidate: target,
    champion: championTarget ?? undefined,
    now: task.now,
    seed: spec.seed,
    options: spec.estimators,
    replicates: spec.replicates ?? undefined,
    rewardModel: spec.rewardModel,
    propensityModel: spec.propensityModel,
  });
  io.progress("Valuing episodes", 0.6);
  const episodes =
    spec.gamma === null
      ? null
      : await evaluateEpisodes({
          engine,
          spec: { ...spec, gamma: spec.gamma },
          now: task.now,
          candidate: { policy, log, target },
          champion: champion &&
            championTarget && {
              policy: discreteOf(champion).policy,
              log: championLog(champion, candidate, log, table, task),
              target: championTarget,
            },
        });
  io.progress("Judging", 0.85);
  const { rows } = matured(log, task.now);
  const known = { log: report.data.log, target: report.data.target, rows };
  const replay = replayOf(known, applicants, constraints, spec);
  const fairness = fairnessOf(known, applicants, constraints, spec.seed);
  const reasons = reasonsOf(candidate, known, constraints);
  const tail = episodes ? episodes.tail : tailOf(report, championTarget, rows);
  const evidence: GateEvidence = {
    evaluation: episodes ? { ...episodes.evaluation, support: report.support } : report,
    constraints,
    replay,
    fairness,
    tail,
    reasons,
  };
  const gate = runGate(evidence, spec.thresholds);
  return {
    ...valuesOf(report, episodes),
    champion: report.champion,
    immature: report.immature,
    overdue: report.overdue,
    support: report.support,
    propensities: completed.propensities ?? (report.propensities.source === "ESTIMATED" ? report.propensities.diagnostics : null),
    rewardModel: report.rewardModel,
    actionNames: [...log.actionNames],
    segments: report.segments,
    replay: { ...replay, shares: sharesOf(replay.shares, report.data.log) },
    fairness: fairness && {
      reference: fairness.reference,
      groups: fairness.groups.map(({ impactInterval, opportunityInterval, ...group }) => ({
        ...group,
        impactLow: impactInterval.low,
        impactHigh: impactInterval.high,
        opportunityLow: opportunityInterval?.low ?? null,
        opportunityHigh: opportunityInterval?.high ?? null,
      })),
    },
    tail,
    reasons: reasons && { ...reasons, unapproved: [...reasons.unapproved] },
    gate,
    warnings: report.warnings,
  };
}

const readPolicyAt = async (path: string): Promise<StoredPolicy> => readStoredPolicy(await readFile(path));

/** The same decisions as the champion reads them. @throws AppError INVALID_INPUT if it chooses among other actions. */
function championLog(
  champion: StoredPolicy,
  candidate: StoredPolicy,
  log: DecisionLog,
  table: Table,
  { spec }: PolicyEvaluateTask,
): DecisionLog {
  const { policy } = discreteOf(champion);
  const [own, theirs] = [candidate.policy.schema.actionNames, policy.schema.actionNames];
  if (own.join("\n") !== theirs.join("\n"))
    throw new AppError(
      "INVALID_INPUT",
      "input",
      `The champion chooses among ${theirs.join(", ")}, the candidate among ${own.join(", ")}: they cannot be compared on one log.`,
      { path: ["championVersionId"] },
    );
  const names = policy.schema.observationNames;
  return { ...logFor(champion, names, table, spec.log, theirs), propensity: log.propensity };
}

function chancesWithin(stored: StoredPolicy, log: DecisionLog, applicants: LogApplicants): Float64Array {
  const { policy, constraints } = discreteOf(stored);
  return guardedChances({ policy, constraints, seen: stored.seen, log, applicants: applicants.hasRisk ? applicants.all : null });
}

async function withPropensities(
  log: DecisionLog,
  engine: Engine,
  { spec }: PolicyEvaluateTask,
  io: TaskIo,
): Promise<{ log: DecisionLog; propensities: PolicyPropensities | null }> {
  if (!log.propensity.every(Number.isNaN)) return { log, propensities: null };
  io.progress("Estimating propensities", 0.1);
  const { propensity, diagnostics } = await estimatePropensities(engine, log, spec.propensityModel, spec.seed);
  return { log: { ...log, propensity }, propensities: diagnostics };
}

/** Monthly profits by DR, the candidate's beside the champion's; null for logs of less than a year. */
function tailOf({ data, champion }: Awaited<ReturnType<typeof evaluatePolicy>>, championTarget: Float64Array | null, rows: Int32Array) {
  const { log, qHat } = data;
  const dr = estimatorOf("dr");
  const options = { clip: 10, tau: 10, lambda: 100 };
  const k = log.actionNames.length;
  const parts = dr.parts(data.rows, options);
  const theirs =
    champion === "POLICY" && championTarget
      ? dr.parts(prepareRows({ ...log, nActions: k, target: pickRows(championTarget, k, rows), qHat }), options)
      : log.reward;
  const [ours, past] = [monthlySums(parts, log.decidedAt), monthlySums(theirs, log.decidedAt)];
  return ours.length < LEAST_MONTHS ? null : tailReport(ours, past);
}

function pickRows(values: Float64Array, width: number, rows: Int32Array): Float64Array {
  const out = new Float64Array(rows.length * width);
  rows.forEach((row, i) => {
    out.set(values.subarray(row * width, (row + 1) * width), i * width);
  });
  return out;
}

function sharesOf(shares: readonly { action: string; share: number }[], { action, n }: DecisionLog) {
  const counts = new Float64Array(shares.length);
  for (const a of action) counts[a] = (counts[a] as number) + 1;
  return shares.map(({ action: name, share }, a) => ({ action: name, candidate: share, logged: (counts[a] as number) / n }));
}

/** The figures of the kind of value that was asked for, as they are stored. */
function valuesOf(
  report: EvaluationReport,
  episodes: EpisodeEvidence | null,
): Pick<PolicyEvaluationResult, "unit" | "n" | "logged" | "estimates" | "difference" | "weights"> {
  const { bootstrap } = report;
  if (episodes) {
    const { evaluation, logged, estimates } = episodes;
    return {
      unit: "EPISODE",
      n: evaluation.n,
      logged: shown({ estimator: "logged", ...logged }),
      estimates: estimates.map((own) => shown(own)),
      difference: { ...shown(evaluation.difference), lower95: evaluation.difference.lower95 },
      weights: weightsOf(evaluation.weights),
    };
  }
  return {
    unit: "DECISION",
    n: report.n,
    logged: shown({ estimator: "logged", ...report.logged }),
    estimates: report.estimates.map((own) =>
      shown(
        own,
        bootstrap?.estimates.find(({ estimator }) => estimator === own.estimator),
      ),
    ),
    difference: { ...shown(report.difference, bootstrap?.difference), lower95: report.difference.lower95 },
    weights: weightsOf(report.weights),
  };
}

function shown(
  { estimator, value, se, ciLow, ciHigh }: Pick<ValueEstimate, "estimator" | "value" | "se" | "ciLow" | "ciHigh">,
  interval?: { low: number; high: number },
): ValueEstimate {
  return { estimator, value, se, ciLow, ciHigh, bootstrapLow: interval?.low ?? null, bootstrapHigh: interval?.high ?? null };
}

const weightsOf = ({ histogram, ...weights }: EvaluationReport["weights"]): PolicyEvaluationResult["weights"] => ({
  ...weights,
  histogram: histogram.map(({ from, to, n }) => ({ from, to: Number.isFinite(to) ? to : null, n })),
});
