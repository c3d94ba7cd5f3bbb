import { readFile, writeFile } from "node:fs/promises";
import { createRng, type FittedPipeline, type Table } from "@plimsoll/features";
import {
  type AgentSource,
  agent,
  type CurvePoint,
  constraintSet,
  curveBands,
  type DecisionLog,
  deskOf,
  type Engine,
  environment,
  estimatePropensities,
  type HedgePolicy,
  hedgeLosses,
  isDiscrete,
  limitsIn,
  loadEngine,
  matured,
  oracleGap,
  type Policy,
  playEpisodes,
  readPolicy,
  type SeenRange,
  seenCounts,
  simulatePaths,
  trainPolicy,
  trajectoriesOf,
  watchedHedge,
  writePolicy,
} from "@plimsoll/ml";
import {
  AppError,
  type PolicyAxis,
  type PolicyDetails,
  type PolicyPropensities,
  type PolicySource,
  type PolicyTrainingResult,
  type PolicyTrainingSpec,
  toAppError,
} from "@plimsoll/schema";
import { sha256Hex } from "@plimsoll/schema/hash";
import type { PolicyTrainTask } from "../../messages/policy.ts";
import type { TaskResults } from "../../messages.ts";
import { axesOf, shapesOf } from "../../policies/column-shapes.ts";
import { inputsOf, type PolicyRecord, writeStoredPolicy } from "../../policies/stored-policy.ts";
import { writeCheckpointFile } from "../checkpoints.ts";
import { thinned } from "../risk/thin.ts";
import { DrainedError, type TaskIo } from "../task-io.ts";
import { fitFeatures, logColumns, logFor, readColumns } from "./read-log.ts";

/** What the record of a policy says beside its training. */
type Past = Pick<PolicyRecord, "pipeline" | "seen" | "past" | "segmentColumn">;

interface Material extends Past {
  source: AgentSource;
  rows: PolicyTrainingResult["rows"];
  propensities: PolicyPropensities | null;
  /** In the policy's order; null for a policy that gives a number. */
  actionNames: readonly string[] | null;
  /** The past's most frequent action, or an environment's first. */
  usualAction: string;
  /** The columns or observations that a decision rests on. */
  features: readonly string[];
  /** [n, observations] what was learned from, where that stands before training. */
  observations: Float64Array | null;
  axes: PolicyAxis[];
}

const MOST_POINTS = 400;
const TRAINING = { from: 0.1, to: 0.95 };
/** Episodes that an environment's policy is watched for, to know what it reads. */
const WATCHED = 20;
/** Simulated paths whose range counts as seen. */
const SEEN_PATHS = 4_096;

/** Learns a policy from a log or in an environment, once for each seed, and writes the first with its record. */
export async function policyTrainTask(task: PolicyTrainTask, io: TaskIo): Promise<TaskResults["policy-train"]> {
  const { spec } = task;
  // What can be refused is refused before anything is read.
  agent(spec.agent).parse(spec.params);
  const engine = await loadEngine(task.engine);
  const material = spec.source.kind === "LOG" ? await fromLog(task, spec.source, engine, io) : fromEnvironment(spec.source);
  const limits = limitsOf(spec, material);
  const { policy, curves, params } = await trainSeeds(task, engine, material.source, io);
  io.progress("Describing", TRAINING.to);
  const record = recordOf(spec, params, { ...material, ...limits }, policy);
  await writeFile(task.outputPath, writeStoredPolicy(policy, record), { mode: 0o600 });
  return {
    result: {
      curve: thinCurve(curveBands(curves)),
      rows: material.rows,
      propensities: material.propensities,
      oracle: oracleOf(spec.source, policy),
      weightHash: sha256Hex(writePolicy(policy)),
    },
    details: detailsOf(spec, policy, record),
    engine: { name: engine.name, version: engine.version, threads: engine.threads },
    params,
  };
}

type LogSource = Extract<PolicySource, { kind: "LOG" }>;

