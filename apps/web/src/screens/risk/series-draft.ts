import type { DatasetQuery, MissingRows, SeriesValues } from "@/generated/graphql.ts";

export type SeriesDataset = NonNullable<DatasetQuery["dataset"]>;

/** Which columns and rows of a data set are read as series, and what their numbers are. */
export interface SeriesDraft {
  timeColumn: string;
  from: string;
  to: string;
  columns: string[];
  values: SeriesValues;
  missing: MissingRows;
}

const NUMBERS = new Set(["INTEGER", "FLOAT"]);
const TIMES = new Set(["DATE", "TIMESTAMP"]);
/** More than these are left for the user to tick. */
const FIRST_COLUMNS = 30;

export const numericColumns = ({ columns }: Pick<SeriesDataset, "columns">): SeriesDataset["columns"] =>
  columns.filter(({ type }) => NUMBERS.has(type));
export const timeColumns = ({ columns }: Pick<SeriesDataset, "columns">): SeriesDataset["columns"] =>
  columns.filter(({ type }) => TIMES.has(type));

/** Proposed from the profile: prices are what is never at or below zero; gaps are dropped where there are any. */
export function newSeriesDraft(dataset: SeriesDataset): SeriesDraft {
  const numeric = numericColumns(dataset).slice(0, FIRST_COLUMNS);
  const positive = numeric.every(({ min }) => typeof min === "number" && min > 0);
  return {
    timeColumn: timeColumns(dataset)[0]?.name ?? "",
    from: "",
    to: "",
    columns: numeric.map(({ name }) => name),
    values: positive ? "PRICES" : "SIMPLE_RETURNS",
    missing: numeric.some(({ missingCount }) => missingCount > 0) ? "DROP" : "REFUSE",
  };
}

/** The part of an input that says which rows are read. */
export const seriesRows = ({ timeColumn, from, to }: SeriesDraft): { timeColumn?: string; from?: string; to?: string } => ({
  ...(timeColumn ? { timeColumn } : {}),
  ...(from ? { from } : {}),
  ...(to ? { to } : {}),
});
