import {
  type AttributeFairness,
  type FairnessFinding,
  GROUP_METRICS,
  type GroupMetric,
  type GroupReport,
  type GroupResult,
  type GroupValue,
  type ProxyFinding,
  type ProxyResult,
  type VersionFairness,
} from "@plimsoll/ml/catalog";
import type { RunRecord } from "../../loaders.ts";
import { builder } from "../builder.ts";
import { FairnessVerdict } from "../enums.ts";
import { ModelVersion, Run } from "../refs.ts";
import { resultOf } from "../run-result.ts";
import { FairnessPolicy } from "./policies.ts";

const Value = builder.objectRef<GroupValue>("GroupValue").implement({
  description: "A figure of a group with its 95 % bootstrap interval; nulls where it has none.",
  fields: (t) => ({
    value: t.exposeFloat("value", { nullable: true }),
    low: t.exposeFloat("low", { nullable: true }),
    high: t.exposeFloat("high", { nullable: true }),
  }),
});

const ImpactRatio = builder.objectRef<NonNullable<GroupResult["adverseImpactRatio"]>>("AdverseImpactRatio").implement({
  description: "Approved share over the reference's.",
  fields: (t) => ({
    value: t.exposeFloat("value", { nullable: true }),
    low: t.exposeFloat("low", { nullable: true }),
    high: t.exposeFloat("high", { nullable: true }),
    pValue: t.exposeFloat("pValue", { description: "Of equal approval rates: Fisher's exact test for small groups, else the z test." }),
  }),
});

const metricText: Record<GroupMetric, string> = {
  selectionRate: "Share approved.",
  truePositiveRate: "Of those with the event the share declined.",
  falsePositiveRate: "Of those without the event the share declined.",
  auc: "Area under the ROC curve within the group.",
  meanScore: "Mean probability.",
  observedRate: "Share with the event.",
  calibrationGap: "Mean probability less the share with the event.",
};

const Group = builder.objectRef<GroupResult>("GroupResult").implement({
  description: "One group beside the reference group. Differences are of what is good for the applicant, the reference less the group.",
  fields: (t) => ({
    name: t.exposeString("name"),
    nRows: t.exposeInt("nRows"),
    nEvents: t.exposeInt("nEvents"),
    isSmall: t.exposeBoolean("isSmall", { description: "Too few events: its figures judge nothing, and are to be shown greyed." }),
    isReference: t.exposeBoolean("isReference"),
    ...Object.fromEntries(
      GROUP_METRICS.map((name) => [name, t.field({ type: Value, description: metricText[name], resolve: ({ metrics }) => metrics[name] })]),
    ),
    adverseImpactRatio: t.expose("adverseImpactRatio", { type: ImpactRatio, nullable: true }),
    standardizedMeanDifference: t.exposeFloat("standardizedMeanDifference", {
      nullable: true,
      description: "Of the scores, group less reference, in standard deviations: positive = scored riskier.",
    }),
    equalOpportunityDifference: t.expose("equalOpportunityDifference", {
      type: Value,
      nullable: true,
      description: "Of approval among those without the event.",
    }),
    averageOddsDifference: t.exposeFloat("averageOddsDifference", { nullable: true }),
  }),
});

const Report = builder.objectRef<GroupReport>("GroupReport").implement({
  fields: (t) => ({
    attribute: t.exposeString("attribute"),
    reference: t.exposeString("reference"),
    groups: t.expose("groups", { type: [Group], complexity: { field: 1, multiplier: 10 } }),
    lowestOverHighest: t.exposeFloat("lowestOverHighest", {
      nullable: true,
      description: "Lowest approval rate over the highest, of groups that are not small.",
    }),
  }),
});

const FairnessCriterion = builder.enumType("FairnessCriterion", {
  values: ["IMPACT_RATIO", "MEAN_DIFFERENCE", "OPPORTUNITY_DIFFERENCE"] as const,
});

const Finding = builder.objectRef<FairnessFinding>("FairnessFinding").implement({
  description: "What the policy finds in one figure of one group.",
  fields: (t) => ({
    group: t.exposeString("group"),
    criterion: t.expose("criterion", { type: FairnessCriterion }),
    value: t.exposeFloat("value"),
    limit: t.exposeFloat("limit"),
    verdict: t.expose("verdict", { type: FairnessVerdict }),
    isSignificant: t.exposeBoolean("isSignificant", { description: "Beyond chance; taken as so where a criterion has no test." }),
  }),
});

