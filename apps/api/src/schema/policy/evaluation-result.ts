import type {
  GateCheckResult,
  GateResult,
  GroupFairness,
  PolicyEvaluationResult,
  ValueEstimate,
  WeightDiagnostics,
} from "@plimsoll/schema";
import { builder } from "../builder.ts";
import { PropensityReport } from "./training.ts";

export const ValueEstimateType = builder.objectRef<ValueEstimate>("PolicyValueEstimate").implement({
  description: "A value with its standard error and 95 % interval; null where the estimator gives none.",
  fields: (t) => ({
    estimator: t.exposeString("estimator"),
    value: t.exposeFloat("value"),
    se: t.exposeFloat("se", { nullable: true }),
    ciLow: t.exposeFloat("ciLow", { nullable: true }),
    ciHigh: t.exposeFloat("ciHigh", { nullable: true }),
    bootstrapLow: t.exposeFloat("bootstrapLow", { nullable: true, description: "Where resamples were asked for." }),
    bootstrapHigh: t.exposeFloat("bootstrapHigh", { nullable: true }),
  }),
});

export const Difference = builder.objectRef<PolicyEvaluationResult["difference"]>("PolicyValueDifference").implement({
  description: "The candidate less the champion, by DR, decision by decision.",
  fields: (t) => ({
    value: t.exposeFloat("value"),
    se: t.exposeFloat("se", { nullable: true }),
    ciLow: t.exposeFloat("ciLow", { nullable: true }),
    ciHigh: t.exposeFloat("ciHigh", { nullable: true }),
    lower95: t.exposeFloat("lower95", { description: "One-sided: what the gate looks at." }),
    bootstrapLow: t.exposeFloat("bootstrapLow", { nullable: true }),
    bootstrapHigh: t.exposeFloat("bootstrapHigh", { nullable: true }),
  }),
});

const WeightBin = builder.objectRef<WeightDiagnostics["histogram"][number]>("PolicyWeightBin").implement({
  fields: (t) => ({
    from: t.exposeFloat("from"),
    to: t.exposeFloat("to", { nullable: true, description: "Not included; null = without end." }),
    n: t.exposeInt("n"),
  }),
});
export const Weights = builder.objectRef<WeightDiagnostics>("PolicyWeights").implement({
  description: "The chance of what was done under the candidate over that under the past policy.",
  fields: (t) => ({
    ess: t.exposeFloat("ess", { description: "Effective sample size." }),
    maxWeight: t.exposeFloat("maxWeight"),
    meanWeight: t.exposeFloat("meanWeight", { description: "Must be 1: a wrong propensity shows first here." }),
    meanWeightSe: t.exposeFloat("meanWeightSe"),
    meanIsOne: t.exposeBoolean("meanIsOne", { description: "Within three standard errors." }),
    histogram: t.expose("histogram", { type: [WeightBin], complexity: { field: 1, multiplier: 15 } }),
  }),
});

const Gap = builder.objectRef<PolicyEvaluationResult["support"]["gaps"][number]>("PolicySupportGap").implement({
  fields: (t) => ({ segment: t.exposeString("segment"), action: t.exposeString("action"), share: t.exposeFloat("share") }),
});
const Support = builder.objectRef<PolicyEvaluationResult["support"]>("PolicySupport").implement({
  description: "How far the log can speak of the candidate at all.",
  fields: (t) => ({
    unsupportedShare: t.exposeFloat("unsupportedShare", { description: "Of the candidate's decisions." }),
    method: t.exposeString("method", {
      description: "BEHAVIOUR: by all chances of the past policy. SEGMENT: by what it ever did in the segment.",
    }),
    rareWeightShare: t.exposeFloat("rareWeightShare", { description: "Of all weight, on decisions that had a chance below 1 %." }),
    smallestPropensity: t.exposeFloat("smallestPropensity"),
    gaps: t.expose("gaps", { type: [Gap], description: "What it wants and the log has not, the largest shares first, at most 20." }),
  }),
});

const RewardModel = builder.objectRef<PolicyEvaluationResult["rewardModel"]>("PolicyRewardModel").implement({
  fields: (t) => ({ r2: t.exposeFloat("r2", { description: "Out of fold; may be below 0." }), folds: t.exposeInt("folds") }),
});
const Segment = builder.objectRef<PolicyEvaluationResult["segments"][number]>("PolicySegment").implement({
  fields: (t) => ({
    segment: t.exposeString("segment"),
    n: t.exposeInt("n"),
    meanReward: t.exposeFloat("meanReward"),
    actions: t.exposeIntList("actions", { description: "How often each action was taken, in the order of `actionNames`." }),
  }),
});

