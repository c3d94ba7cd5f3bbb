import type { ColumnSchema } from "@plimsoll/features";
import { agent, ConstraintSet, constraintSet, environment, limitsIn } from "@plimsoll/ml/catalog";
import {
  AppError,
  type CurveBandPoint,
  type OracleTable,
  type PolicyAxis,
  type PolicyDetails,
  type PolicyPropensities,
  type PolicyTrainingResult,
  PolicyTrainingSpec,
  type ReasonCode,
} from "@plimsoll/schema";
import { callerIn } from "../../context.ts";
import { invalidInput } from "../../errors.ts";
import { access } from "../access.ts";
import { builder } from "../builder.ts";
import { ColumnType } from "../enums.ts";
import { defineMutation, parseInput, withoutNulls } from "../mutation.ts";
import { ModelVersion, Run } from "../refs.ts";
import { checkColumns } from "../risk/columns.ts";
import { RunSuccess } from "../run.ts";
import { resultOf } from "../run-result.ts";
import { clientKeyOf, submit } from "../submission.ts";
import { columnsOf, readyDataset } from "../training.ts";
import { ColumnError, IdempotencyConflictError, NotReadyError } from "../user-errors.ts";
import { DecisionColumnsInput, logOf } from "./log-columns.ts";
import { detailsOf } from "./model.ts";

const ReasonCodeInput = builder.inputType("ReasonCodeInput", {
  fields: (t) => ({ feature: t.string({ required: true }), code: t.string({ required: true }) }),
});

const SubmitPolicyTrainingInput = builder.inputType("SubmitPolicyTrainingInput", {
  description: "Learns from a log (`datasetId`) or in an environment (`environment`): exactly one.",
  fields: (t) => ({
    modelName: t.string({ required: true }),
    agent: t.string({ required: true, description: "One of `policyAgents`." }),
    params: t.field({ type: "JSONObject", description: "By the agent's schema." }),
    datasetId: t.id(),
    columns: t.field({ type: DecisionColumnsInput }),
    actions: t.stringList({ description: "In order; the distinct texts of the action column, sorted, unless given." }),
    features: t.stringList({
      description: "Columns that the policy reads; all but the log's own unless given. Leave protected groups out.",
    }),
    gamma: t.float({ description: "Discount of one decision to the next, for agents that learn from episodes; 0.98 unless given." }),
    lastIsEnd: t.boolean({ description: "Whether an episode's last decision ended its case, where no column says so." }),
    environment: t.string({ description: "One of `policyEnvironments`." }),
    environmentParams: t.field({ type: "JSONObject" }),
    seed: t.int(),
    seeds: t.int({ description: "Trainings from seed, seed + 1, .. for the spread of the curves, 1 to 10; the first is registered." }),
    constraints: t.field({
      type: "JSONObject",
      description:
        "Hard limits by `policyRules.constraints`, or by `policyRules.numberLimits` for a policy that gives a number; the fallback is the past's most frequent action unless given.",
    }),
    reasonCodes: t.field({ type: [ReasonCodeInput], description: "The approved list; every feature under its own name unless given." }),
    knownAt: t.field({ type: "DateTime", description: "Outcomes due later count as unknown; now unless given." }),
    idempotencyKey: t.string(),
  }),
});

type Given = Record<string, unknown> & { datasetId?: string; environment?: string };

/** What a log or an environment is learned from, with every default. */
function logSource(given: Given, columns: readonly ColumnSchema[]) {
  const {
    datasetId = "",
    columns: named,
    actions,
    lastIsEnd,
    features,
    gamma,
  } = given as Given & Parameters<typeof logOf>[0] & { features?: string[]; gamma?: number };
  const log = logOf({ datasetId, columns: named, actions, lastIsEnd }, columns, []);
  const own = new Set(Object.values(log.columns));
  const chosen = features ?? columns.map(({ name }) => name).filter((name) => !own.has(name));
  checkColumns(
    columns,
    chosen.map((name) => ({ name, types: null, path: ["features"] })),
  );
  const outcome = chosen.find((name) => name === log.columns.reward || name === log.columns.action);
  if (outcome) throw invalidInput(`'${outcome}' is what was decided or came of it; a policy cannot read it.`, ["features"]);
  if (new Set(chosen).size < chosen.length) throw invalidInput("'features' names a column twice.", ["features"]);
  return { kind: "LOG", ...log, features: chosen, gamma };
}

