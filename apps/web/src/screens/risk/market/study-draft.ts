import type { MarketSeriesInput, ReturnKind, StudiedMethodInput, WalkForwardWindowInput, WindowKind } from "@/generated/graphql.ts";
import type { FormReader } from "../../../lib/form-reader.ts";
import type { ParamValues } from "../../../lib/param-fields.ts";
import { type RegisteredMethod, readMethod } from "../method-choice.ts";
import { newSeriesDraft, numericColumns, type SeriesDataset, type SeriesDraft, seriesRows } from "../series-draft.ts";

/** What a volatility study and a VaR backtest have in common. */
export interface StudyDraft {
  series: SeriesDraft;
  returns: ReturnKind;
  /** One column, or today's positions in several. */
  seriesOf: "COLUMN" | "POSITIONS";
  /** Market value of each asset, account currency; below zero = short, empty = not held. */
  positions: Record<string, string>;
  /** A daily variance for the models that read one: empty = none, COLUMN = a column of variances, else a measure of the prices' range. */
  measure: string;
  measureColumn: string;
  /** Brings the column to squared units of the returns. */
  measureScale: string;
  quotes: Record<Quote, string>;
  modelName: string;
  entries: string[];
  params: Record<string, ParamValues>;
  windowKind: WindowKind;
  windowSize: string;
  refitEvery: string;
  seed: string;
  /** The entry that is registered; empty = the best. */
  chosen: string;
}

export type Quote = "open" | "high" | "low" | "close";
export const QUOTES: readonly Quote[] = ["open", "high", "low", "close"];
const FIRST_POSITION = "100000";

/** The columns of a day's range, as far as their names tell. */
function quoteColumns(dataset: SeriesDataset): Record<Quote, string> {
  const numeric = numericColumns(dataset);
  const find = (quote: Quote) =>
    numeric.find(({ name }) => name.toLowerCase() === quote) ?? numeric.find(({ name }) => name.toLowerCase().includes(quote));
  return Object.fromEntries(QUOTES.map((quote) => [quote, find(quote)?.name ?? ""])) as Record<Quote, string>;
}

export function newStudyDraft(dataset: SeriesDataset, entries: string[], suffix: string): StudyDraft {
  const series = newSeriesDraft(dataset);
  const quotes = quoteColumns(dataset);
  const column = series.columns.find((name) => /adj.*close/i.test(name)) ?? (quotes.close || series.columns[0] || "");
  const missing = dataset.columns.find(({ name }) => name === column)?.missingCount ?? 0;
  return {
    series: { ...series, columns: column ? [column] : [], missing: missing > 0 ? "DROP" : "REFUSE" },
    returns: "LOG",
    seriesOf: "COLUMN",
    positions: Object.fromEntries(series.columns.map((name) => [name, FIRST_POSITION])),
    measure: "",
    measureColumn: "",
    measureScale: "1",
    quotes,
    modelName: `${dataset.name.replace(/[^\w-]+/g, "_").toLowerCase()}_${suffix}`,
    entries,
    params: {},
    windowKind: "ROLLING",
    windowSize: "1000",
    refitEvery: "21",
    seed: "1",
    chosen: "",
  };
}

/** What the study is about, for its summary. */
export function seriesWords({ seriesOf, series, positions }: StudyDraft, { name }: SeriesDataset): string {
  if (seriesOf === "COLUMN") return `${series.columns[0] ?? "–"} of ${name}`;
  const held = Object.values(positions).filter((text) => text.trim() !== "").length;
  return `${held} ${held === 1 ? "position" : "positions"} in ${name}`;
}

export interface StudyInput {
  series: MarketSeriesInput;
  modelName: string;
  window: WalkForwardWindowInput;
  seed: number | undefined;
  chosen?: string;
  entries: StudiedMethodInput[];
}

function readPositions({ positions }: StudyDraft, dataset: SeriesDataset, read: FormReader): Pick<MarketSeriesInput, "positions"> {
  const held = numericColumns(dataset).flatMap(({ name }) => {
    const amount = read.number(`series.positions.${name}`, positions[name] ?? "");
    return amount === undefined ? [] : [{ asset: name, amount }];
  });
  if (held.length === 0) read.problems["series.positions"] = "Give the market value of at least one position.";
  return { positions: held };
}

function readColumn(draft: StudyDraft, read: FormReader): Partial<MarketSeriesInput> {
  const [column] = draft.series.columns;
  if (!column) read.problems["series.column"] = "Choose the series.";
  return { column, returns: draft.returns, ...readMeasure(draft, read) };
}

function readMeasure(draft: StudyDraft, read: FormReader): Pick<MarketSeriesInput, "measureColumn" | "measureRange"> {
  const { measure, quotes } = draft;
  if (measure === "") return {};
  if (measure === "COLUMN") {
    const column = read.text("series.measureColumn.column", draft.measureColumn, true) ?? "";
    return { measureColumn: { column, scale: read.number("series.measureColumn.scale", draft.measureScale) } };
  }
  const quote = (name: Quote): string => read.text(`series.measureRange.${name}`, quotes[name], true) ?? "";
  return { measureRange: { measure, open: quote("open"), high: quote("high"), low: quote("low"), close: quote("close") } };
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
  if (draft.entries.length === 0) read.problems[path] = "Tick at least one.";
  return {
    series: {
      datasetId: dataset.id,
      ...seriesRows(series),
      values: series.values,
      missing: series.missing,
      ...(draft.seriesOf === "POSITIONS" ? readPositions(draft, dataset, read) : readColumn(draft, read)),
    },
    modelName: read.text("modelName", draft.modelName, true) ?? "",
    window: {
      kind: draft.windowKind,
      size: read.number("window.size", draft.windowSize, { integer: true }),
      refitEvery: read.number("window.refitEvery", draft.refitEvery, { integer: true }),
    },
    seed: read.number("seed", draft.seed, { integer: true }),
    ...(draft.chosen ? { chosen: draft.chosen } : {}),
    entries: draft.entries.map((name, at) => readMethod(registry, { name, params: draft.params }, `${path}.${at}`, read.problems)),
  };
}
