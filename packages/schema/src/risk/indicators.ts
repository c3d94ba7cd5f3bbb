import { z } from "zod";
import { ColumnName } from "../column-name.ts";

const text = (most: number) => z.string().trim().max(most);

/** What is kept of a key risk indicator; thresholds are checked by the risk package. */
export const KriSpec = z.object({
  name: text(128).min(1),
  unit: text(32).default(""),
  direction: z.enum(["HIGHER_IS_WORSE", "LOWER_IS_WORSE"]).default("HIGHER_IS_WORSE"),
  amber: z.number(),
  red: z.number(),
  staleAfterDays: z.number().gt(0).max(3_660).default(45),
  description: text(2_000).default(""),
  /** Who acts when it is red. */
  owner: text(200).default(""),
  eventType: z.string().nullable().default(null),
  businessLine: z.string().nullable().default(null),
  /** A retired indicator keeps its values and leaves the board. */
  retired: z.boolean().default(false),
});
export type KriSpec = z.infer<typeof KriSpec>;

/** `runs.input` of an import of values from a data set. */
export const KriImportSpec = z.object({
  datasetId: z.string(),
  timeColumn: ColumnName,
  valueColumn: ColumnName,
  /** A column that names the indicator of each row, or one indicator for all rows. */
  nameColumn: ColumnName.nullable().default(null),
  kriId: z.string().nullable().default(null),
  /** Values dated later are refused. */
  now: z.iso.datetime(),
});
export type KriImportSpec = z.infer<typeof KriImportSpec>;

/** `runs.result` of that run. */
export interface KriImportResult {
  nRows: number;
  nRecorded: number;
  /** Values that replaced another one of the same moment. */
  nReplaced: number;
  indicators: { kriId: string; name: string; nValues: number }[];
  issues: { row: number; code: string; message: string }[];
  nRefused: number;
}

/** What a workshop says about one kind of loss. */
export const LossScenarioSpec = z.object({
  name: text(128).min(1),
  eventType: z.string().nullable().default(null),
  businessLine: z.string().nullable().default(null),
  yearsBetween: z.number().gt(0).max(1e6),
  severity: z.string().min(1).max(64).default("lognormal"),
  quantiles: z
    .array(z.object({ probability: z.number().gt(0).lt(1), amount: z.number().gt(0) }))
    .min(2)
    .max(10),
  /** Why the experts think so. */
  rationale: text(4_000).default(""),
  lossCap: z.number().gt(0).nullable().default(null),
  retired: z.boolean().default(false),
});
export type LossScenarioSpec = z.infer<typeof LossScenarioSpec>;
