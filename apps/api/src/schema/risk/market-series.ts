import type { ColumnSchema } from "@plimsoll/features";
import { RANGE_MEASURES } from "@plimsoll/ml/catalog";
import {
  type ConfidenceMember,
  type MarketParameter,
  type MarketSeriesSpec,
  type MarketSeriesSummary,
  type PairComparison,
  RETURN_NAMES,
  RETURN_UNITS,
  type StudiedSpec,
  type StudyPath,
  type StudyRange,
} from "@plimsoll/schema";
import { invalidInput } from "../../errors.ts";
import { builder } from "../builder.ts";
import { within } from "../within.ts";
import { checkColumns, DATES, ifNamed, NUMBERS } from "./columns.ts";
import { MissingRows, ReadSeries, SeriesValues } from "./series.ts";

const MeasureInput = builder.inputType("MeasureColumnInput", {
  description: "A column of daily variances, such as a realised variance.",
  fields: (t) => ({
    column: t.string({ required: true }),
    scale: t.float({
      description: "Brings its values to squared units of the returns, such as 0.0001 for squared percents; 1 unless given.",
    }),
  }),
});
const RangeInput = builder.inputType("MeasureRangeInput", {
  description: "Columns of prices whose range gives a daily variance.",
  fields: (t) => ({
    measure: t.string({ required: true, description: `One of: ${RANGE_MEASURES.join(", ")}.` }),
    open: t.string({ required: true }),
    high: t.string({ required: true }),
    low: t.string({ required: true }),
    close: t.string({ required: true }),
  }),
});
const HeldInput = builder.inputType("HeldPositionInput", {
  fields: (t) => ({
    asset: t.string({ required: true, description: "A column of prices or returns." }),
    amount: t.float({ required: true, description: "Market value in account currency; below zero = short." }),
  }),
});

export const MarketSeriesInput = builder.inputType("MarketSeriesInput", {
  description: "One series of returns out of a data set: a column, or positions in several.",
  fields: (t) => ({
    datasetId: t.id({ required: true }),
    timeColumn: t.string({ description: "Orders the rows; the file's order unless given." }),
    from: t.string({ description: "First day read, ISO." }),
    to: t.string({ description: "Last day read, ISO." }),
    column: t.string(),
    positions: t.field({ type: [HeldInput], description: "Or today's positions: the series is their daily profit, in currency." }),
    values: t.field({ type: SeriesValues, description: "PRICES unless given." }),
    returns: t.field({
      type: builder.enumType("ReturnKind", { values: RETURN_NAMES }),
      description:
        "How prices become returns; LOG unless given. DIFFERENCE is defined for prices below zero. Positions take simple returns.",
    }),
    missing: t.field({ type: MissingRows, description: "REFUSE unless given." }),
    measureColumn: t.field({ type: MeasureInput, description: "For models that read one, such as har." }),
    measureRange: t.field({ type: RangeInput, description: "Or a range of prices." }),
  }),
});

export const WindowKind = builder.enumType("WindowKind", { values: ["ROLLING", "EXPANDING"] as const });
export const WindowInput = builder.inputType("WalkForwardWindowInput", {
  fields: (t) => ({
    kind: t.field({ type: WindowKind, description: "ROLLING unless given." }),
    size: t.int({ description: "Days before the first forecast, and of a rolling fit; 1,000 unless given." }),
    refitEvery: t.int({ description: "Days forecast with one fit; 21 unless given." }),
  }),
});
export const StudiedInput = builder.inputType("StudiedMethodInput", {
  description: "An entry of a study: a name of its registry.",
  fields: (t) => ({
    name: t.string({ required: true }),
    label: t.string({ description: "The name unless given." }),
    params: t.field({ type: "JSONObject" }),
    window: t.field({ type: WindowInput, description: "Another window than the study's." }),
  }),
});

/** The series as the run keeps it: an input has no union. */
export function seriesOfInput(given: Record<string, unknown>): Record<string, unknown> {
  const { measureColumn, measureRange, ...rest } = given;
  if (measureColumn && measureRange) throw invalidInput("Give 'measureColumn' or 'measureRange', not both.", ["series", "measureRange"]);
  const tagged = (kind: string, value: unknown) => (value ? { kind, ...(value as object) } : null);
  return { ...rest, measure: tagged("COLUMN", measureColumn) ?? tagged("RANGE", measureRange) };
}

