import { type PolicyShadowResult, PolicyShadowSpec } from "@plimsoll/schema";
import { invalidInput } from "../../errors.ts";
import { access } from "../access.ts";
import { builder } from "../builder.ts";
import { defineMutation, parseInput, withoutNulls } from "../mutation.ts";
import { ModelVersion, Run } from "../refs.ts";
import { RunSuccess } from "../run.ts";
import { resultOf } from "../run-result.ts";
import { clientKeyOf, submit } from "../submission.ts";
import { IdempotencyConflictError } from "../user-errors.ts";
import { Difference, ValueEstimateType, Weights } from "./evaluation-result.ts";
import { policyModel, policyVersion } from "./model.ts";

defineMutation("submitPolicyShadow", {
  description:
    "Asks a version about the decisions that its policy took in the days before, and takes none: agreement, support, what it would have earned; see `run.policyShadow`. Repeat it by createSchedule.",
  access: access.verify,
  input: builder.inputType("SubmitPolicyShadowInput", {
    fields: (t) => ({
      modelName: t.string({ required: true }),
      modelVersionId: t.id({ description: "The one under the alias `shadow`, when the run starts, unless given." }),
      windowDays: t.float({ description: "30 unless given." }),
      idempotencyKey: t.string(),
    }),
  }),
  success: RunSuccess("SubmitPolicyShadowSuccess"),
  errors: [IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, modelName, ...given }, context) => {
    const model = await policyModel(context, modelName);
    const input = parseInput(PolicyShadowSpec, { ...(withoutNulls(given) as object), modelId: model.id });
    if (input.modelVersionId !== null && (await policyVersion(context, input.modelVersionId)).modelId !== model.id)
      throw invalidInput(`The version is not one of '${modelName}'.`, ["modelVersionId"]);
    const run = await submit(context, {
      job: "policy.shadow",
      mutation: "submitPolicyShadow",
      clientKey: clientKeyOf(key),
      requested: input,
      input,
      facts: { modelName, modelVersionId: input.modelVersionId },
    });
    return { run };
  },
});

type Actions = NonNullable<PolicyShadowResult["actions"]>;
const Share = builder.objectRef<Actions["shares"][number]>("ShadowShare").implement({
  fields: (t) => ({ action: t.exposeString("action"), shadow: t.exposeFloat("shadow"), live: t.exposeFloat("live") }),
});
const ShadowActions = builder.objectRef<Actions>("ShadowActions").implement({
  description: "Of a policy over listed actions.",
  fields: (t) => ({
    agreement: t.exposeFloat("agreement", { description: "Chance that the shadow takes the very action that was taken, on average." }),
    agreementWithPolicy: t.exposeFloat("agreementWithPolicy", {
      nullable: true,
      description: "The same where the live policy itself decided, not its fallback.",
    }),
    shares: t.expose("shares", { type: [Share] }),
    crossed: t.field({
      type: t.listRef(t.listRef("Float")),
      description: "[live][shadow] share of decisions, in the order of `shares`: what was done, and what the shadow likes most.",
      resolve: ({ crossed }) => crossed,
    }),
    fallbackShare: t.exposeFloat("fallbackShare", { description: "Where its limits leave the shadow nothing but its fallback." }),
    unsupportedShare: t.exposeFloat("unsupportedShare", {
      description: "Of the shadow's chance, on actions that were not open to the live policy.",
    }),
    weights: t.expose("weights", { type: Weights, nullable: true }),
    live: t.expose("live", { type: ValueEstimateType, nullable: true, description: "What the decisions with a known outcome earned." }),
    estimates: t.expose("estimates", { type: [ValueEstimateType], description: "What the shadow would have earned on them." }),
    difference: t.expose("difference", { type: Difference, nullable: true, description: "The shadow less what was earned, by DR." }),
    nRewards: t.exposeInt("nRewards", { description: "Decisions with a known outcome." }),
  }),
});
const ShadowNumbers = builder.objectRef<NonNullable<PolicyShadowResult["numbers"]>>("ShadowNumbers").implement({
  description: "Of a policy that gives a number: what the shadow says beside what was decided.",
  fields: (t) => ({
    meanDistance: t.exposeFloat("meanDistance"),
    maxDistance: t.exposeFloat("maxDistance"),
    correlation: t.exposeFloat("correlation", { nullable: true }),
    fallbackShare: t.exposeFloat("fallbackShare"),
    limitedShare: t.exposeFloat("limitedShare"),
  }),
});
const Refused = builder.objectRef<PolicyShadowResult["refused"][number]>("ShadowRefusal").implement({
  fields: (t) => ({ reason: t.exposeString("reason"), n: t.exposeInt("n") }),
});
const Shadow = builder.objectRef<PolicyShadowResult>("PolicyShadow").implement({
  description: "A version that decides nothing, beside what was decided.",
  fields: (t) => ({
    modelVersion: t.field({
      type: ModelVersion,
      nullable: true,
      resolve: ({ modelVersionId }, _args, { loaders }) => loaders.modelVersion.load(modelVersionId),
    }),
    from: t.exposeString("from"),
    to: t.exposeString("to"),
    nDecisions: t.exposeInt("nDecisions"),
    refused: t.expose("refused", { type: [Refused], description: "Decisions that the shadow could not be asked about, by why." }),
    actions: t.expose("actions", { type: ShadowActions, nullable: true }),
    numbers: t.expose("numbers", { type: ShadowNumbers, nullable: true }),
    warnings: t.exposeStringList("warnings"),
  }),
});

builder.objectFields(Run, (t) => ({
  policyShadow: t.field({
    type: Shadow,
    nullable: true,
    description: "Of a shadow run that has succeeded.",
    resolve: (run, _args, context) => resultOf<PolicyShadowResult>(run, "policy.shadow", context),
  }),
}));
