import { parseActionRules } from "@plimsoll/ml/catalog";
import { type ActionRule, newId } from "@plimsoll/schema";
import { type Db, models, modelVersions, recourseRules } from "@plimsoll/schema/db";
import { and, desc, eq, isNotNull, max } from "drizzle-orm";
import { callerIn } from "../context.ts";
import { invalidInput, notFound } from "../errors.ts";
import { access } from "./access.ts";
import { auditOf } from "./audit.ts";
import { builder } from "./builder.ts";
import { Member } from "./members.ts";
import { defineMutation, withoutNulls } from "./mutation.ts";
import { Model } from "./refs.ts";

export type RecourseRulesRecord = typeof recourseRules.$inferSelect;

const ActionKind = builder.enumType("ActionKind", { values: ["NUMBER", "CATEGORY", "FLAG"] as const });
const ActionDirection = builder.enumType("ActionDirection", {
  description: "UP and DOWN: only that way, as years in a job and debts go.",
  values: ["BOTH", "UP", "DOWN"] as const,
});

export const ActionRuleInput = builder.inputType("ActionRuleInput", {
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
});

const Rule = builder.objectRef<ActionRule>("ActionRule").implement({
  description: "What an applicant can do about one column. Null = as usual for the column, or not of this kind of rule.",
  fields: (t) => ({
    kind: t.expose("kind", { type: ActionKind }),
    column: t.exposeString("column"),
    direction: t.field({ type: ActionDirection, nullable: true, resolve: (rule) => (rule.kind === "NUMBER" ? rule.direction : null) }),
    min: t.float({ nullable: true, resolve: (rule) => (rule.kind === "NUMBER" ? (rule.min ?? null) : null) }),
    max: t.float({ nullable: true, resolve: (rule) => (rule.kind === "NUMBER" ? (rule.max ?? null) : null) }),
    step: t.float({ nullable: true, resolve: (rule) => (rule.kind === "NUMBER" ? (rule.step ?? null) : null) }),
    values: t.stringList({ nullable: true, resolve: (rule) => (rule.kind === "CATEGORY" ? (rule.values ?? null) : null) }),
    isOrdered: t.boolean({ nullable: true, resolve: (rule) => (rule.kind === "CATEGORY" ? rule.isOrdered : null) }),
    to: t.boolean({ nullable: true, resolve: (rule) => (rule.kind === "FLAG" ? rule.to : null) }),
    effort: t.exposeFloat("effort"),
  }),
});

/** The newest rules of a model; null where it has none. */
export async function newestRecourseRules(db: Db, workspaceId: string, modelId: string): Promise<RecourseRulesRecord | null> {
  const [row] = await db
    .select()
    .from(recourseRules)
    .where(and(eq(recourseRules.workspaceId, workspaceId), eq(recourseRules.modelId, modelId)))
    .orderBy(desc(recourseRules.version))
    .limit(1);
  return row ?? null;
}

const RecourseRules = builder.objectRef<RecourseRulesRecord>("RecourseRules").implement({
  description:
    "What applicants can do about each column that a model reads; a column without a rule never changes. A saved version never changes.",
  fields: (t) => ({
    id: t.exposeID("id"),
    version: t.exposeInt("version"),
    rules: t.expose("rules", { type: [Rule], complexity: { field: 1, multiplier: 30 } }),
    createdBy: t.field({
      type: Member,
      nullable: true,
      resolve: ({ createdBy }, _args, { loaders }) => loaders.memberOfKey.load(createdBy),
    }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
  }),
});

builder.objectFields(Model, (t) => ({
  recourseRules: t.field({
    type: RecourseRules,
    nullable: true,
    description: "The newest: findRecourse keeps to them.",
    resolve: ({ id, workspaceId }, _args, { services }) => newestRecourseRules(services.database.db, workspaceId, id),
  }),
  recourseRulesVersions: t.field({
    type: [RecourseRules],
    description: "Newest first, at most 100.",
    complexity: { field: 1, multiplier: 20 },
    resolve: ({ id, workspaceId }, _args, { services }) =>
      services.database.db
        .select()
        .from(recourseRules)
        .where(and(eq(recourseRules.workspaceId, workspaceId), eq(recourseRules.modelId, id)))
        .orderBy(desc(recourseRules.version))
        .limit(100),
  }),
}));

defineMutation("saveRecourseRules", {
  description:
    "Adds the next version of what applicants can do about a model's columns. From then on findRecourse keeps to it; a call may narrow it, and loosens it only with a recorded reason.",
  access: access.describe,
  input: builder.inputType("SaveRecourseRulesInput", {
    fields: (t) => ({
      modelName: t.string({ required: true }),
      rules: t.field({ type: [ActionRuleInput], required: true }),
    }),
  }),
  success: builder.objectRef<{ recourseRules: RecourseRulesRecord }>("SaveRecourseRulesSuccess").implement({
    fields: (t) => ({ recourseRules: t.field({ type: RecourseRules, resolve: ({ recourseRules: saved }) => saved }) }),
  }),
  resolve: async ({ modelName, rules: given }, context) => {
    const caller = callerIn(context);
    const { workspaceId, apiKeyId: createdBy } = caller;
    const saved = await context.services.database.transaction(async (tx) => {
      const [model] = await tx.db
        .select({ id: models.id })
        .from(models)
        .where(and(eq(models.workspaceId, workspaceId), eq(models.name, modelName)))
        .for("update");
      if (!model) throw notFound(["modelName"]);
      const [newest] = await tx.db
        .select({ signature: modelVersions.signature })
        .from(modelVersions)
        .where(and(eq(modelVersions.modelId, model.id), isNotNull(modelVersions.signature)))
        .orderBy(desc(modelVersions.version))
        .limit(1);
      if (newest?.signature?.task !== "BINARY")
        throw invalidInput("Recourse turns a decline into an approval: rules are for models whose newest version is BINARY.", [
          "modelName",
        ]);
      const rules = parseActionRules(given.map(withoutNulls), newest.signature.columns);
      const [last] = await tx.db
        .select({ version: max(recourseRules.version) })
        .from(recourseRules)
        .where(eq(recourseRules.modelId, model.id));
      const version = (last?.version ?? 0) + 1;
      const values = { id: newId("recourseRules"), workspaceId, modelId: model.id, version, rules, createdBy };
      const [row] = await tx.db.insert(recourseRules).values(values).returning();
      if (!row) throw new Error("The insert of recourse rules returned no row.");
      await auditOf(tx, caller, "recourse_rules.save", row.id, { modelName, version, rules });
      return row;
    });
    return { recourseRules: saved };
  },
});
