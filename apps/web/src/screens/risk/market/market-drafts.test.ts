import { expect, test } from "vitest";
import { formReader } from "../../../lib/form-reader.ts";
import { readCombinations } from "./combinations.ts";
import { newPredictionDraft, readPrediction } from "./prediction-draft.ts";
import { newStudyDraft, readStudy } from "./study-draft.ts";

const column = (name: string, type: "DATE" | "FLOAT" | "STRING", missingCount = 0) => ({
  name,
  type,
  position: 0,
  missingCount,
  distinctCount: 1,
  distinctExact: true,
  min: 1,
  max: 2,
  mean: 1,
  std: 1,
  hints: [],
  quantiles: [],
  topValues: [],
  histogram: [],
});
const dataset = {
  id: "ds_1",
  name: "S&P 500 daily",
  status: "READY" as const,
  fileName: "f.csv",
  byteSize: 1,
  rowCount: 1,
  duplicateRowCount: 0,
  createdAt: "2024-01-01",
  error: null,
  run: null,
  protectedAttributes: [],
  columns: ["Open", "High", "Low", "Close", "Adj Close"]
    .map((name) => column(name, "FLOAT"))
    .concat(column("Date", "DATE"), column("Ticker", "STRING")),
};
const registry = ["garch", "har"].map((name) => ({ name, title: name, description: "", params: { type: "object", properties: {} } }));

test("a study reads the adjusted close by its day, and the range's columns only where a measure is chosen", () => {
  const draft = newStudyDraft(dataset, ["garch"], "volatility");
  const plain = readStudy(draft, dataset, registry, "models", formReader());
  expect(plain).toMatchObject({
    modelName: "s_p_500_daily_volatility",
    series: { datasetId: "ds_1", column: "Adj Close", timeColumn: "Date", values: "PRICES", returns: "LOG" },
    window: { kind: "ROLLING", size: 1000, refitEvery: 21 },
    entries: [{ name: "garch" }],
  });
  expect(plain.series).not.toHaveProperty("measureRange");
  const ranged = readStudy({ ...draft, measure: "parkinson" }, dataset, registry, "models", formReader());
  expect(ranged.series.measureRange).toEqual({ measure: "parkinson", open: "Open", high: "High", low: "Low", close: "Close" });
});

test("a column of variances is sent with its scale; a quote that is not chosen is told at its field", () => {
  const draft = newStudyDraft(dataset, ["har"], "volatility");
  const measured = { ...draft, measure: "COLUMN", measureColumn: "High", measureScale: "0.0001" };
  const { series } = readStudy(measured, dataset, registry, "models", formReader());
  expect(series.measureColumn).toEqual({ column: "High", scale: 0.0001 });
  expect(series).not.toHaveProperty("measureRange");
  const read = formReader();
  readStudy({ ...draft, measure: "garman-klass", quotes: { ...draft.quotes, low: "" } }, dataset, registry, "models", read);
  expect(Object.keys(read.problems)).toEqual(["series.measureRange.low"]);
});

test("positions are sent instead of a column, those that are typed; their returns are not chosen", () => {
  const draft = { ...newStudyDraft(dataset, ["garch"], "var"), seriesOf: "POSITIONS" as const, measure: "parkinson" };
  const held = { Open: "100", High: "-50", Low: "" };
  const { series } = readStudy({ ...draft, positions: held }, dataset, registry, "methods", formReader());
  expect(series.positions).toEqual([
    { asset: "Open", amount: 100 },
    { asset: "High", amount: -50 },
  ]);
  for (const field of ["column", "returns", "measureRange"]) expect(series).not.toHaveProperty(field);
  const read = formReader();
  readStudy({ ...draft, positions: { Open: "many" } }, dataset, registry, "methods", read);
  expect(Object.keys(read.problems).sort()).toEqual(["series.positions", "series.positions.Open"]);
});

test("a combination needs a name of its own and two models of the study", () => {
  const read = formReader();
  const combinations = [
    { label: "both", members: ["har", "garch", "gone"] },
    { label: "garch", members: ["har"] },
  ];
  expect(readCombinations(combinations, ["garch", "har"], read)[0]).toEqual({ label: "both", members: ["garch", "har"] });
  expect(Object.keys(read.problems)).toEqual(["combinations.1.label", "combinations.1.members"]);
});

test("a study without a series or an entry is told before it is sent", () => {
  const read = formReader();
  const draft = newStudyDraft({ ...dataset, columns: [] }, [], "var");
  readStudy({ ...draft, windowSize: "long" }, dataset, registry, "methods", read);
  expect(Object.keys(read.problems).sort()).toEqual(["methods", "series.column", "window.size"]);
});

test("a prediction proposes quotes and assets by name; a baseline or a network is sent, never both", () => {
  const draft = newPredictionDraft(dataset);
  const { input, problems } = readPrediction(draft, "ds_1");
  expect(problems).toEqual({});
  expect(input).toMatchObject({
    timeColumn: "Date",
    seriesColumns: ["Ticker"],
    quotes: { close: "Close", open: "Open" },
    baseline: "LOGISTIC",
    rule: "sign",
  });
  expect(input).not.toHaveProperty("network");
  const network = readPrediction({ ...draft, forecaster: "NETWORK", indicators: " rsi;\nmacd" }, "ds_1").input;
  expect(network).toMatchObject({
    network: { architecture: "mlp", steps: 1, options: { epochs: 10 } },
    indicators: [{ type: "rsi" }, { type: "macd" }],
  });
  expect(network).not.toHaveProperty("baseline");
});
