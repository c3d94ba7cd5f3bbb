import { mappingGaps } from "@plimsoll/ml/catalog";
import { ReasonMapping as MappingSchema, newId, type MappedReason as ReasonValue } from "@plimsoll/schema";
import { type Db, models, modelVersions, reasonMappings } from "@plimsoll/schema/db";
import { and, desc, eq, max } from "drizzle-orm";
import { z } from "zod";
import { callerIn } from "../context.ts";
import { invalidInput, notFound } from "../errors.ts";
import type { ModelVersionRecord } from "../loaders.ts";
import { access } from "./access.ts";
import { auditOf } from "./audit.ts";
import { builder } from "./builder.ts";
import { Member } from "./members.ts";
import { defineMutation, parseInput, withoutNulls } from "./mutation.ts";
import { Model } from "./refs.ts";

export type ReasonMappingRecord = typeof reasonMappings.$inferSelect;

const Sentence = builder.objectRef<ReasonValue["raises"][number]>("ReasonSentence").implement({
  fields: (t) => ({
    language: t.exposeString("language", { description: "A tag such as en, de, pt-BR." }),
    text: t.exposeString("text", { description: "May quote {value} and {reference}." }),
  }),
});

const MappedReason = builder.objectRef<ReasonValue>("MappedReason").implement({
  description: "What people are told of one feature.",
  fields: (t) => ({
    feature: t.exposeString("feature"),
    code: t.string({ nullable: true, description: "The lender's own number of the reason.", resolve: ({ code }) => code ?? null }),
    raises: t.expose("raises", { type: [Sentence], description: "Where the feature raised the score: the reason of a decline." }),
    lowers: t.field({ type: [Sentence], description: "Where it lowered the score.", resolve: ({ lowers }) => lowers ?? [] }),
  }),
});

const Gap = builder.objectRef<{ feature: string; languages: string[] }>("ReasonGap").implement({
  description: "A feature that could be a reason and has no sentence: a decline for it would be refused.",
  fields: (t) => ({ feature: t.exposeString("feature"), languages: t.exposeStringList("languages") }),
});

/** Every language that a mapping speaks, in the order in which they come. */
export const languagesOf = ({ reasons }: Pick<ReasonMappingRecord, "reasons">): string[] => [
  ...new Set(reasons.flatMap(({ raises, lowers }) => [...raises, ...(lowers ?? [])].map(({ language }) => language))),
];

/** What reasons speak of; of versions that do not say so, their columns. */
const featuresOf = ({ signature }: ModelVersionRecord): { name: string; columns: string[] }[] =>
  signature?.features ?? (signature?.columns ?? []).map(({ name }) => ({ name, columns: [name] }));

/** The newest mapping of a model; null where it has none. */
export async function newestMapping(db: Db, workspaceId: string, modelId: string): Promise<ReasonMappingRecord | null> {
  const [row] = await db
    .select()
    .from(reasonMappings)
    .where(and(eq(reasonMappings.workspaceId, workspaceId), eq(reasonMappings.modelId, modelId)))
    .orderBy(desc(reasonMappings.version))
    .limit(1);
  return row ?? null;
}