/** Checks agent, environment and limits as far as they can be without the log. @throws AppError INVALID_INPUT naming the place. */
function checkTraining(spec: PolicyTrainingSpec): PolicyTrainingSpec {
  const { name, learnsFrom, environments, parse } = agent(spec.agent);
  const params = parse(spec.params);
  const { source } = spec;
  if (source.kind === "LOG") {
    checkConstraints(spec.constraints, source.actions);
    if (learnsFrom === "ENVIRONMENT")
      throw invalidInput(`Agent '${name}' learns in an environment. Give 'environment', or choose another agent.`, ["agent"]);
    if (learnsFrom === "TRAJECTORIES" && source.columns.episode === null)
      throw invalidInput(`Agent '${name}' learns from episodes: name the column of the account or case ('columns.episode').`, [
        "columns",
        "episode",
      ]);
    return { ...spec, params };
  }
  if (learnsFrom !== "ENVIRONMENT")
    throw invalidInput(`Agent '${name}' learns from a log. Give 'datasetId', or choose another agent.`, ["agent"]);
  const definition = environment(source.environment);
  if (environments ? !environments.includes(definition.id) : definition.actions !== "discrete")
    throw invalidInput(
      `Agent '${name}' is not for environment '${definition.id}'. It takes ${environments?.join(", ") ?? "those with listed actions"}.`,
      ["environment"],
    );
  const own = { ...source, params: definition.parse(source.params) };
  if (definition.actions === "box") limitsIn(definition.id, own.params, spec.constraints);
  else checkConstraints(spec.constraints, definition.create(own.params).actionNames);
  return { ...spec, params, source: own };
}

/** What can be said without the log. @param actionNames those of the environment; null where the log will say. */
function checkConstraints(constraints: Record<string, unknown>, actionNames: readonly string[] | null): void {
  const { fallbackAction } = ConstraintSet.shape;
  const parsed = ConstraintSet.extend({ fallbackAction: fallbackAction.optional() }).safeParse(constraints);
  const issue = parsed.error?.issues[0];
  if (issue) throw invalidInput(`'constraints.${issue.path.join(".")}': ${issue.message}`, ["constraints", ...issue.path.map(String)]);
  const own = Object.keys(parsed.data?.actions ?? {});
  const given = parsed.data?.fallbackAction;
  const names = actionNames ?? [...own, ...(given === undefined ? [] : [given])];
  // The past's most frequent action, not known here: one of which nothing is said.
  const fallback = given ?? names[0] ?? "(most frequent)";
  try {
    constraintSet({ ...constraints, fallbackAction: fallback }, names.length > 0 ? names : [fallback]);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const place = Array.isArray(error.context.path) ? error.context.path.map(String) : [];
    throw invalidInput(error.message, ["constraints", ...place.filter((part) => part !== "params" && part !== "constraints")]);
  }
}

