import type { RecourseChange, RecourseResponse } from "@plimsoll/schema";
import { z } from "zod";
import { callerIn } from "../context.ts";
import { invalidInput } from "../errors.ts";
import type { ModelVersionRecord } from "../loaders.ts";
import { access } from "./access.ts";
import { auditOf } from "./audit.ts";
import { builder } from "./builder.ts";
import { defineMutation, parseInput, withoutNulls } from "./mutation.ts";
import { ActionRuleInput, newestRecourseRules, type RecourseRulesRecord } from "./recourse-rules.ts";
import { ModelVersion } from "./refs.ts";
import { chosenVersion, signatureOf } from "./scoring.ts";
import { ColumnError } from "./user-errors.ts";

const Change = builder.objectRef<RecourseChange>("RecourseChange").implement({
  description: "One column's change. Numbers of BOOLEAN columns are 0 and 1, of dates milliseconds.",
  fields: (t) => ({
    column: t.exposeString("column"),
    from: t.string({ resolve: ({ from }) => String(from) }),
    to: t.string({ resolve: ({ to }) => String(to) }),
    change: t.float({
      nullable: true,
      description: "Of a number: to less from.",
      resolve: ({ from, to }) => (typeof from === "number" && typeof to === "number" ? to - from : null),
    }),
    cost: t.exposeFloat("cost", { description: "In median absolute deviations (1 for another category), times the rule's effort." }),
  }),
});

const Plan = builder.objectRef<RecourseResponse["plans"][number]>("RecoursePlan").implement({
  fields: (t) => ({
    changes: t.expose("changes", { type: [Change], description: "The dearest first." }),
    cost: t.exposeFloat("cost"),
    probabilityBefore: t.exposeFloat("probabilityBefore"),
    probabilityAfter: t.exposeFloat("probabilityAfter", { description: "Below the version's threshold." }),
  }),
});

interface Found extends RecourseResponse {
  modelVersion: ModelVersionRecord;
  stored: RecourseRulesRecord | null;
}

const Request = z.object({
  rules: z
    .array(z.record(z.string(), z.unknown()))
    .min(1, "needs at least one rule: a column without one never changes")
    .max(1_000)
    .optional(),
  overrideReason: z.string().trim().min(1, "say why the stored rules are not kept to").max(2_000).optional(),
  plans: z.int().min(1).max(10).optional(),
  maxChanges: z.int().min(1).max(12).optional(),
});

defineMutation("findRecourse", {
  description:
    "Looks for the cheapest changes that would turn a decline into an approval. A column without a rule never changes, and none changes against its rule.",
  access: access.score,
  input: builder.inputType("FindRecourseInput", {
    fields: (t) => ({
      modelVersionId: t.id(),
      modelName: t.string(),
      alias: t.string({ description: "champion unless given." }),
      row: t.field({ type: "JSONObject", required: true, description: "One applicant, as for `score`." }),
      rules: t.field({
        type: [ActionRuleInput],
        description:
          "The model's stored rules unless given. Beside stored ones they may take away only: a column that they do not name never changes then, and what they leave open is as stored.",
      }),
      overrideReason: t.string({
        description: "Why this call's rules may go beyond the stored ones; the reason, the caller and the columns go to the audit log.",
      }),
      plans: t.int({ description: "3 unless given, at most 10; each does without the one before's main change." }),
      maxChanges: t.int({ description: "Columns of a plan; 6 unless given." }),
    }),
  }),
  success: builder.objectRef<Found>("FindRecourseSuccess").implement({
    fields: (t) => ({
      modelVersion: t.field({ type: ModelVersion, resolve: ({ modelVersion }) => modelVersion }),
      status: t.field({
        type: builder.enumType("RecourseStatus", {
          description: "APPROVED: nothing needs to change. NONE: no allowed change that was tried turns the decision.",
          values: ["FOUND", "NONE", "APPROVED"] as const,
        }),
        resolve: ({ status }) => status,
      }),
      plans: t.expose("plans", { type: [Plan], description: "The cheapest first." }),
      evaluations: t.exposeInt("evaluations", { description: "Rows that the model decided on the way." }),
      rulesVersion: t.int({
        nullable: true,
        description: "Of the stored rules that were kept to; null where the model has none.",
        resolve: ({ stored }) => stored?.version ?? null,
      }),
      loosened: t.exposeStringList("loosened", { description: "Columns where this call went beyond the stored rules, on record." }),
    }),
  }),
  errors: [ColumnError],
  resolve: async (input, context) => {
    const { database, scorer } = context.services;
    const caller = callerIn(context);
    const { workspaceId } = caller;
    const {
      rules = null,
      overrideReason,
      plans = 3,
      maxChanges = 6,
    } = parseInput(
      Request,
      withoutNulls({ rules: input.rules, overrideReason: input.overrideReason, plans: input.plans, maxChanges: input.maxChanges }),
    );
    const version = await chosenVersion(database.db, caller, input);
    if (signatureOf(version).task !== "BINARY")
      throw invalidInput("Recourse turns a decline into an approval: a BINARY version is asked for.", ["modelVersionId"]);
    const stored = await newestRecourseRules(database.db, workspaceId, version.modelId);
    if (!rules && !stored)
      throw invalidInput("The model has no stored rules (saveRecourseRules): give this call's own. A column without one never changes.", [
        "rules",
      ]);
    const mayLoosen = overrideReason !== undefined;
    const found = await scorer.recourse({
      workspaceId,
      modelVersionId: version.id,
      row: input.row,
      rules,
      stored: stored?.rules ?? null,
      mayLoosen,
      plans,
      maxChanges,
    });
    // Written down before anybody is told the plans.
    if (stored && found.loosened.length > 0)
      await database.transaction((tx) =>
        auditOf(tx, caller, "recourse.loosen", version.id, {
          reason: overrideReason ?? "",
          columns: found.loosened,
          rules: rules ?? [],
          rulesVersion: stored.version,
        }),
      );
    return { ...found, modelVersion: version, stored };
  },
});
