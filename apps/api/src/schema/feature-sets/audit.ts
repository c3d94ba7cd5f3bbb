import { type FeatureAuditResult, FeatureAuditSpec } from "@plimsoll/schema";
import { invalidInput } from "../../errors.ts";
import { access } from "../access.ts";
import { builder } from "../builder.ts";
import { defineMutation, parseInput, withoutNulls } from "../mutation.ts";
import { Run } from "../refs.ts";
import { RunSuccess } from "../run.ts";
import { resultOf } from "../run-result.ts";
import { clientKeyOf, submit } from "../submission.ts";
import { ColumnError, IdempotencyConflictError, NotReadyError } from "../user-errors.ts";
import { checkSources, FeatureSourceInput } from "./sources.ts";
import { definitionOf, versionOf } from "./stored-version.ts";

const Leak = builder.objectRef<FeatureAuditResult["leaks"][number]>("Leak").implement({
  description: "A feature that had another value when the future did not yet exist.",
  fields: (t) => ({
    feature: t.exposeString("feature"),
    row: t.exposeInt("row"),
    withFuture: t.exposeString("withFuture", { nullable: true }),
    withoutFuture: t.exposeString("withoutFuture", { nullable: true }),
  }),
});
const LeakingFeature = builder.objectRef<FeatureAuditResult["features"][number]>("LeakingFeature").implement({
  fields: (t) => ({
    name: t.exposeString("name"),
    nChanged: t.exposeInt("nChanged", { description: "Sampled rows at which it changed." }),
  }),
});
const AuditFailure = builder.objectRef<FeatureAuditResult["failures"][number]>("AuditFailure").implement({
  fields: (t) => ({ row: t.exposeInt("row"), message: t.exposeString("message") }),
});
const LeakageAudit = builder.objectRef<FeatureAuditResult>("LeakageAudit").implement({
  description: "Each sampled row's features were computed again without everything that happened or became known later.",
  fields: (t) => ({
    passed: t.exposeBoolean("passed"),
    nSampled: t.exposeInt("nSampled"),
    features: t.expose("features", { type: [LeakingFeature] }),
    leaks: t.expose("leaks", { type: [Leak] }),
    failures: t.expose("failures", { type: [AuditFailure] }),
  }),
});

builder.objectFields(Run, (t) => ({
  leakageAudit: t.field({
    type: LeakageAudit,
    nullable: true,
    resolve: (run, _args, context) => resultOf<FeatureAuditResult>(run, "feature.audit", context),
  }),
}));

defineMutation("submitLeakageAudit", {
  description: "Computes sampled rows' features again without the future and names those that change; see `run.leakageAudit`.",
  access: access.develop,
  input: builder.inputType("SubmitLeakageAuditInput", {
    fields: (t) => ({
      featureSetVersionId: t.id({ required: true }),
      sources: t.field({ type: [FeatureSourceInput], required: true }),
      nSampled: t.int({ description: "Rows tried; 100 unless given." }),
      seed: t.int(),
      idempotencyKey: t.string(),
    }),
  }),
  success: RunSuccess("SubmitLeakageAuditSuccess"),
  errors: [ColumnError, NotReadyError, IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, ...given }, context) => {
    const input = parseInput(FeatureAuditSpec, withoutNulls(given));
    const definition = definitionOf(await versionOf(input.featureSetVersionId, context));
    const spine = definition.tables.find(({ name }) => name === definition.spine);
    if (!spine?.time)
      throw invalidInput(`The spine '${definition.spine}' has no time, so nothing of it is past or future.`, ["featureSetVersionId"]);
    await checkSources(definition, input.sources, context);
    const run = await submit(context, {
      job: "feature.audit",
      mutation: "submitLeakageAudit",
      clientKey: clientKeyOf(key),
      requested: input,
      input,
      facts: { featureSetVersionId: input.featureSetVersionId, nSampled: input.nSampled },
    });
    return { run };
  },
});
