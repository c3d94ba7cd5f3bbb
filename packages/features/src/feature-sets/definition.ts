import { COLUMN_TYPES, FeaturePipeline } from "@plimsoll/schema";
import { z } from "zod";

const Name = z.string().min(1).max(256);
const TableName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,63}$/, "starts with a lower-case letter and holds lower-case letters, digits and '_' (64 at most)");

/** A table that a feature set reads, by the name it has within the set. */
export const FeatureTable = z.strictObject({
  name: TableName,
  /** When its rows happen; null = it has no time. */
  time: Name.nullish(),
  /** When they became known, if later. */
  arrival: Name.nullish(),
  columns: z
    .array(z.strictObject({ name: Name, type: z.enum(COLUMN_TYPES) }))
    .min(1)
    .max(10_000),
});
export type FeatureTable = z.infer<typeof FeatureTable>;

/**
 * How features are made: stages add columns to the rows of one table, the spine, from itself and other tables; the pipeline then makes
 * numbers of them within a training. Plain JSON: the same definition serves a history, a batch and a single row.
 */
export const FeatureSetDefinition = z.strictObject({
  tables: z.array(FeatureTable).min(1).max(16),
  /** The table whose rows the features belong to. */
  spine: TableName,
  /** Each of a kind of the registry, checked against the kind's own schema. */
  stages: z.array(z.strictObject({ type: z.string().min(1).max(64), spec: z.record(z.string(), z.unknown()) })).max(64),
  pipeline: FeaturePipeline.nullish(),
});
export type FeatureSetDefinition = z.infer<typeof FeatureSetDefinition>;
