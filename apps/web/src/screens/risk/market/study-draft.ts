import type { MarketSeriesInput, ReturnKind, StudiedMethodInput, WalkForwardWindowInput, WindowKind } from "@/generated/graphql.ts";
import type { FormReader } from "../../../lib/form-reader.ts";
import type { ParamValues } from "../../../lib/param-fields.ts";
import { type RegisteredMethod, readMethod } from "../method-choice.ts";
import { newSeriesDraft, type SeriesDataset, type SeriesDraft, seriesRows } from "../series-draft.ts";

/** What a volatility study and a VaR backtest have in common. */
export interface StudyDraft {
  series: SeriesDraft;
  returns: ReturnKind;
  /** A daily variance from the prices' range, for the models that read one; empty = none. */
  rangeMeasure: string;
  modelName: string;
  entries: string[];
  params: Record<string, ParamValues>;
  windowKind: WindowKind;
  windowSize: string;
  refitEvery: string;
  seed: string;
}

type Quote = "open" | "high" | "low" | "close";
const QUOTES: readonly Quote[] = ["open", "high", "low", "close"];

/** The columns of a day's range, where a data set has all four by their names. */
export function quoteColumns({ columns }: Pick<SeriesDataset, "columns">): Record<Quote, string> | null {
  const find = (quote: Quote) =>
    columns.find(({ name, type }) => name.toLowerCase() === quote && (type === "FLOAT" || type === "INTEGER"))?.name;
  const found = QUOTES.map((quote) => [quote, find(quote)] as const);
  return found.every(([, name]) => name !== undefined) ? (Object.fromEntries(found) as Record<Quote, string>) : null;
}

export function newStudyDraft(dataset: SeriesDataset, entries: string[], suffix: string): StudyDraft {
  const series = newSeriesDraft(dataset);
  const quotes = quoteColumns(dataset);
  const column = series.columns.find((name) => /adj.*close/i.test(name)) ?? quotes?.close ?? series.columns[0] ?? "";
  const missing = dataset.columns.find(({ name }) => name === column)?.missingCount ?? 0;
  return {
    series: { ...series, columns: column ? [column] : [], missing: missing > 0 ? "DROP" : "REFUSE" },
    returns: "LOG",
    rangeMeasure: "",
    modelName: `${dataset.name.replace(/[^\w-]+/g, "_").toLowerCase()}_${suffix}`,
    entries,
    params: {},
    windowKind: "ROLLING",
    windowSize: "1000",
    refitEvery: "21",
    seed: "1",
  };
}

export interface StudyInput {
  series: MarketSeriesInput;
  modelName: string;
  window: WalkForwardWindowInput;
  seed: number | undefined;
  entries: StudiedMethodInput[];
}

/** @param path the API's name of the entries: models or methods. */
export function readStudy(
  draft: StudyDraft,
  dataset: SeriesDataset,
  registry: readonly RegisteredMethod[],
  path: "models" | "methods",
  read: FormReader,
): StudyInput {
  const { series } = draft;
  const [column] = series.columns;
  if (!column) read.problems["series.column"] = "Choose the series.";
  if (draft.entries.length === 0) read.problems[path] = "Tick at least one.";
  const quotes = quoteColumns(dataset);
  return {
    series: {
      datasetId: dataset.id,
      ...seriesRows(series),
      column,
      values: series.values,
      returns: draft.returns,
      missing: series.missing,
      ...(draft.rangeMeasure && quotes ? { measureRange: { measure: draft.rangeMeasure, ...quotes } } : {}),
    },
    modelName: read.text("modelName", draft.modelName, true) ?? "",
    window: {
      kind: draft.windowKind,
      size: read.number("window.size", draft.windowSize, { integer: true }),
      refitEvery: read.number("window.refitEvery", draft.refitEvery, { integer: true }),
    },
    seed: read.number("seed", draft.seed, { integer: true }),
    entries: draft.entries.map((name, at) => readMethod(registry, { name, params: draft.params }, `${path}.${at}`, read.problems)),
  };
}
