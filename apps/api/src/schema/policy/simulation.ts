import { environment, NumberGateThresholds } from "@plimsoll/ml/catalog";
import {
  type LimitedDecisions,
  type PolicyDetails,
  type PolicySimulationResult,
  PolicySimulationSpec,
  type SimulatedHedge,
  type SimulatedPolicy,
} from "@plimsoll/schema";
import type { ApiContext } from "../../context.ts";
import { invalidInput } from "../../errors.ts";
import { access } from "../access.ts";
import { builder } from "../builder.ts";
import { defineMutation, parseInput, withoutNulls } from "../mutation.ts";
import { Run } from "../refs.ts";
import { RunSuccess } from "../run.ts";
import { resultOf } from "../run-result.ts";
import { clientKeyOf, submit } from "../submission.ts";
import { IdempotencyConflictError } from "../user-errors.ts";
import { Gate } from "./evaluation-result.ts";
import { detailsOf, policyVersion } from "./model.ts";
import { PolicyOracle } from "./training.ts";

defineMutation("submitPolicySimulation", {
  description: "Runs a policy in an environment beside what is known to be best there; see `run.policySimulation`.",
  access: access.verify,
  input: builder.inputType("SubmitPolicySimulationInput", {
    fields: (t) => ({
      modelVersionId: t.id({ required: true }),
      environment: t.string({ description: "The one it was learned in unless given." }),
      environmentParams: t.field({ type: "JSONObject", description: "Those it was learned with unless given." }),
      episodes: t.int({ description: "Episodes, or simulated paths of a hedge; 10,000 unless given." }),
      championVersionId: t.id({ description: "Of a hedge: what it is compared with; the delta hedge unless given." }),
      thresholds: t.field({
        type: "JSONObject",
        description: "Of a policy that gives a number: bars of its gate, by `policyRules.numberThresholds`.",
      }),
      seed: t.int({ description: "Apart from those of training: 1,000,001 unless given." }),
      idempotencyKey: t.string(),
    }),
  }),
  success: RunSuccess("SubmitPolicySimulationSuccess"),
  errors: [IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, ...input }, context) => {
    const requested = withoutNulls(input) as Record<string, unknown> & { modelVersionId: string };
    const { environmentParams, environment: named, ...rest } = requested;
    const { source, actionNames, kind } = detailsOf(await policyVersion(context, requested.modelVersionId));
    const own = source.kind === "ENVIRONMENT" ? source : null;
    const id = named ?? own?.environment;
    if (id === undefined) throw invalidInput("The policy was learned from a log: say in which 'environment' to run it.", ["environment"]);
    const params = environmentParams ?? (named === undefined || named === own?.environment ? own?.params : undefined);
    const spec = parseInput(PolicySimulationSpec, { ...rest, environment: id, params });
    const definition = environment(spec.environment);
    const checked = { ...spec, params: definition.parse(spec.params) };
    const theirs = definition.create(checked.params).actionNames;
    const fits = kind === "continuous" ? definition.actions === "box" : actionNames.toSorted().join("\n") === theirs.toSorted().join("\n");
    if (!fits)
      throw invalidInput(
        `Environment '${definition.id}' takes ${theirs.join(", ")}; the policy gives ${actionNames.join(", ")}. Choose the one it was made for.`,
        ["environment"],
      );
    await checkNumbers(context, checked, kind);
    const run = await submit(context, {
      job: "policy.simulate",
      mutation: "submitPolicySimulation",
      clientKey: clientKeyOf(key),
      requested,
      input: checked,
      modelVersionId: spec.modelVersionId,
      facts: { modelVersionId: spec.modelVersionId, environment: spec.environment },
    });
    return { run };
  },
});

