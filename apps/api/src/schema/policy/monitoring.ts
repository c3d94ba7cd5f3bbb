import { type MonitoringAlert, type PolicyMonitoringResult, PolicyMonitoringSpec } from "@plimsoll/schema";
import { access } from "../access.ts";
import { builder } from "../builder.ts";
import { defineMutation, parseInput, withoutNulls } from "../mutation.ts";
import { ModelVersion, Run } from "../refs.ts";
import { RunSuccess } from "../run.ts";
import { resultOf } from "../run-result.ts";
import { clientKeyOf, submit } from "../submission.ts";
import { IdempotencyConflictError } from "../user-errors.ts";
import { policyModel } from "./model.ts";

defineMutation("submitPolicyMonitoring", {
  description:
    "Looks at the decisions that a policy took in the days before: drift, limits, rewards, alerts; see `run.policyMonitoring`. Repeat it by createSchedule.",
  access: access.verify,
  input: builder.inputType("SubmitPolicyMonitoringInput", {
    fields: (t) => ({
      modelName: t.string({ required: true }),
      windowDays: t.float({ description: "30 unless given." }),
      psiAlert: t.float({ description: "Index of stability from which on is an alert; 0.25 unless given." }),
      fallbackAlert: t.float({ description: "Share of decisions by fallback; 0.05 unless given." }),
      overdueAlert: t.float({ description: "Share of decisions whose outcome is overdue; 0.1 unless given." }),
      idempotencyKey: t.string(),
    }),
  }),
  success: RunSuccess("SubmitPolicyMonitoringSuccess"),
  errors: [IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, modelName, ...given }, context) => {
    const model = await policyModel(context, modelName);
    const input = parseInput(PolicyMonitoringSpec, { ...(withoutNulls(given) as object), modelId: model.id });
    const run = await submit(context, {
      job: "policy.monitor",
      mutation: "submitPolicyMonitoring",
      clientKey: clientKeyOf(key),
      requested: input,
      input,
      facts: { modelName },
    });
    return { run };
  },
});

const Alert = builder.objectRef<MonitoringAlert>("PolicyAlert").implement({
  fields: (t) => ({ id: t.exposeString("id"), message: t.exposeString("message") }),
});
const VersionCount = builder.objectRef<PolicyMonitoringResult["versions"][number]>("PolicyVersionCount").implement({
  fields: (t) => ({
    modelVersion: t.field({
      type: ModelVersion,
      nullable: true,
      resolve: ({ modelVersionId }, _args, { loaders }) => loaders.modelVersion.load(modelVersionId),
    }),
    n: t.exposeInt("n"),
  }),
});
const ClosedShare = builder.objectRef<PolicyMonitoringResult["closed"][number]>("ClosedShare").implement({
  fields: (t) => ({ reason: t.exposeString("reason"), share: t.exposeFloat("share") }),
});
const MonitoredNumbers = builder.objectRef<NonNullable<PolicyMonitoringResult["numbers"]>>("MonitoredNumbers").implement({
  description: "What a policy that gives a number has said, beside its benchmark.",
  fields: (t) => ({
    unit: t.exposeString("unit"),
    mean: t.exposeFloat("mean"),
    least: t.exposeFloat("least"),
    most: t.exposeFloat("most"),
    meanFromBenchmark: t.exposeFloat("meanFromBenchmark"),
    maxFromBenchmark: t.exposeFloat("maxFromBenchmark"),
    limitedShare: t.exposeFloat("limitedShare", { description: "Share of decisions in which a limit moved what the network said." }),
  }),
});
const MonitoredAction = builder.objectRef<PolicyMonitoringResult["actions"][number]>("MonitoredAction").implement({
  fields: (t) => ({
    action: t.exposeString("action"),
    share: t.exposeFloat("share"),
    reference: t.exposeFloat("reference", { description: "Of the log it learned from." }),
  }),
});
const FeatureDrift = builder.objectRef<PolicyMonitoringResult["features"][number]>("PolicyFeatureDrift").implement({
  fields: (t) => ({ name: t.exposeString("name"), psi: t.exposeFloat("psi") }),
});
const Rewards = builder.objectRef<PolicyMonitoringResult["rewards"]>("MonitoredRewards").implement({
  fields: (t) => ({
    known: t.exposeInt("known"),
    pending: t.exposeInt("pending"),
    overdue: t.exposeInt("overdue"),
    mean: t.exposeFloat("mean", { nullable: true }),
    low: t.exposeFloat("low", { nullable: true }),
    high: t.exposeFloat("high", { nullable: true }),
  }),
});
const Propensity = builder.objectRef<NonNullable<PolicyMonitoringResult["propensity"]>>("MonitoredPropensity").implement({
  fields: (t) => ({ mean: t.exposeFloat("mean"), smallest: t.exposeFloat("smallest"), ess: t.exposeFloat("ess") }),
});
const Day = builder.objectRef<PolicyMonitoringResult["days"][number]>("MonitoredDay").implement({
  fields: (t) => ({
    day: t.exposeString("day"),
    n: t.exposeInt("n"),
    fallback: t.exposeInt("fallback"),
    reward: t.exposeFloat("reward", { nullable: true, description: "Mean of those that are known." }),
  }),
});

const Monitoring = builder.objectRef<PolicyMonitoringResult>("PolicyMonitoring").implement({
  fields: (t) => ({
    from: t.exposeString("from"),
    to: t.exposeString("to"),
    nDecisions: t.exposeInt("nDecisions"),
    versions: t.expose("versions", { type: [VersionCount] }),
    fallbackShare: t.exposeFloat("fallbackShare", { nullable: true }),
    killSwitch: t.exposeBoolean("killSwitch"),
    closed: t.expose("closed", { type: [ClosedShare], description: "How often each limit closed an action, as a share of decisions." }),
    actions: t.expose("actions", { type: [MonitoredAction] }),
    numbers: t.field({
      type: MonitoredNumbers,
      nullable: true,
      description: "Of a policy that gives a number.",
      resolve: ({ numbers }) => numbers ?? null,
    }),
    actionPsi: t.exposeFloat("actionPsi", { nullable: true, description: "Null with fewer than 50 decisions, or without a log." }),
    features: t.expose("features", { type: [FeatureDrift], complexity: { field: 1, multiplier: 20 } }),
    rewards: t.expose("rewards", { type: Rewards }),
    referenceReward: t.exposeFloat("referenceReward", { nullable: true, description: "Mean of the log it learned from." }),
    propensity: t.expose("propensity", { type: Propensity, nullable: true }),
    days: t.expose("days", { type: [Day], complexity: { field: 1, multiplier: 30 } }),
    alerts: t.expose("alerts", { type: [Alert] }),
  }),
});

builder.objectFields(Run, (t) => ({
  policyMonitoring: t.field({
    type: Monitoring,
    nullable: true,
    description: "Of a policy monitoring that has succeeded.",
    resolve: (run, _args, context) => resultOf<PolicyMonitoringResult>(run, "policy.monitor", context),
  }),
}));
