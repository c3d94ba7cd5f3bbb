import { z } from "zod";
import { COLUMN_TYPES, type ColumnType } from "./enums.ts";

export const IngestOptions = z.object({
  /** Column name -> type; the rest is inferred. */
  types: z.record(z.string().min(1).max(256), z.enum(COLUMN_TYPES)).default({}),
  /** Cell texts that mean "missing", besides the empty cell. */
  missing: z.array(z.string().max(64)).max(32).default(["NA", "N/A", "NaN", "nan", "NULL", "null", "?"]),
});
export type IngestOptions = z.infer<typeof IngestOptions>;

/** `runs.input` of an INGEST run. */
export const IngestSpec = z.object({
  datasetId: z.string(),
  uploadId: z.string(),
  options: IngestOptions.prefault({}),
});
export type IngestSpec = z.infer<typeof IngestSpec>;

/** What the profile says of one column. Numeric figures are null for text; dates count in milliseconds since the epoch. */
export interface ColumnProfile {
  name: string;
  type: ColumnType;
  position: number;
  missingCount: number;
  /** Exact up to 100,000 distinct values, an estimate beyond (then `distinctExact` is false). */
  distinctCount: number;
  distinctExact: boolean;
  min: number | null;
  max: number | null;
  mean: number | null;
  std: number | null;
  quantiles: { p: number; value: number }[];
  topValues: { value: string; count: number }[];
  /** Equal-width bins of a numeric column. */
  histogram: { low: number; high: number; count: number }[];
  /** Plain-words hints: constant column, looks like an identifier, mostly missing. */
  hints: string[];
}

export interface DatasetProfile {
  rowCount: number;
  duplicateRowCount: number | null;
  columns: ColumnProfile[];
}