defineMutation("submitPolicyTraining", {
  description: "Learns a policy from a log or in an environment and registers it as a version of the model; see `run.policyTraining`.",
  access: access.develop,
  input: SubmitPolicyTrainingInput,
  success: RunSuccess("SubmitPolicyTrainingSuccess"),
  errors: [ColumnError, NotReadyError, IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, knownAt, ...input }, context) => {
    const requested = withoutNulls({ ...input, knownAt: knownAt?.toISOString() }) as Given;
    const { datasetId, environment: environmentId, environmentParams } = requested;
    if ((datasetId === undefined) === (environmentId === undefined))
      throw invalidInput("Give exactly one of 'datasetId' (a log) and 'environment'.", ["datasetId"]);
    const { db } = context.services.database;
    const source =
      datasetId === undefined
        ? { kind: "ENVIRONMENT", environment: environmentId, params: environmentParams }
        : logSource(requested, await columnsOf(db, await readyDataset(db, callerIn(context), datasetId)));
    const { modelName, agent: name, params, seed, seeds, constraints, reasonCodes, knownAt: known } = requested;
    const spec = parseInput(PolicyTrainingSpec, {
      modelName,
      agent: name,
      params,
      source,
      seed,
      seeds,
      constraints,
      reasonCodes,
      knownAt: known,
    });
    const run = await submit(context, {
      job: "policy.train",
      mutation: "submitPolicyTraining",
      clientKey: clientKeyOf(key),
      requested,
      input: checkTraining(spec),
      datasetId: datasetId ?? null,
      facts: { modelName: spec.modelName, agent: spec.agent },
    });
    return { run };
  },
});

const CurveBand = builder.objectRef<CurveBandPoint>("PolicyCurveBand").implement({
  description: "A measure of training at a step over all seeds: median and quartiles.",
  fields: (t) => ({
    name: t.exposeString("name"),
    step: t.exposeFloat("step"),
    median: t.exposeFloat("median"),
    low: t.exposeFloat("low", { description: "Lower quartile." }),
    high: t.exposeFloat("high", { description: "Upper quartile." }),
    seeds: t.exposeInt("seeds"),
  }),
});

const OracleState = builder.objectRef<OracleTable["states"][number]>("PolicyOracleState").implement({
  fields: (t) => ({
    state: t.exposeString("state"),
    best: t.exposeString("best", { description: "The best action." }),
    learned: t.exposeString("learned", { description: "What the policy likes most." }),
    chance: t.exposeFloat("chance"),
    regret: t.exposeFloat("regret", { description: "What taking it once costs in value." }),
  }),
});

export const PolicyOracle = builder.objectRef<OracleTable>("PolicyOracle").implement({
  description: "The policy beside the exact best one of its environment, by discounted value from the start.",
  fields: (t) => ({
    value: t.exposeFloat("value"),
    optimum: t.exposeFloat("optimum"),
    states: t.expose("states", { type: [OracleState], complexity: { field: 1, multiplier: 20 } }),
  }),
});

const EstimatedAction = builder.objectRef<PolicyPropensities["actions"][number]>("EstimatedActionShare").implement({
  fields: (t) => ({ action: t.exposeString("action"), estimated: t.exposeFloat("estimated"), taken: t.exposeFloat("taken") }),
});
const PropensityBin = builder.objectRef<PolicyPropensities["calibration"][number]>("PropensityBin").implement({
  fields: (t) => ({ estimated: t.exposeFloat("estimated"), taken: t.exposeFloat("taken"), n: t.exposeInt("n") }),
});
export const PropensityReport = builder.objectRef<PolicyPropensities>("PropensityReport").implement({
  description: "How well the past policy's chances could be estimated, out of fold.",
  fields: (t) => ({
    logLoss: t.exposeFloat("logLoss"),
    shareLogLoss: t.exposeFloat("shareLogLoss", { description: "Of always naming the actions' overall shares." }),
    actions: t.expose("actions", { type: [EstimatedAction] }),
    calibration: t.expose("calibration", { type: [PropensityBin] }),
    calibrationError: t.exposeFloat("calibrationError"),
    smallest: t.exposeFloat("smallest"),
    rareShare: t.exposeFloat("rareShare", { description: "Share of decisions whose action has an estimated chance below 1 %." }),
    folds: t.exposeInt("folds"),
  }),
});

