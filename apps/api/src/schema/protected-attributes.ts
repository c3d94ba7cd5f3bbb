import { type ColumnSchema, unknownColumn } from "@plimsoll/features";
import { type ProtectedAttribute as AttributeValue, ProtectedAttributes } from "@plimsoll/schema";
import { datasets } from "@plimsoll/schema/db";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { callerIn } from "../context.ts";
import { invalidInput } from "../errors.ts";
import type { DatasetRecord } from "../loaders.ts";
import { access } from "./access.ts";
import { auditOf } from "./audit.ts";
import { builder } from "./builder.ts";
import { defineMutation, parseInput, withoutNulls } from "./mutation.ts";
import { Dataset } from "./refs.ts";
import { columnsOf, readyDataset } from "./training.ts";
import { protectedOf } from "./training-protected.ts";
import { ColumnError, NotReadyError } from "./user-errors.ts";

export const ProtectedAttribute = builder.objectRef<AttributeValue>("ProtectedAttribute").implement({
  description: "A column that says to which group of people a row belongs.",
  fields: (t) => ({
    column: t.exposeString("column"),
    edges: t.field({
      type: ["Float"],
      nullable: true,
      description: "What cuts a number into groups: [25, 40] makes below 25, 25 to below 40, and 40 and above.",
      resolve: ({ edges }) => edges ?? null,
    }),
    reference: t.string({
      nullable: true,
      description: "The group that others are compared with; the one approved most often where there is none.",
      resolve: ({ reference }) => reference ?? null,
    }),
  }),
});

export const ProtectedAttributeInput = builder.inputType("ProtectedAttributeInput", {
  fields: (t) => ({ column: t.string({ required: true }), edges: t.floatList(), reference: t.string() }),
});

/** @throws AppError UNKNOWN_COLUMN, or INVALID_INPUT for edges at a column that has no numbers. */
export function checkAttributes(attributes: readonly AttributeValue[], columns: readonly ColumnSchema[], path: string[]): void {
  for (const { column, edges } of attributes) {
    const type = columns.find(({ name }) => name === column)?.type;
    if (!type) throw unknownColumn([column], columns, path);
    if (edges && type !== "INTEGER" && type !== "FLOAT")
      throw invalidInput(`Edges cut numbers, and column '${column}' is ${type}. Leave them out.`, path);
  }
}

builder.objectFields(Dataset, (t) => ({
  protectedAttributes: t.field({
    type: [ProtectedAttribute],
    description: "Declared here, or in the data sets that a feature set made it of. Kept out of training unless switched on.",
    resolve: async (dataset, _args, { services, loaders }) =>
      protectedOf(services.database.db, dataset, await loaders.columns.load(dataset.id)),
  }),
}));

defineMutation("declareProtectedAttributes", {
  description: "Says which columns of a data set tell groups of people apart, in place of what was declared before; an empty list ends it.",
  access: access.describe,
  input: builder.inputType("DeclareProtectedAttributesInput", {
    fields: (t) => ({
      datasetId: t.id({ required: true }),
      attributes: t.field({ type: [ProtectedAttributeInput], required: true }),
    }),
  }),
  success: builder.objectRef<{ dataset: DatasetRecord }>("DeclareProtectedAttributesSuccess").implement({
    fields: (t) => ({ dataset: t.field({ type: Dataset, resolve: ({ dataset }) => dataset }) }),
  }),
  errors: [ColumnError, NotReadyError],
  resolve: async (input, context) => {
    const caller = callerIn(context);
    const { datasetId, attributes } = parseInput(z.object({ datasetId: z.string(), attributes: ProtectedAttributes }), withoutNulls(input));
    const { database } = context.services;
    const dataset = await readyDataset(database.db, caller, datasetId);
    checkAttributes(attributes, await columnsOf(database.db, dataset), ["attributes"]);
    const declared = await database.transaction(async (tx) => {
      const [row] = await tx.db
        .update(datasets)
        .set({ protectedAttributes: attributes })
        .where(and(eq(datasets.id, datasetId), eq(datasets.workspaceId, caller.workspaceId)))
        .returning();
      await auditOf(tx, caller, "dataset.protect", datasetId, { before: dataset.protectedAttributes, attributes });
      return row ?? dataset;
    });
    return { dataset: declared };
  },
});
