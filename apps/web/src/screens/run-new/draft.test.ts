import { expect, test } from "vitest";
import { type DraftArchitecture, type DraftColumn, newDraft, problemAt, readDraft, withTarget } from "./draft.ts";

const column = (name: string, part: Partial<DraftColumn> = {}): DraftColumn => ({
  name,
  type: "INTEGER",
  distinctCount: 900,
  missingCount: 0,
  topValues: [],
  hints: [],
  min: 0,
  max: 99,
  ...part,
});
const architectures: DraftArchitecture[] = ["lstm", "mlp"].map((name) => ({
  name,
  title: name,
  description: "",
  tasks: ["BINARY"],
  engines: ["NATIVE"],
  params: { properties: { units: { type: "array", items: { type: "integer" }, default: name === "lstm" ? [128] : [64, 32] } } },
}));
const months = [1, 2, 3].map((month) => column(`BILL${month}`));
const target = column("default", {
  distinctCount: 2,
  min: 0,
  max: 1,
  topValues: [
    { value: "0", count: 70 },
    { value: "1", count: 30 },
  ],
});

test("a file with monthly columns opens as the founding example", () => {
  const columns = [column("ID", { hints: ["Looks like an identifier: every value occurs once."] }), ...months, target];
  const draft = newDraft({ name: "cards (2005)", columns }, architectures);
  const { input, problems } = readDraft(draft, "ds_1", architectures[0]);
  expect(problems).toEqual({});
  expect(input).toMatchObject({
    datasetId: "ds_1",
    modelName: "cards -2005-",
    task: "BINARY",
    target: "default",
    positiveLabel: "1",
    drop: ["ID"],
    architecture: "lstm",
    params: { units: [128] },
    training: { epochs: 10, batchSize: 32 },
    sequence: { groups: [{ name: "BILL", columns: ["BILL3", "BILL2", "BILL1"] }] },
    baselines: ["LOGISTIC"],
  });
});

test("a file without time steps opens with a plain network", () => {
  expect(newDraft({ name: "x", columns: [column("a"), target] }, architectures)).toMatchObject({ architecture: "mlp", groups: [] });
});

test("another target brings its own task and leaves the groups", () => {
  const draft = newDraft({ name: "x", columns: [...months, target] }, architectures);
  const changed = withTarget(draft, "BILL1", [...months, target], architectures);
  expect(changed).toMatchObject({ task: "REGRESSION", groups: [{ columns: ["BILL3", "BILL2"] }] });
});

test("what is not a number, and a split without its column, are told before the API is asked", () => {
  const draft = newDraft({ name: "x", columns: [column("a"), target] }, architectures);
  expect(readDraft({ ...draft, epochs: "ten", splitMethod: "TIME" }, "ds_1", architectures[1]).problems).toEqual({
    "training.epochs": "A whole number is needed.",
    "split.timeColumn": "Choose the column.",
  });
});

test("the API's path finds its field", () => {
  const problem = { message: "too many", path: ["input", "params", "units", "0"] };
  expect(problemAt(problem, "params.units")).toBe("too many");
  expect(problemAt(problem, "params")).toBe("too many");
  expect(problemAt(problem, "param")).toBeNull();
  expect(problemAt({ message: "x", path: null }, "params")).toBeNull();
});
