import type { ForecasterBaseline, PredictionTarget, SubmitPredictionInput, WindowKind } from "@/generated/graphql.ts";
import { formReader } from "../../../lib/form-reader.ts";
import type { SeriesDataset } from "../series-draft.ts";
import type { FormReading } from "../use-submit-run.ts";

export type Quote = "open" | "high" | "low" | "close" | "volume";
export const QUOTES: readonly Quote[] = ["close", "open", "high", "low", "volume"];

export interface PredictionDraft {
  modelName: string;
  timeColumn: string;
  seriesColumn: string;
  quotes: Record<Quote, string>;
  /** Names, by commas or lines. */
  indicators: string;
  from: string;
  to: string;
  target: PredictionTarget;
  horizon: string;
  lag: string;
  /** One of the baselines, or the name of an architecture. */
  forecaster: ForecasterBaseline | "NETWORK";
  architecture: string;
  steps: string;
  epochs: string;
  windowKind: WindowKind;
  windowSize: string;
  refitEvery: string;
  embargo: string;
  rule: string;
  share: string;
  cost: string;
  nTrials: string;
  seed: string;
}

/** Of the last close alone, so that they suit any series; the API names all it has where one is unknown. */
const PROPOSED = ["log-return", "momentum", "rsi", "macd", "bollinger", "close-volatility", "drawdown"];

export function newPredictionDraft({ name, columns }: Pick<SeriesDataset, "name" | "columns">): PredictionDraft {
  const column = (test: RegExp, types: readonly string[]): string =>
    columns.find((candidate) => test.test(candidate.name) && types.includes(candidate.type))?.name ?? "";
  const numbers = ["INTEGER", "FLOAT"];
  const quote = (test: RegExp) => column(test, numbers);
  return {
    modelName: `${name.replace(/[^\w-]+/g, "_").toLowerCase()}_prediction`,
    timeColumn: column(/./, ["DATE", "TIMESTAMP"]),
    seriesColumn: column(/ticker|symbol|asset|name/i, ["STRING"]),
    quotes: {
      close: quote(/^close$|adj.*close/i) || quote(/./),
      open: quote(/^open$/i),
      high: quote(/^high$/i),
      low: quote(/^low$/i),
      volume: quote(/^volume$/i),
    },
    indicators: PROPOSED.join(", "),
    from: "",
    to: "",
    target: "DIRECTION",
    horizon: "1",
    lag: "1",
    forecaster: "LOGISTIC",
    architecture: "mlp",
    steps: "1",
    epochs: "10",
    windowKind: "ROLLING",
    windowSize: "1000",
    refitEvery: "63",
    embargo: "0",
    rule: "sign",
    share: "0.2",
    cost: "0.0005",
    nTrials: "1",
    seed: "1",
  };
}

export function readPrediction(draft: PredictionDraft, datasetId: string): FormReading<SubmitPredictionInput> {
  const read = formReader();
  const whole = { integer: true };
  const indicators = draft.indicators.split(/[\s,;]+/).filter(Boolean);
  if (indicators.length === 0) read.problems.indicators = "Name at least one indicator.";
  const input: SubmitPredictionInput = {
    datasetId,
    modelName: read.text("modelName", draft.modelName, true) ?? "",
    timeColumn: read.text("timeColumn", draft.timeColumn, true) ?? "",
    ...(draft.seriesColumn ? { seriesColumns: [draft.seriesColumn] } : {}),
    quotes: {
      close: read.text("quotes.close", draft.quotes.close, true) ?? "",
      ...Object.fromEntries(
        QUOTES.filter((quote) => quote !== "close" && draft.quotes[quote]).map((quote) => [quote, draft.quotes[quote]]),
      ),
    },
    indicators: indicators.map((type) => ({ type })),
    ...(draft.from ? { from: draft.from } : {}),
    ...(draft.to ? { to: draft.to } : {}),
    target: draft.target,
    horizon: read.number("horizon", draft.horizon, whole),
    lag: read.number("lag", draft.lag, whole),
    ...(draft.forecaster === "NETWORK"
      ? {
          network: {
            architecture: draft.architecture,
            steps: read.number("network.steps", draft.steps, whole),
            options: { epochs: read.number("network.options.epochs", draft.epochs, whole) },
          },
        }
      : { baseline: draft.forecaster }),
    window: {
      kind: draft.windowKind,
      size: read.number("window.size", draft.windowSize, whole),
      refitEvery: read.number("window.refitEvery", draft.refitEvery, whole),
      embargo: read.number("window.embargo", draft.embargo, whole),
    },
    rule: draft.rule,
    share: read.number("share", draft.share),
    cost: read.number("cost", draft.cost),
    nTrials: read.number("nTrials", draft.nTrials, whole),
    seed: read.number("seed", draft.seed, whole),
  };
  return { input, problems: read.problems };
}