/** @throws AppError INVALID_INPUT for a rival that cannot be, or bars that are none. */
async function checkNumbers(
  context: ApiContext,
  { championVersionId, thresholds, environment: id }: PolicySimulationSpec,
  kind: PolicyDetails["kind"],
) {
  if (kind === "discrete" && (championVersionId !== null || Object.keys(thresholds).length > 0))
    throw invalidInput("A policy over listed actions has its gate on a log: submitPolicyEvaluation compares it and takes the bars.", [
      championVersionId === null ? "thresholds" : "championVersionId",
    ]);
  const issue = NumberGateThresholds.safeParse(thresholds).error?.issues[0];
  if (issue) throw invalidInput(`'thresholds.${issue.path.join(".")}': ${issue.message}`, ["thresholds", ...issue.path.map(String)]);
  if (championVersionId === null) return;
  const { source } = detailsOf(await policyVersion(context, championVersionId, "championVersionId"));
  if (!id.startsWith("hedge-") || source.kind !== "ENVIRONMENT" || source.environment !== id)
    throw invalidInput(`Only a hedge of '${id}' can be compared with a hedge there.`, ["championVersionId"]);
}

const Simulated = builder.objectRef<SimulatedPolicy>("SimulatedPolicy").implement({
  description: "Undiscounted returns of episodes.",
  fields: (t) => ({
    name: t.exposeString("name"),
    mean: t.exposeFloat("mean"),
    se: t.exposeFloat("se"),
    std: t.exposeFloat("std"),
    p05: t.exposeFloat("p05"),
    median: t.exposeFloat("median"),
    p95: t.exposeFloat("p95"),
    worst5: t.exposeFloat("worst5", { description: "Mean of the worst 5 %." }),
    meanLength: t.exposeFloat("meanLength", { description: "Steps." }),
    histogram: t.exposeIntList("histogram", { description: "Counts in the bins of `edges`." }),
  }),
});
const Difference = builder.objectRef<NonNullable<PolicySimulationResult["difference"]>>("SimulatedDifference").implement({
  fields: (t) => ({ mean: t.exposeFloat("mean"), se: t.exposeFloat("se"), low: t.exposeFloat("low"), high: t.exposeFloat("high") }),
});

const Hedge = builder.objectRef<SimulatedHedge>("SimulatedHedge").implement({
  description: "Losses of a sold option and its hedge: positive = money lost, the premium not taken in.",
  fields: (t) => ({
    name: t.exposeString("name", { description: "learned (within its limits), champion, delta (Black-Scholes) or none." }),
    mean: t.exposeFloat("mean"),
    std: t.exposeFloat("std"),
    cvar50: t.exposeFloat("cvar50"),
    cvar90: t.exposeFloat("cvar90"),
    cvar95: t.exposeFloat("cvar95"),
    cvar99: t.exposeFloat("cvar99"),
    var95: t.exposeFloat("var95"),
    entropic: t.exposeFloat("entropic"),
    objective: t.exposeFloat("objective", { description: "By the measure that the hedge was trained on." }),
    objectiveSe: t.exposeFloat("objectiveSe"),
    histogram: t.exposeIntList("histogram"),
  }),
});
const LimitedType = builder.objectRef<LimitedDecisions>("LimitedDecisions").implement({
  description: "What limits did on simulated decisions.",
  fields: (t) => ({
    n: t.exposeInt("n"),
    limited: t.exposeInt("limited", { description: "Moved by a limit." }),
    unseen: t.exposeInt("unseen", { description: "Outside of what training has seen: the benchmark decided." }),
    violations: t.exposeInt("violations", { description: "Past a limit: 0, or the gate refuses." }),
  }),
});
type HedgeResult = NonNullable<PolicySimulationResult["hedge"]>;
const HedgeGain = builder.objectRef<HedgeResult["gain"]>("HedgeGain").implement({
  description: "The rival's risk less the learned hedge's, on the same paths.",
  fields: (t) => ({
    rival: t.exposeString("rival"),
    value: t.exposeFloat("value"),
    se: t.exposeFloat("se"),
    lower95: t.exposeFloat("lower95", { description: "One-sided 95 % bound." }),
  }),
});
const Hedging = builder.objectRef<HedgeResult>("HedgeSimulation").implement({
  fields: (t) => ({
    measure: t.exposeString("measure"),
    level: t.exposeFloat("level"),
    hedges: t.expose("hedges", { type: [Hedge] }),
    gain: t.field({
      type: HedgeGain,
      nullable: true,
      description: "Null in runs before it was kept.",
      resolve: ({ gain }) => gain ?? null,
    }),
    stdBound: t.exposeFloat("stdBound", {
      nullable: true,
      description: "The least standard deviation that any hedge can have; null with costs or stochastic volatility.",
    }),
    decisions: t.field({
      type: LimitedType,
      nullable: true,
      description: "Null in runs before it was kept.",
      resolve: ({ decisions }) => decisions ?? null,
    }),
  }),
});

