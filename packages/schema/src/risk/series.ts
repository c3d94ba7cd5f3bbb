import { z } from "zod";
import { ColumnName } from "../column-name.ts";

/** What the numbers of a series are. */
export const SERIES_VALUES = ["PRICES", "SIMPLE_RETURNS", "LOG_RETURNS"] as const;
export type SeriesValues = (typeof SERIES_VALUES)[number];

/** What happens to a row in which a series has no value. */
export const MISSING_ROWS = ["REFUSE", "DROP"] as const;
export type MissingRows = (typeof MISSING_ROWS)[number];

/** The rows of a data set that a risk run reads, and their order. */
export const SeriesRows = z.object({
  datasetId: z.string(),
  /** A DATE or TIMESTAMP column that orders the rows; the file's own order when nothing is said. */
  timeColumn: ColumnName.nullable().default(null),
  /** First and last day read, both included; they need a time column. */
  from: z.iso.date().nullable().default(null),
  to: z.iso.date().nullable().default(null),
});
export type SeriesRows = z.infer<typeof SeriesRows>;

/** Rows that were read, for a result to say what it stands on. Days are ISO dates, null without a time column. */
export interface ReadSeries {
  nRows: number;
  /** Rows left out because a series had no value in them. */
  nDropped: number;
  from: string | null;
  to: string | null;
}

/** One point of a curve over time: the row's place, counted from the first one read, and its day. */
export interface SeriesPoint {
  at: number;
  day: string | null;
}