async function fromLog(
  { spec, datasetPath, columns, now }: PolicyTrainTask,
  source: LogSource,
  engine: Engine,
  io: TaskIo,
): Promise<Material> {
  if (datasetPath === null) throw new Error("A training on a log was sent without its file.");
  io.progress("Reading", 0.02);
  const table = await readColumns({ path: datasetPath, columns }, [...source.features, ...logColumns(source)]);
  const pipeline = fitFeatures(table, source.features);
  const log = logFor({ pipeline, columns: pipeline.columns }, encodedNames(pipeline), table, source);
  const { learnsFrom } = agent(spec.agent);
  if (learnsFrom === "ENVIRONMENT")
    throw new AppError("INVALID_INPUT", "input", `Agent '${spec.agent}' learns in an environment, not from a log.`, { path: ["agent"] });
  const mature = matured(log, now);
  const shared = {
    rows: { used: mature.log.n, immature: mature.immature, overdue: mature.overdue },
    observations: log.context,
    axes: axesOf({ rowCount: table.rowCount, columns: table.columns.filter(({ name }) => source.features.includes(name)) }),
    ...pastOf(source, table, log, mature.log, pipeline),
  };
  if (learnsFrom === "TRAJECTORIES") {
    const data = trajectoriesOf(log, { lastIsEnd: source.lastIsEnd, now });
    return {
      ...shared,
      rows: { ...shared.rows, used: data.n },
      source: { kind: "TRAJECTORIES", data, gamma: source.gamma },
      propensities: null,
    };
  }
  const withChances = await completed(mature.log, engine, spec, io);
  return { ...shared, source: { kind: "DECISIONS", log: withChances.log }, propensities: withChances.propensities };
}

/** The log with estimated propensities where it has none. */
async function completed(log: DecisionLog, engine: Engine, { seed }: PolicyTrainingSpec, io: TaskIo) {
  const missing = log.propensity.reduce((count, value) => count + Number(Number.isNaN(value)), 0);
  if (missing === 0) return { log, propensities: null };
  if (missing < log.n)
    throw new AppError(
      "INVALID_INPUT",
      "input",
      `${missing} of ${log.n} decisions have no propensity. Complete the column or leave it out, so that all are estimated.`,
      { path: ["source", "columns", "propensity"] },
    );
  io.progress("Estimating propensities", 0.05);
  const { propensity, diagnostics } = await estimatePropensities(engine, log, {}, seed);
  return { log: { ...log, propensity }, propensities: diagnostics };
}

const encodedNames = ({ layout }: FittedPipeline): string[] => layout.flat();

function pastOf(
  source: LogSource,
  table: Table,
  log: DecisionLog,
  known: DecisionLog,
  pipeline: FittedPipeline,
): Past & Pick<Material, "actionNames" | "usualAction" | "features"> {
  const { actionNames, action } = log;
  const counts = new Float64Array(actionNames.length);
  for (const a of action) counts[a] = (counts[a] as number) + 1;
  const features = { rowCount: table.rowCount, columns: table.columns.filter(({ name }) => source.features.includes(name)) };
  return {
    pipeline,
    seen: Object.fromEntries([...seenCounts(log)].map(([segment, own]) => [segment, [...own]])),
    segmentColumn: source.columns.segment !== null && source.features.includes(source.columns.segment) ? source.columns.segment : null,
    actionNames,
    usualAction: actionNames[counts.indexOf(Math.max(...counts))] ?? "",
    features: pipeline.columns.map(({ name }) => name),
    past: {
      shares: [...counts].map((count) => count / log.n),
      meanReward: known.reward.reduce((sum, reward) => sum + reward, 0) / known.n,
      columns: shapesOf(features),
    },
  };
}

function fromEnvironment({ environment: id, params }: Extract<PolicySource, { kind: "ENVIRONMENT" }>): Material {
  const definition = environment(id);
  const env = definition.create(params);
  return {
    source: { kind: "ENVIRONMENT", environment: definition, params },
    rows: null,
    propensities: null,
    actionNames: isDiscrete(env) ? env.actionNames : null,
    usualAction: env.actionNames[0] ?? "",
    features: env.observationNames,
    observations: null,
    axes: [],
    pipeline: null,
    seen: null,
    past: null,
    segmentColumn: null,
  };
}

interface Trained {
  policy: Policy;
  curves: CurvePoint[][];
  params: Record<string, unknown>;
}