const Exposure = builder.objectRef<NonNullable<PolicyEvaluationResult["replay"]["exposure"]>>("PolicyExposure").implement({
  description: "The largest over one pass of the log.",
  fields: (t) => ({ obligor: t.exposeFloat("obligor"), segment: t.exposeFloat("segment"), portfolio: t.exposeFloat("portfolio") }),
});
const ExpectedLoss = builder.objectRef<NonNullable<PolicyEvaluationResult["replay"]["expectedLoss"]>>("PolicyExpectedLoss").implement({
  fields: (t) => ({ value: t.exposeFloat("value"), upper95: t.exposeFloat("upper95") }),
});
const ActionShare = builder.objectRef<PolicyEvaluationResult["replay"]["shares"][number]>("PolicyActionShare").implement({
  fields: (t) => ({ action: t.exposeString("action"), candidate: t.exposeFloat("candidate"), logged: t.exposeFloat("logged") }),
});
const Replay = builder.objectRef<PolicyEvaluationResult["replay"]>("PolicyReplay").implement({
  description: "What the candidate would have done on the log, beside its hard limits. Null: the log cannot show it.",
  fields: (t) => ({
    draws: t.exposeInt("draws"),
    maskViolations: t.exposeInt("maskViolations"),
    priceViolations: t.exposeInt("priceViolations"),
    priceFalls: t.exposeInt("priceFalls", { nullable: true, description: "From a risk band to the next riskier one." }),
    exposure: t.expose("exposure", { type: Exposure, nullable: true }),
    expectedLoss: t.expose("expectedLoss", { type: ExpectedLoss, nullable: true }),
    shares: t.expose("shares", { type: [ActionShare] }),
  }),
});

const Group = builder.objectRef<GroupFairness>("PolicyGroupFairness").implement({
  fields: (t) => ({
    group: t.exposeString("group"),
    n: t.exposeInt("n"),
    rate: t.exposeFloat("rate", { description: "Mean chance of approval." }),
    impactRatio: t.exposeFloat("impactRatio"),
    impactLow: t.exposeFloat("impactLow"),
    impactHigh: t.exposeFloat("impactHigh"),
    opportunityGap: t.exposeFloat("opportunityGap", { nullable: true }),
    opportunityLow: t.exposeFloat("opportunityLow", { nullable: true }),
    opportunityHigh: t.exposeFloat("opportunityHigh", { nullable: true }),
  }),
});
const Fairness = builder.objectRef<NonNullable<PolicyEvaluationResult["fairness"]>>("PolicyFairness").implement({
  fields: (t) => ({
    reference: t.exposeString("reference", { description: "The group approved most." }),
    groups: t.expose("groups", { type: [Group] }),
  }),
});
const Tail = builder.objectRef<NonNullable<PolicyEvaluationResult["tail"]>>("PolicyTail").implement({
  description: "Mean profit of the worst 5 % of months.",
  fields: (t) => ({ months: t.exposeInt("months"), candidate: t.exposeFloat("candidate"), champion: t.exposeFloat("champion") }),
});
const Reasons = builder.objectRef<NonNullable<PolicyEvaluationResult["reasons"]>>("PolicyReasonCoverage").implement({
  fields: (t) => ({ declines: t.exposeInt("declines"), withReasons: t.exposeInt("withReasons") }),
});

const CheckStatus = builder.enumType("GateCheckStatus", { values: ["PASSED", "REFUSED", "NOT_APPLICABLE"] as const });
const Check = builder.objectRef<GateCheckResult>("GateCheck").implement({
  fields: (t) => ({
    id: t.exposeString("id", { description: "One of `policyRules.checks`, or of `policyRules.numberChecks`." }),
    status: t.expose("status", { type: CheckStatus }),
    value: t.exposeFloat("value", { nullable: true, description: "What was found." }),
    bar: t.exposeFloat("bar", { nullable: true, description: "What was asked." }),
    reason: t.exposeString("reason"),
  }),
});
export const Gate = builder.objectRef<GateResult>("PolicyGate").implement({
  description: "The gate's word: every refusal has its own reason.",
  fields: (t) => ({
    passed: t.exposeBoolean("passed"),
    checks: t.expose("checks", { type: [Check] }),
    thresholds: t.expose("thresholds", { type: "JSONObject" }),
  }),
});

export const PolicyEvaluation = builder.objectRef<PolicyEvaluationResult>("PolicyEvaluation").implement({
  description: "What a policy would have earned on a log, with what that rests on.",
  fields: (t) => ({
    unit: t.field({
      type: builder.enumType("PolicyValueUnit", {
        values: ["DECISION", "EPISODE"] as const,
        description: "Reward of a decision, or discounted reward of an episode.",
      }),
      resolve: ({ unit }) => unit,
    }),
    champion: t.field({
      type: builder.enumType("PolicyChampionKind", {
        values: ["LOGGED", "POLICY"] as const,
        description: "The policy that made the log, or another version.",
      }),
      resolve: ({ champion }) => champion,
    }),
    n: t.exposeInt("n", { description: "Decisions or episodes with known outcomes." }),
    immature: t.exposeInt("immature"),
    overdue: t.exposeInt("overdue"),
    logged: t.expose("logged", { type: ValueEstimateType, description: "What was really earned." }),
    estimates: t.expose("estimates", { type: [ValueEstimateType] }),
    difference: t.expose("difference", { type: Difference }),
    weights: t.expose("weights", { type: Weights }),
    support: t.expose("support", { type: Support }),
    propensities: t.expose("propensities", { type: PropensityReport, nullable: true, description: "Where the log has none of its own." }),
    rewardModel: t.expose("rewardModel", { type: RewardModel }),
    actionNames: t.exposeStringList("actionNames"),
    segments: t.expose("segments", { type: [Segment], complexity: { field: 1, multiplier: 20 } }),
    replay: t.expose("replay", { type: Replay }),
    fairness: t.expose("fairness", { type: Fairness, nullable: true }),
    tail: t.expose("tail", { type: Tail, nullable: true, description: "Null for logs of less than a year." }),
    reasons: t.expose("reasons", { type: Reasons, nullable: true }),
    gate: t.expose("gate", { type: Gate }),
    warnings: t.exposeStringList("warnings"),
  }),
});
