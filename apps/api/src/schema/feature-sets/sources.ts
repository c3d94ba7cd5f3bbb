import { type FeatureSetDefinition, planFeatures, tablesRead } from "@plimsoll/features";
import { AppError, type FeatureSource } from "@plimsoll/schema";
import { type ApiContext, callerIn } from "../../context.ts";
import { invalidInput } from "../../errors.ts";
import { builder } from "../builder.ts";
import { columnsOf, readyDataset } from "../training.ts";

export const FeatureSourceInput = builder.inputType("FeatureSourceInput", {
  fields: (t) => ({
    name: t.string({ required: true, description: "The table's name in the feature set." }),
    datasetId: t.id({ required: true }),
  }),
});

/** Every table that the stages read has a data set with columns of the types it needs. */
export async function checkSources(
  definition: FeatureSetDefinition,
  sources: readonly FeatureSource[],
  context: ApiContext,
): Promise<void> {
  const { db } = context.services.database;
  const caller = callerIn(context);
  const byName = new Map(sources.map((source) => [source.name, source.datasetId]));
  const unknown = sources.find(({ name }) => !definition.tables.some((table) => table.name === name));
  if (unknown) throw invalidInput(`The feature set has no table '${unknown.name}'.`, ["sources"]);
  const read = tablesRead(definition);
  const tables = await Promise.all(
    definition.tables.map(async (table) => {
      const datasetId = byName.get(table.name);
      if (!datasetId && read.includes(table.name))
        throw invalidInput(`Give the data set that stands for table '${table.name}'.`, ["sources"]);
      if (!datasetId) return table;
      const there = new Map((await columnsOf(db, await readyDataset(db, caller, datasetId))).map(({ name, type }) => [name, type]));
      const mistyped = table.columns.filter(({ name, type }) => there.has(name) && !fits(there.get(name), type));
      if (mistyped.length > 0) {
        const names = mistyped.map(({ name, type }) => `'${name}' is ${there.get(name)}, expected ${type}`).join("; ");
        throw new AppError(
          "TYPE_MISMATCH",
          "input",
          `Columns for table '${table.name}' have other types than it was defined with: ${names}.`,
          {
            path: ["sources"],
            columns: mistyped.map(({ name }) => name),
          },
        );
      }
      return { ...table, columns: table.columns.filter(({ name }) => there.has(name)) };
    }),
  );
  planFeatures({ ...definition, tables });
}

/** Whole numbers are numbers: a column that happens to hold no fraction in this file still fits. */
const fits = (given: string | undefined, expected: string): boolean => given === expected || (given === "INTEGER" && expected === "FLOAT");