/** Trains seed after seed; what an earlier attempt has finished is not trained again. */
async function trainSeeds(task: PolicyTrainTask, engine: Engine, source: AgentSource, io: TaskIo): Promise<Trained> {
  const { spec } = task;
  const params = agent(spec.agent).parse(spec.params);
  const earlier = await finishedSeeds(task, io);
  const curves = earlier?.curves ?? [];
  let first = earlier?.policy ?? null;
  const startedAt = performance.now();
  const startedWith = curves.length;
  for (let k = curves.length; k < spec.seeds; k++) {
    const drained = new AbortController();
    const words = spec.seeds > 1 ? `Training, seed ${k + 1} of ${spec.seeds}` : "Training";
    const live = k === 0 ? liveCurve(io) : null;
    try {
      const trained = await trainPolicy({
        engine,
        agent: spec.agent,
        params: spec.params,
        source,
        seed: spec.seed + k,
        signal: drained.signal,
        onPoint: (point) => live?.(point),
        onProgress(fraction) {
          if (io.isDraining()) drained.abort();
          const done = (k + fraction) / spec.seeds;
          const perUnit = (performance.now() - startedAt) / 1000 / Math.max(k + fraction - startedWith, 1e-3);
          io.progress(
            words,
            TRAINING.from + (TRAINING.to - TRAINING.from) * done,
            fraction > 0.02 ? perUnit * (spec.seeds - k - fraction) : null,
          );
        },
      });
      curves.push(trained.curve);
      first ??= trained.policy;
    } catch (error) {
      if (drained.signal.aborted && toAppError(error).code === "CANCELLED") throw new DrainedError();
      throw error;
    }
    if (k + 1 === spec.seeds) break;
    const file = await writeCheckpointFile(task.checkpointDir, task.attempt, k + 1, writePolicy(first, { curves }));
    io.checkpoint(file, k + 1);
    if (io.isDraining()) throw new DrainedError();
  }
  if (!first) throw new Error("A training has at least one seed.");
  return { policy: first, curves, params };
}