/** @throws AppError for a series that says two things or none, and for columns that are not there or of another type. */
export function checkSeriesSpec(spec: MarketSeriesSpec, columns: readonly ColumnSchema[]): Promise<void> {
  const { column, positions, timeColumn, from, to, measure, returns } = spec;
  return within("series", async () => {
    if ((column === null) === (positions.length === 0)) throw invalidInput("Give 'column' or 'positions': one of the two.", ["column"]);
    if (new Set(positions.map(({ asset }) => asset)).size < positions.length) throw invalidInput("An asset is named twice.", ["positions"]);
    if (positions.length > 0 && positions.every(({ amount }) => amount === 0))
      throw invalidInput("All positions are zero: there is no profit or loss.", ["positions"]);
    if (measure && positions.length > 0) throw invalidInput("A measure is of one series, not of positions.", ["positions"]);
    if (measure?.kind === "RANGE" && !(RANGE_MEASURES as string[]).includes(measure.measure))
      throw invalidInput(`There is no range measure '${measure.measure}'. Choose one of: ${RANGE_MEASURES.join(", ")}.`, [
        "measureRange",
        "measure",
      ]);
    if (measure?.kind === "RANGE" && returns === "DIFFERENCE")
      throw invalidInput("A range measure is of log returns; differences of prices need a measure column of their own unit.", ["returns"]);
    if (timeColumn === null && (from ?? to) !== null) throw invalidInput("'from' and 'to' need a time column.", ["timeColumn"]);
    const range = measure?.kind === "RANGE" ? (["open", "high", "low", "close"] as const) : [];
    checkColumns(columns, [
      ...ifNamed(column, NUMBERS, ["column"]),
      ...positions.map(({ asset }) => ({ name: asset, types: NUMBERS, path: ["positions"] })),
      ...ifNamed(measure?.kind === "COLUMN" ? measure.column : null, NUMBERS, ["measureColumn", "column"]),
      ...range.flatMap((name) => ifNamed(measure?.kind === "RANGE" ? measure[name] : null, NUMBERS, ["measureRange", name])),
      ...ifNamed(timeColumn, DATES, ["timeColumn"]),
    ]);
  });
}

/** Entries with their parameters in full. @throws AppError for labels that clash, windows, and what the registry refuses. */
export async function checkEntries(
  entries: readonly StudiedSpec[],
  registry: (name: string) => { parse(params: unknown): unknown },
  field: string,
  chosen: string | null,
  taken: readonly string[] = [],
): Promise<StudiedSpec[]> {
  const labels = [...entries.map(({ label, name }) => label ?? name), ...taken];
  const twice = labels.find((label, at) => labels.indexOf(label) !== at);
  if (twice !== undefined) throw invalidInput(`Two entries are called '${twice}'. Give each its own label.`, [field]);
  if (chosen !== null && !labels.slice(0, entries.length).includes(chosen))
    throw invalidInput(`'chosen' must be the label of one of the ${field}: ${labels.slice(0, entries.length).join(", ")}.`, ["chosen"]);
  return within(field, () =>
    Promise.all(
      entries.map((entry, at) =>
        within(String(at), async () => ({ ...entry, params: registry(entry.name).parse(entry.params) as Record<string, unknown> })),
      ),
    ),
  );
}

export const ReturnUnit = builder.enumType("ReturnUnit", { values: RETURN_UNITS });