export const ReasonMapping = builder.objectRef<ReasonMappingRecord>("ReasonMapping").implement({
  description: "What people are told for each feature of a model, in a lender's own words. A saved version never changes.",
  fields: (t) => ({
    id: t.exposeID("id"),
    version: t.exposeInt("version"),
    languages: t.stringList({ resolve: languagesOf }),
    reasons: t.expose("reasons", { type: [MappedReason], complexity: { field: 1, multiplier: 30 } }),
    gaps: t.field({
      type: [Gap],
      args: { modelVersionId: t.arg.id({ description: "The model's newest version unless given." }) },
      description: "What it lacks for a version of the model, in any of its languages.",
      resolve: async (mapping, { modelVersionId }, { services }) => {
        const [version] = await services.database.db
          .select()
          .from(modelVersions)
          .where(
            and(
              eq(modelVersions.workspaceId, mapping.workspaceId),
              eq(modelVersions.modelId, mapping.modelId),
              modelVersionId ? eq(modelVersions.id, modelVersionId) : undefined,
            ),
          )
          .orderBy(desc(modelVersions.version))
          .limit(1);
        if (!version) throw notFound(["modelVersionId"]);
        return mappingGaps({ version: String(mapping.version), reasons: mapping.reasons }, featuresOf(version), languagesOf(mapping));
      },
    }),
    createdBy: t.field({
      type: Member,
      nullable: true,
      resolve: ({ createdBy }, _args, { loaders }) => loaders.memberOfKey.load(createdBy),
    }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
  }),
});

builder.objectFields(Model, (t) => ({
  reasonMapping: t.field({
    type: ReasonMapping,
    nullable: true,
    description: "The newest: scores give their reasons in its words.",
    resolve: ({ id, workspaceId }, _args, { services }) => newestMapping(services.database.db, workspaceId, id),
  }),
  reasonMappings: t.field({
    type: [ReasonMapping],
    description: "Newest first, at most 100.",
    complexity: { field: 1, multiplier: 20 },
    resolve: ({ id, workspaceId }, _args, { services }) =>
      services.database.db
        .select()
        .from(reasonMappings)
        .where(and(eq(reasonMappings.workspaceId, workspaceId), eq(reasonMappings.modelId, id)))
        .orderBy(desc(reasonMappings.version))
        .limit(100),
  }),
}));

const SentenceInput = builder.inputType("ReasonSentenceInput", {
  fields: (t) => ({ language: t.string({ required: true }), text: t.string({ required: true }) }),
});

const Request = z.object({ modelName: z.string(), reasons: z.array(z.unknown()).min(1) });

defineMutation("saveReasonMapping", {
  description: "Adds the next version of a model's reason mapping; from then on scores give their reasons in its words, or are refused.",
  access: access.describe,
  input: builder.inputType("SaveReasonMappingInput", {
    fields: (t) => ({
      modelName: t.string({ required: true }),
      reasons: t.field({
        type: [
          builder.inputType("MappedReasonInput", {
            fields: (f) => ({
              feature: f.string({ required: true, description: "A column, or a group of the sequence." }),
              code: f.string(),
              raises: f.field({ type: [SentenceInput], required: true }),
              lowers: f.field({ type: [SentenceInput] }),
            }),
          }),
        ],
        required: true,
      }),
    }),
  }),
  success: builder.objectRef<{ reasonMapping: ReasonMappingRecord }>("SaveReasonMappingSuccess").implement({
    fields: (t) => ({ reasonMapping: t.field({ type: ReasonMapping, resolve: ({ reasonMapping }) => reasonMapping }) }),
  }),
  resolve: async (input, context) => {
    const caller = callerIn(context);
    const { workspaceId, apiKeyId: createdBy } = caller;
    const { modelName, reasons: given } = parseInput(Request, withoutNulls(input));
    const { reasons } = parseInput(MappingSchema, { version: "0", reasons: given });
    const reasonMapping = await context.services.database.transaction(async (tx) => {
      const [model] = await tx.db
        .select({ id: models.id, kind: models.kind })
        .from(models)
        .where(and(eq(models.workspaceId, workspaceId), eq(models.name, modelName)))
        .for("update");
      if (!model) throw notFound(["modelName"]);
      if (model.kind !== "NETWORK") throw invalidInput("Only networks give reasons; this model is of another kind.", ["modelName"]);
      const [last] = await tx.db
        .select({ version: max(reasonMappings.version) })
        .from(reasonMappings)
        .where(eq(reasonMappings.modelId, model.id));
      const version = (last?.version ?? 0) + 1;
      const values = { id: newId("reasonMapping"), workspaceId, modelId: model.id, version, reasons, createdBy };
      const [saved] = await tx.db.insert(reasonMappings).values(values).returning();
      if (!saved) throw new Error("The insert of a reason mapping returned no row.");
      await auditOf(tx, caller, "reason_mapping.save", saved.id, { modelName, version, reasons });
      return saved;
    });
    return { reasonMapping };
  },
});