const ProxyFeature = builder.objectRef<ProxyResult["features"][number]>("ProxyFeature").implement({
  fields: (t) => ({ feature: t.exposeString("feature"), share: t.exposeFloat("share", { description: "Of the trees' gain." }) }),
});

const GroupProxy = builder.objectRef<ProxyResult>("ProxyResult").implement({
  description: "How well the model's features tell a group from all others: 0.5 = not at all, 1 = they name it.",
  fields: (t) => ({
    group: t.exposeString("group"),
    nRows: t.exposeInt("nRows"),
    auc: t.exposeFloat("auc", { nullable: true, description: "Null for a group of too few rows." }),
    low: t.exposeFloat("low", { nullable: true }),
    high: t.exposeFloat("high", { nullable: true }),
    features: t.field({ type: [ProxyFeature], description: "Those that tell it most.", resolve: ({ features }) => features.slice(0, 20) }),
  }),
});

const ProxyVerdict = builder.objectRef<ProxyFinding>("ProxyFinding").implement({
  fields: (t) => ({
    group: t.exposeString("group"),
    auc: t.exposeFloat("auc", { nullable: true }),
    limit: t.exposeFloat("limit"),
    verdict: t.expose("verdict", { type: FairnessVerdict }),
  }),
});

const Attribute = builder.objectRef<AttributeFairness>("AttributeFairness").implement({
  description: "How the version treats the groups of one attribute, or of two together.",
  fields: (t) => ({
    columns: t.exposeStringList("columns"),
    readByModel: t.exposeStringList("readByModel", { description: "Columns among them that the model itself reads." }),
    report: t.expose("report", { type: Report }),
    findings: t.expose("findings", { type: [Finding], complexity: { field: 1, multiplier: 20 } }),
    proxies: t.expose("proxies", {
      type: [GroupProxy],
      complexity: { field: 1, multiplier: 10 },
      description: "Of two groups the first alone.",
    }),
    proxyFindings: t.expose("proxyFindings", { type: [ProxyVerdict] }),
  }),
});

const MissingAttribute = builder.objectRef<VersionFairness["missing"][number]>("MissingAttribute").implement({
  fields: (t) => ({ columns: t.exposeStringList("columns"), code: t.exposeString("code"), message: t.exposeString("message") }),
});

const Fairness = builder.objectRef<VersionFairness & { run: RunRecord }>("FairnessReport").implement({
  description:
    "How a version treats groups of people on its test rows. Approved = scored below the threshold: the event is what one fears.",
  fields: (t) => ({
    run: t.field({ type: Run, resolve: ({ run }) => run }),
    nRows: t.exposeInt("nRows"),
    nEvents: t.exposeInt("nEvents"),
    threshold: t.exposeFloat("threshold"),
    approvalRate: t.exposeFloat("approvalRate"),
    policy: t.expose("policy", { type: FairnessPolicy, description: "As it was when the report was made." }),
    verdict: t.expose("verdict", { type: FairnessVerdict, description: "The worst of all findings." }),
    attributes: t.expose("attributes", { type: [Attribute], complexity: { field: 1, multiplier: 5 } }),
    intersections: t.expose("intersections", { type: [Attribute], complexity: { field: 1, multiplier: 5 } }),
    missing: t.expose("missing", { type: [MissingAttribute], description: "What these rows do not allow, and why." }),
  }),
});

const JOB = "model.fairness";

builder.objectFields(Run, (t) => ({
  fairness: t.field({
    type: Fairness,
    nullable: true,
    description: "Of a fairness report that has succeeded.",
    resolve: async (run, _args, context) => {
      const result = await resultOf<VersionFairness>(run, JOB, context);
      return result && { ...result, run };
    },
  }),
}));

builder.objectFields(ModelVersion, (t) => ({
  fairness: t.field({
    type: Fairness,
    nullable: true,
    description: "The newest report; null until one has been made (submitFairnessReport).",
    resolve: async ({ id }, _args, context) => {
      const run = await context.loaders.latestRun.load({ modelVersionId: id, job: JOB, isSucceeded: true });
      const result = run && (await resultOf<VersionFairness>(run, JOB, context));
      return result ? { ...result, run } : null;
    },
  }),
  fairnessRun: t.field({
    type: Run,
    nullable: true,
    description: "The newest run for such a report, whatever became of it.",
    resolve: ({ id }, _args, { loaders }) => loaders.latestRun.load({ modelVersionId: id, job: JOB, isSucceeded: false }),
  }),
}));