type ExecutionResult = NonNullable<PolicySimulationResult["execution"]>;
const ExecutionStep = builder.objectRef<ExecutionResult["steps"][number]>("ExecutionStep").implement({
  description: "Shares still held after the step.",
  fields: (t) => ({ step: t.exposeInt("step"), learned: t.exposeFloat("learned"), optimal: t.exposeFloat("optimal") }),
});
const ExecutionCosts = builder.objectRef<ExecutionResult["learned"]>("ExecutionCosts").implement({
  fields: (t) => ({ expected: t.exposeFloat("expected"), std: t.exposeFloat("std"), objective: t.exposeFloat("objective") }),
});
const SimulatedGap = builder.objectRef<ExecutionResult["simulated"]>("SimulatedGap").implement({
  description: "The schedule's objective less the optimum's, on the same simulated prices.",
  fields: (t) => ({ gap: t.exposeFloat("gap"), se: t.exposeFloat("se"), paths: t.exposeInt("paths") }),
});
const Execution = builder.objectRef<ExecutionResult>("ExecutionSimulation").implement({
  description: "A schedule beside the closed form of Almgren and Chriss.",
  fields: (t) => ({
    steps: t.expose("steps", { type: [ExecutionStep], complexity: { field: 1, multiplier: 20 } }),
    learned: t.expose("learned", { type: ExecutionCosts }),
    optimal: t.expose("optimal", { type: ExecutionCosts }),
    simulated: t.field({
      type: SimulatedGap,
      nullable: true,
      description: "Null in runs before it was kept.",
      resolve: ({ simulated }) => simulated ?? null,
    }),
    decisions: t.field({
      type: LimitedType,
      nullable: true,
      description: "Null in runs before it was kept.",
      resolve: ({ decisions }) => decisions ?? null,
    }),
  }),
});

export const PolicySimulation = builder.objectRef<PolicySimulationResult>("PolicySimulation").implement({
  description: "A policy where the truth is known; what does not belong to the environment is null.",
  fields: (t) => ({
    environment: t.exposeString("environment"),
    episodes: t.exposeInt("episodes"),
    edges: t.exposeFloatList("edges", { description: "Of all histograms; the outermost bins hold what lies beyond." }),
    policies: t.expose("policies", { type: [Simulated], nullable: true, description: "The policy, and chance." }),
    difference: t.expose("difference", { type: Difference, nullable: true, description: "The policy less chance, on the same seeds." }),
    oracle: t.expose("oracle", { type: PolicyOracle, nullable: true }),
    hedge: t.expose("hedge", { type: Hedging, nullable: true }),
    execution: t.expose("execution", { type: Execution, nullable: true }),
    gate: t.expose("gate", { type: Gate, nullable: true, description: "Of a policy that gives a number." }),
  }),
});

builder.objectFields(Run, (t) => ({
  policySimulation: t.field({
    type: PolicySimulation,
    nullable: true,
    description: "Of a policy simulation that has succeeded.",
    resolve: (run, _args, context) => resultOf<PolicySimulationResult>(run, "policy.simulate", context),
  }),
}));