const LearnedRows = builder.objectRef<NonNullable<PolicyTrainingResult["rows"]>>("PolicyTrainingRows").implement({
  fields: (t) => ({
    used: t.exposeInt("used"),
    immature: t.exposeInt("immature", { description: "Left out: their outcome was not due." }),
    overdue: t.exposeInt("overdue", { description: "Left out: their outcome was due and is missing." }),
  }),
});

const PolicyTraining = builder.objectRef<PolicyTrainingResult>("PolicyTraining").implement({
  fields: (t) => ({
    curve: t.expose("curve", { type: [CurveBand], complexity: { field: 1, multiplier: 100 } }),
    rows: t.expose("rows", { type: LearnedRows, nullable: true, description: "Of a log." }),
    propensities: t.expose("propensities", { type: PropensityReport, nullable: true, description: "Where the log has none of its own." }),
    oracle: t.expose("oracle", { type: PolicyOracle, nullable: true, description: "Where the environment has an exact solution." }),
    weightHash: t.exposeString("weightHash", {
      description: "Of the policy's file without its record: the same source, parameters and seed give the same.",
    }),
  }),
});

builder.objectFields(Run, (t) => ({
  policyTraining: t.field({
    type: PolicyTraining,
    nullable: true,
    description: "Of a policy training that has succeeded.",
    resolve: (run, _args, context) => resultOf<PolicyTrainingResult>(run, "policy.train", context),
  }),
}));

const PolicyInput = builder.objectRef<PolicyDetails["inputs"][number]>("PolicyInputColumn").implement({
  fields: (t) => ({
    name: t.exposeString("name"),
    type: t.field({ type: ColumnType, resolve: ({ type }) => type as ColumnSchema["type"] }),
    description: t.string({ nullable: true, resolve: ({ description }) => description ?? null }),
  }),
});
const Axis = builder.objectRef<PolicyAxis>("PolicyAxis").implement({
  description: "A column that an action map can have as axis: a range of numbers, or levels of text.",
  fields: (t) => ({
    name: t.exposeString("name"),
    low: t.exposeFloat("low", { nullable: true }),
    high: t.exposeFloat("high", { nullable: true }),
    levels: t.exposeStringList("levels"),
  }),
});
const ApprovedReason = builder.objectRef<ReasonCode>("ReasonCode").implement({
  fields: (t) => ({ feature: t.exposeString("feature"), code: t.exposeString("code") }),
});

const Policy = builder.objectRef<PolicyDetails>("PolicyVersionDetails").implement({
  description: "What only a version of a policy has.",
  fields: (t) => ({
    agent: t.exposeString("agent"),
    hasListedActions: t.boolean({
      description: "Whether it chooses among actions; else it gives a number.",
      resolve: ({ kind }) => kind === "discrete",
    }),
    source: t.field({
      type: "JSONObject",
      description: "The log or environment it was learned from.",
      resolve: ({ source }) => ({ ...source }),
    }),
    unit: t.string({ nullable: true, description: "Of the number that it gives.", resolve: ({ unit }) => unit ?? null }),
    inputs: t.expose("inputs", { type: [PolicyInput], description: "What a record to decide on has to hold." }),
    observationNames: t.exposeStringList("observationNames"),
    actionNames: t.exposeStringList("actionNames"),
    axes: t.expose("axes", { type: [Axis] }),
    constraints: t.expose("constraints", { type: "JSONObject" }),
    reasonCodes: t.expose("reasonCodes", { type: [ApprovedReason] }),
    segmentColumn: t.exposeString("segmentColumn", { nullable: true }),
    seeds: t.exposeInt("seeds"),
  }),
});

builder.objectFields(ModelVersion, (t) => ({
  policy: t.field({
    type: Policy,
    nullable: true,
    description: "Of a version of a policy.",
    resolve: async (version, _args, { loaders }) =>
      (await loaders.model.load(version.modelId))?.kind === "POLICY" ? detailsOf(version) : null,
  }),
}));