/** What an earlier attempt left; null where it cannot be read, then all seeds are trained. */
async function finishedSeeds({ resumePath }: PolicyTrainTask, io: TaskIo): Promise<{ policy: Policy; curves: CurvePoint[][] } | null> {
  if (resumePath === null) return null;
  try {
    const { policy, lineage } = readPolicy(await readFile(resumePath));
    const curves = (lineage as { curves: CurvePoint[][] }).curves;
    io.log(`Training goes on after seed ${curves.length}.`);
    return { policy, curves };
  } catch (error) {
    if (!(error instanceof AppError) && (error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    io.log("The last checkpoint cannot be read; training starts again from its first seed.");
    return null;
  }
}

/** Sends the points of a curve as they come, those of one step together. */
function liveCurve(io: TaskIo): (point: CurvePoint) => void {
  let [step, values, sentAt]: [number, Record<string, number>, number] = [0, {}, 0];
  return ({ step: at, name, value }) => {
    if (at !== step) {
      const now = performance.now();
      if (step > 0 && now - sentAt > 200) {
        io.epoch(step, values);
        sentAt = now;
      }
      [step, values] = [at, {}];
    }
    values[name] = value;
  };
}

function thinCurve(bands: PolicyTrainingResult["curve"]): PolicyTrainingResult["curve"] {
  const names = [...new Set(bands.map(({ name }) => name))];
  return names.flatMap((name) => {
    const own = bands.filter((band) => band.name === name);
    return thinned(own.length, MOST_POINTS).flatMap((at) => own[at] ?? []);
  });
}

type Limits = Pick<PolicyRecord, "constraints" | "limits" | "reasonCodes">;

/** The limits that go with the policy, checked before anything is trained. @throws AppError INVALID_INPUT for what does not fit the actions. */
function limitsOf({ source, constraints, reasonCodes }: PolicyTrainingSpec, { actionNames, usualAction, features }: Material): Limits {
  const foreign = reasonCodes?.find(({ feature }) => !features.includes(feature));
  if (foreign)
    throw new AppError(
      "INVALID_INPUT",
      "input",
      `Reason code '${foreign.code}' is for '${foreign.feature}', which the policy does not read.`,
      {
        path: ["reasonCodes"],
      },
    );
  return {
    constraints: actionNames && constraintSet({ fallbackAction: usualAction, ...constraints }, actionNames),
    limits: actionNames || source.kind === "LOG" ? null : limitsIn(source.environment, source.params, constraints),
    reasonCodes: reasonCodes ?? features.map((feature) => ({ feature, code: feature })),
  };
}

function recordOf(
  spec: PolicyTrainingSpec,
  params: Record<string, unknown>,
  { pipeline, seen, past, segmentColumn, constraints, limits, reasonCodes, observations, axes }: Material & Limits,
  policy: Policy,
): PolicyRecord {
  const watched = observations ? null : watch(spec.source, policy);
  const ranged = policy.type === "hedge" ? hedgedRange(policy as HedgePolicy, spec.seed) : null;
  return {
    agent: spec.agent,
    params,
    seed: spec.seed,
    source: spec.source,
    pipeline,
    constraints,
    limits,
    seenRange: ranged && { low: [...ranged.low], high: [...ranged.high] },
    seen,
    reference: ranged ? ranged.mean : meansOf(observations ?? watched?.obs ?? null, policy),
    reasonCodes,
    axes: watched ? watched.axes : axes,
    segmentColumn,
    past,
  };
}

/** What a policy of an environment sees when it acts there. */
function watch(source: PolicySource, policy: Policy): { obs: Float64Array; axes: PolicyAxis[] } | null {
  if (source.kind !== "ENVIRONMENT" || policy.kind !== "discrete") return null;
  const env = environment(source.environment).create(source.params);
  if (!isDiscrete(env)) return null;
  const { obs, n } = playEpisodes(env, policy, WATCHED, 1);
  const d = env.observationNames.length;
  const columns = env.observationNames.map((name, f) => ({
    name,
    type: "FLOAT" as const,
    values: Float64Array.from({ length: n }, (_value, i) => obs[i * d + f] as number),
  }));
  return { obs, axes: axesOf({ rowCount: n, columns }) };
}

/** What a hedge sees on paths of its market: the range outside of which it was not trained, and the usual values. */
function hedgedRange(policy: HedgePolicy, seed: number): SeenRange & { mean: number[] } {
  const { setting } = policy.spec;
  const watched = watchedHedge(policy.hedge(), setting);
  hedgeLosses(setting, simulatePaths(setting, SEEN_PATHS, createRng(seed + 2 ** 33)), watched.hedge);
  return watched.seen();
}

function meansOf(obs: Float64Array | null, { schema }: Policy): number[] {
  const d = schema.observationNames.length;
  const sums = new Array<number>(d).fill(0);
  if (!obs) return sums;
  for (let at = 0; at < obs.length; at++) sums[at % d] = (sums[at % d] as number) + (obs[at] as number);
  return sums.map((sum) => (sum * d) / obs.length);
}

function oracleOf(source: PolicySource, policy: Policy): PolicyTrainingResult["oracle"] {
  if (source.kind !== "ENVIRONMENT" || policy.kind !== "discrete") return null;
  const model = environment(source.environment).model?.(source.params);
  return model ? oracleGap(model, policy) : null;
}

function detailsOf(spec: PolicyTrainingSpec, policy: Policy, record: PolicyRecord): PolicyDetails {
  const { observationNames, actionNames } = policy.schema;
  const columns = record.pipeline ? record.pipeline.columns : inputsOf(policy).map((input) => ({ ...input, type: "FLOAT" }));
  return {
    agent: spec.agent,
    kind: policy.kind,
    source: spec.source,
    observationNames: [...observationNames],
    actionNames: [...actionNames],
    inputs: columns.map((column) => ({ ...column })),
    ...(policy.kind === "continuous" ? { unit: deskOf(policy).unit } : {}),
    axes: record.axes,
    constraints: record.constraints ?? record.limits ?? {},
    reasonCodes: record.reasonCodes,
    segmentColumn: record.segmentColumn,
    seeds: spec.seeds,
  };
}
