import type { RecourseChange, RecourseResponse } from "@plimsoll/schema";
import { z } from "zod";
import { callerIn } from "../context.ts";
import { invalidInput } from "../errors.ts";
import type { ModelVersionRecord } from "../loaders.ts";
import { access } from "./access.ts";
import { builder } from "./builder.ts";
import { defineMutation, parseInput, withoutNulls } from "./mutation.ts";
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
}

const ActionKind = builder.enumType("ActionKind", { values: ["NUMBER", "CATEGORY", "FLAG"] as const });
const ActionDirection = builder.enumType("ActionDirection", {
  description: "UP and DOWN: only that way, as years in a job and debts go.",
  values: ["BOTH", "UP", "DOWN"] as const,
});

const Request = z.object({
  rules: z.array(z.record(z.string(), z.unknown())).min(1, "needs at least one rule: a column without one never changes").max(1_000),
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
        type: [
          builder.inputType("ActionRuleInput", {
            description: "What an applicant can do about one column.",
            fields: (f) => ({
              kind: f.field({ type: ActionKind, required: true, description: "NUMBER, CATEGORY (text) or FLAG (true or false)." }),
              column: f.string({ required: true }),
              direction: f.field({ type: ActionDirection, description: "Of NUMBER; BOTH unless given." }),
              min: f.float({ description: "Of NUMBER; the 1 % quantile of the training rows unless given." }),
              max: f.float({ description: "Of NUMBER; the 99 % quantile unless given." }),
              step: f.float({ description: "Of NUMBER: values move in whole steps; 1 for INTEGER columns unless given." }),
              values: f.stringList({ description: "Of CATEGORY: what may be reached; those of the training rows unless given." }),
              isOrdered: f.boolean({ description: "Of CATEGORY: values rise in order, and only later ones are reached." }),
              to: f.boolean({ description: "Of FLAG." }),
              effort: f.float({ description: "Factor on the cost: 2 = twice as hard." }),
            }),
          }),
        ],
        required: true,
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
    }),
  }),
  errors: [ColumnError],
  resolve: async (input, context) => {
    const { database, scorer } = context.services;
    const { workspaceId } = callerIn(context);
    const {
      rules,
      plans = 3,
      maxChanges = 6,
    } = parseInput(Request, withoutNulls({ rules: input.rules, plans: input.plans, maxChanges: input.maxChanges }));
    const version = await chosenVersion(database.db, callerIn(context), input);
    if (signatureOf(version).task !== "BINARY")
      throw invalidInput("Recourse turns a decline into an approval: a BINARY version is asked for.", ["modelVersionId"]);
    const found = await scorer.recourse({ workspaceId, modelVersionId: version.id, row: input.row, rules, plans, maxChanges });
    return { ...found, modelVersion: version };
  },
});
