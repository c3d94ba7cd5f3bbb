import { expect, test } from "vitest";
import { paramFields } from "../../lib/param-fields.ts";
import { newCandidate, readCandidates } from "./candidates.ts";
import { type DraftArchitecture, type DraftColumn, newDraft, problemAt, readDraft, withTask } from "./draft.ts";
import { newHistory, readHistory } from "./history.ts";
import { newDimension, newSearch, readSearch, type SearchField } from "./search.ts";
import { searchFieldsOf } from "./search-fields.ts";
import { readOptions } from "./training-options.ts";
import { newValidation, readValidation } from "./validation-options.ts";

const params = {
  properties: {
    units: { type: "array", items: { type: "integer" }, default: [64], title: "Units" },
    dropout: { type: "number", default: 0, title: "Dropout" },
  },
};
const architecture = (name: string, tasks: DraftArchitecture["tasks"]): DraftArchitecture => ({
  name,
  title: name,
  description: "",
  tasks,
  engines: ["NATIVE"],
  params,
});
const architectures = [architecture("mlp", ["BINARY", "REGRESSION", "FORECAST"]), architecture("vae", ["ANOMALY"])];
const column = (name: string, type: DraftColumn["type"]): DraftColumn => ({
  name,
  type,
  distinctCount: 900,
  missingCount: 0,
  topValues: [],
  hints: [],
  min: 0,
  max: 9,
});
const columns = [column("day", "DATE"), column("x", "FLOAT"), column("y", "FLOAT")];

test("an option is sent only where it means something, and an empty one is left to the API", () => {
  const options = { loss: "FOCAL", focalGamma: "1.5", huberDelta: "2", weightDecay: "0.1", warmupEpochs: " ", quantiles: "0.1, 0.9" };
  expect(readOptions({ task: "BINARY", options }).options).toEqual({ loss: "FOCAL", focalGamma: 1.5 });
  expect(readOptions({ task: "REGRESSION", options: { ...options, loss: "QUANTILE" } }).options).toEqual({
    loss: "QUANTILE",
    quantiles: [0.1, 0.9],
  });
  expect(readOptions({ task: "FORECAST", options: { seasonLength: "2.5" } }).problems).toEqual({
    "training.seasonLength": "A whole number is needed.",
  });
});

test("folds are sent with what their method needs and nothing of another's", () => {
  expect(readValidation(newValidation()).validation).toBeNull();
  const purged = { ...newValidation("PURGED"), timeColumn: "day", horizon: "5", embargo: "2", groupColumn: "x" };
  expect(readValidation(purged).validation).toEqual({
    method: "PURGED",
    folds: 5,
    seed: 1,
    timeColumn: "day",
    horizon: 5,
    embargo: 2,
    unit: "ROWS",
  });
  expect(readValidation(newValidation("GROUP_K_FOLD")).problems).toEqual({ "validation.groupColumn": "Choose the column of the groups." });
});

test("a forecast is split by time, and another task brings the architecture and the baseline that can do it", () => {
  const draft = newDraft({ name: "x", columns }, architectures);
  expect(draft).toMatchObject({ task: "REGRESSION", architecture: "mlp", baselines: ["LINEAR"] });
  expect(withTask(draft, "FORECAST", columns, architectures)).toMatchObject({
    splitMethod: "TIME",
    splitColumn: "day",
    baselines: ["LINEAR"],
  });
  const anomaly = withTask(draft, "ANOMALY", columns, architectures);
  expect(withTask(anomaly, "REGRESSION", columns, architectures).target).toBe("y");
  expect(readDraft(anomaly, "ds_1", architectures[1]).input).toMatchObject({
    task: "ANOMALY",
    target: null,
    positiveLabel: null,
    architecture: "vae",
    baselines: ["ISOLATION_FOREST"],
  });
});

test("a search replaces the dimensions that are written and leaves the others to the API", () => {
  const draft = newDraft({ name: "x", columns }, architectures);
  const fields = searchFieldsOf(draft, architectures[0], {
    tunableOptions: ["learningRate", "weightDecay", "optimizer"],
    derivedOptions: ["learningRate", "weightDecay"],
  });
  expect(fields.map(({ at, current }) => [at, current])).toEqual([
    ["training.learningRate", 0.001],
    ["training.optimizer", "ADAM"],
    ["params.units", [64]],
    ["params.dropout", 0],
  ]);
  const dimensions = {
    "params.units": { ...newDimension, kind: "VALUES" as const, values: "64; 128, 64" },
    "params.dropout": { ...newDimension, kind: "FIXED" as const },
    "training.learningRate": { ...newDimension, kind: "RANGE" as const, min: "0.0001", max: "0.01", log: true },
  };
  const { search, problems } = readSearch({ ...newSearch, trials: "30", dimensions }, fields);
  expect(problems).toEqual({});
  expect(search).toMatchObject({
    method: "HALVING",
    trials: 30,
    eta: 3,
    space: {
      params: { units: { values: [[64], [128, 64]] }, dropout: { values: [0] } },
      training: { learningRate: { min: 0.0001, max: 0.01, log: true } },
    },
  });
  const wrong = { "params.units": { ...newDimension, kind: "VALUES" as const, values: "a lot" } };
  expect(Object.keys(readSearch({ ...newSearch, dimensions: wrong }, fields).problems)).toEqual(["search.space.params.units"]);
});

test("yes and no are the values of a switch", () => {
  const [field] = paramFields({ properties: { bidirectional: { type: "boolean", default: false } } });
  if (!field) throw new Error("no field");
  const fields: SearchField[] = [{ at: "params.bidirectional", field, current: false, isDerived: true }];
  const dimensions = { "params.bidirectional": { ...newDimension, kind: "VALUES" as const, values: "yes; no" } };
  expect(readSearch({ ...newSearch, dimensions }, fields).search.space?.params).toEqual({ bidirectional: { values: [true, false] } });
});

test("a candidate's own options are sent, the training's others hold", () => {
  const [mlp] = architectures;
  if (!mlp) throw new Error("no architecture");
  const candidate = { ...newCandidate("a", mlp), name: " wide ", epochs: "5", params: { units: "256", dropout: "x" } };
  const { candidates, problems } = readCandidates([candidate], architectures);
  expect(candidates).toMatchObject([{ name: "wide", architecture: "mlp", params: { units: [256] }, training: { epochs: 5 } }]);
  expect(Object.keys(problems)).toEqual(["candidates.0.params.dropout"]);
});

test("steps of earlier rows need an order and columns", () => {
  expect(readHistory(newHistory("day", ["x"])).history).toMatchObject({
    time: "day",
    steps: 20,
    horizon: 1,
    columns: ["x"],
    gaps: "IGNORE",
  });
  expect(Object.keys(readHistory({ ...newHistory("", []), gaps: "GRID" }).problems).sort()).toEqual([
    "sequence.history.columns",
    "sequence.history.gap",
    "sequence.history.time",
  ]);
});

test("a refusal of a search finds the field of its training", () => {
  expect(problemAt({ message: "low", path: ["training", "training", "epochs"] }, "training.epochs")).toBe("low");
  expect(problemAt({ message: "low", path: ["training", "params", "units", "0"] }, "params.units")).toBe("low");
  expect(problemAt({ message: "low", path: ["training", "epochs"] }, "training.epochs")).toBe("low");
  expect(problemAt({ message: "low", path: ["search", "space", "params", "units"] }, "search.space.params.units")).toBe("low");
});