export const MarketSeriesFacts = builder.objectRef<MarketSeriesSummary>("MarketSeriesFacts").implement({
  description: "The returns that a study stands on.",
  fields: (t) => ({
    read: t.expose("read", { type: ReadSeries }),
    nReturns: t.exposeInt("nReturns"),
    unit: t.expose("unit", { type: ReturnUnit, description: "Of returns, VaR and ES; variances are in its square." }),
    mean: t.exposeFloat("mean"),
    deviation: t.exposeFloat("deviation", { description: "A day, ddof 1." }),
    min: t.exposeFloat("min"),
    max: t.exposeFloat("max"),
    skewness: t.exposeFloat("skewness"),
    kurtosis: t.exposeFloat("kurtosis", { description: "3 for a normal law." }),
    nZero: t.exposeInt("nZero", { description: "Returns of exactly zero." }),
    longestZeroRun: t.exposeInt("longestZeroRun", {
      description: "A long run says that prices were filled forward, or nothing was traded.",
    }),
  }),
});

export const Estimate = builder.objectRef<MarketParameter>("MarketEstimate").implement({
  fields: (t) => ({
    name: t.exposeString("name"),
    value: t.exposeFloat("value"),
    standardError: t.exposeFloat("standardError", { nullable: true }),
    robustStandardError: t.exposeFloat("robustStandardError", {
      nullable: true,
      description: "Valid also where the errors' law is wrong.",
    }),
    atBound: t.exposeBoolean("atBound", { description: "The estimate lies on the edge of what is allowed." }),
  }),
});

const StudyPoint = builder.objectRef<StudyRange["from"]>("StudyDay").implement({
  fields: (t) => ({ at: t.exposeInt("at"), day: t.exposeString("day", { nullable: true }) }),
});
export const StudyRangeType = builder.objectRef<StudyRange>("StudyRange").implement({
  description: "What forecasts were made for.",
  fields: (t) => ({
    nOrigins: t.exposeInt("nOrigins"),
    from: t.expose("from", { type: StudyPoint }),
    to: t.expose("to", { type: StudyPoint }),
  }),
});
export const StudyPathType = builder.objectRef<StudyPath>("StudyPath").implement({
  description: "The days that the study's curves have values for: evenly spaced, and those of hits. All of them are in the run's file.",
  fields: (t) => ({
    at: t.exposeIntList("at"),
    days: t.exposeStringList("days", { description: "ISO; empty without a time column." }),
  }),
});

type Compared = PairComparison & { horizon?: number; alpha?: number; loss?: string; score?: string };
export const Comparison = builder.objectRef<Compared>("ForecastComparison").implement({
  description: "Diebold and Mariano's test of two entries by their losses.",
  fields: (t) => ({
    horizon: t.exposeInt("horizon", { nullable: true, description: "Of volatility forecasts." }),
    alpha: t.exposeFloat("alpha", { nullable: true, description: "Of VaR and ES." }),
    loss: t.string({ description: "QLIKE, MSE, FZ0 or PINBALL.", resolve: ({ loss, score }) => loss ?? score ?? "" }),
    a: t.exposeString("a"),
    b: t.exposeString("b"),
    meanDifference: t.exposeFloat("meanDifference", { description: "Loss of a less that of b: below zero = a is better." }),
    statistic: t.exposeFloat("statistic", { nullable: true }),
    pValue: t.exposeFloat("pValue"),
    lags: t.exposeInt("lags"),
    n: t.exposeInt("n"),
    better: t.exposeString("better", { nullable: true, description: "Only where p < 0.05." }),
  }),
});
const Member = builder.objectRef<ConfidenceMember>("ConfidenceSetMember").implement({
  fields: (t) => ({
    name: t.exposeString("name"),
    meanLoss: t.exposeFloat("meanLoss"),
    pValue: t.exposeFloat("pValue"),
    isMember: t.exposeBoolean("isMember"),
  }),
});
interface Confidence {
  horizon?: number;
  alpha?: number;
  loss?: string;
  score?: string;
  members: ConfidenceMember[];
}
export const ConfidenceSet = builder.objectRef<Confidence>("ModelConfidenceSet").implement({
  description: "The entries among which the best is with 90 % confidence (Hansen, Lunde and Nason).",
  fields: (t) => ({
    horizon: t.exposeInt("horizon", { nullable: true }),
    alpha: t.exposeFloat("alpha", { nullable: true }),
    loss: t.string({ resolve: ({ loss, score }) => loss ?? score ?? "" }),
    members: t.expose("members", { type: [Member] }),
  }),
});
