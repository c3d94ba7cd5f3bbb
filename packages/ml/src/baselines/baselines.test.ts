import { createRng } from "@plimsoll/features";
import { BASELINES, type Baseline, type Task } from "@plimsoll/schema";
import { describe, expect, test } from "vitest";
import { auc } from "../evaluation/ranking.ts";
import type { BaselineInput, BaselineRows } from "./baseline.ts";
import { baseline, baselines, baselinesOf, fitBaseline } from "./index.ts";

const [n, d] = [240, 3];
const N_CLASSES: Partial<Record<Task, number>> = { BINARY: 2, MULTICLASS: 3 };

/** Rows whose target depends on the first column; for ANOMALY every tenth row lies far out. */
function rowsOf(task: Task, changes: Partial<Pick<BaselineRows, "y" | "weight">> = {}): BaselineRows {
  const rng = createRng(4);
  const isOdd = (i: number) => task === "ANOMALY" && i % 10 === 3;
  const x = Float64Array.from({ length: n * d }, (_, at) => (isOdd(Math.floor(at / d)) ? 4 : 1) * rng.normal());
  const signal = Array.from({ length: n }, (_, i) => (x[i * d] as number) + 0.5 * rng.normal());
  const labels: Record<Task, (i: number) => number> = {
    BINARY: (i) => Number((signal[i] as number) > 0.3),
    MULTICLASS: (i) => Number((signal[i] as number) > -0.5) + Number((signal[i] as number) > 0.5),
    REGRESSION: (i) => 100 + 5 * (signal[i] as number),
    FORECAST: (i) => 100 + 5 * (signal[i] as number),
    ANOMALY: (i) => Number(isOdd(i)),
  };
  const y = changes.y ?? Float64Array.from({ length: n }, (_, i) => labels[task](i));
  return {
    n,
    y,
    weight: changes.weight,
    encoded: () => ({ x, d }),
    raw: () => ({ x, d, names: ["a", "b", "c"], categorical: [] }),
    lagged: (lag) => Float64Array.from({ length: n }, (_, i) => (i < lag ? Number.NaN : (y[i - lag] as number))),
  };
}

const inputOf = (task: Task, changes: Partial<BaselineInput> = {}): BaselineInput => ({
  task,
  nClasses: N_CLASSES[task] ?? 1,
  train: rowsOf(task),
  validation: null,
  seed: 1,
  ...changes,
});

/** Mean loss of an answer against the rows' target: log loss for classes, squared error for numbers; rows without an answer are left out. */
function lossOf(task: Task, predicted: Float64Array, { y }: BaselineRows): number {
  const k = task === "MULTICLASS" ? 3 : 1;
  const own = Array.from({ length: n }, (_, i) => {
    if (task === "MULTICLASS") return -Math.log(predicted[i * k + (y[i] as number)] as number);
    if (task === "BINARY") return -Math.log(y[i] === 1 ? (predicted[i] as number) : 1 - (predicted[i] as number));
    return ((predicted[i] as number) - (y[i] as number)) ** 2;
  }).filter((loss) => !Number.isNaN(loss));
  return own.reduce((sum, loss) => sum + loss, 0) / own.length;
}

const cases = baselines.flatMap((entry) => entry.tasks.map((task) => [`${entry.name} for ${task}`, entry, task] as const));

describe.each(cases)("baseline %s", (_title, { name, title }, task) => {
  const rows = rowsOf(task);

  test("answers each row alike, alone or among others, and the same again for the same seed", () => {
    expect(title.length).toBeGreaterThan(3);
    const predicted = fitBaseline(name, inputOf(task)).predict(rows);
    expect(predicted).toHaveLength(n * (task === "MULTICLASS" ? 3 : 1));
    expect(fitBaseline(name, inputOf(task)).predict(rows)).toEqual(predicted);
    if (task === "BINARY" || task === "MULTICLASS") expect(predicted.every((p) => p >= 0 && p <= 1)).toBe(true);
    if (task === "MULTICLASS") expect((predicted[0] ?? 0) + (predicted[1] ?? 0) + (predicted[2] ?? 0)).toBeCloseTo(1, 12);
  });

  if (!name.includes("NAIVE") && task !== "ANOMALY") {
    test("fits the training rows no worse than the constant answer, and far better where it looks at the columns", () => {
      const constant = lossOf(task, fitBaseline("MAJORITY", inputOf(task)).predict(rows), rows);
      const own = lossOf(task, fitBaseline(name, inputOf(task)).predict(rows), rows);
      expect(own).toBeLessThanOrEqual((name === "MAJORITY" ? 1 : 0.8) * constant + 1e-12);
    });

    test("a constant target is refused, also when only weights make it so", () => {
      const refused = expect.objectContaining({ name: "AppError", code: "DEGENERATE_TARGET" });
      const constant = rowsOf(task, { y: new Float64Array(n).fill(1) });
      expect(() => fitBaseline(name, inputOf(task, { train: constant }))).toThrow(refused);
      const first = rows.y[0];
      const weighted = rowsOf(task, { weight: Float64Array.from(rows.y, (value) => Number(value === first)) });
      expect(() => fitBaseline(name, inputOf(task, { train: weighted }))).toThrow(refused);
    });
  }
});

describe("the baseline registry", () => {
  test("has one entry for each name, and a first one for each task", () => {
    expect(baselines.map(({ name }) => name).sort()).toEqual([...BASELINES].sort());
    const first = (["BINARY", "MULTICLASS", "REGRESSION", "FORECAST", "ANOMALY"] as const).map((task) => baselinesOf(task, null)[0]?.name);
    expect(first).toEqual(["LOGISTIC", "LOGISTIC", "LINEAR", "LINEAR", "ISOLATION_FOREST"]);
    expect(baselinesOf("BINARY", ["MAJORITY", "MAJORITY", "LOGISTIC"]).map(({ name }) => name)).toEqual(["MAJORITY", "LOGISTIC"]);
    expect(baselinesOf("BINARY", [])).toEqual([]);
  });

  test("a baseline of another task, or an unknown one, is refused with those that the task has", () => {
    const refused = (text: RegExp) => expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringMatching(text) });
    expect(() => baseline("LOGISTIC", "REGRESSION")).toThrow(
      refused(/not for task REGRESSION. Choose of: LINEAR, BOOSTED_TREES, MAJORITY/),
    );
    expect(() => baseline("NONE" as Baseline, "ANOMALY")).toThrow(refused(/ISOLATION_FOREST/));
  });

  test("the base rate is the weighted share of positives", () => {
    const train = { ...rowsOf("BINARY"), n: 2, y: [0, 1], weight: [3, 1] };
    expect([...fitBaseline("MAJORITY", inputOf("BINARY", { train })).predict(train)]).toEqual([0.25, 0.25]);
  });
});

describe("baselines by what they are for", () => {
  test("naive is the value before, seasonal naive the one a season before, and the first rows have no answer", () => {
    const train = rowsOf("FORECAST");
    const naive = fitBaseline("NAIVE", inputOf("FORECAST", { seasonLength: 7 })).predict(train);
    const seasonal = fitBaseline("SEASONAL_NAIVE", inputOf("FORECAST", { seasonLength: 7 })).predict(train);
    expect([naive[0], naive[5]]).toEqual([Number.NaN, train.y[4]]);
    expect([seasonal[6], seasonal[20]]).toEqual([Number.NaN, train.y[13]]);
    expect(() => fitBaseline("SEASONAL_NAIVE", inputOf("FORECAST", { seasonLength: n }))).toThrow(/Lower seasonLength/);
  });

  test("ridge finds the line of noiseless rows, shrunk by n / (n + l2) at unit variance", () => {
    const x = Float64Array.of(-1, 1, -1, 1);
    const train = { ...rowsOf("REGRESSION"), n: 4, y: [1, 5, 1, 5], encoded: () => ({ x, d: 1 }) };
    const predicted = fitBaseline("LINEAR", inputOf("REGRESSION", { train })).predict(train);
    // Sum of squares 4, penalty 1: the slope 2 becomes 2 * 4 / 5.
    expect(predicted[1]).toBeCloseTo(3 + 1.6, 12);
  });

  test("an isolation forest ranks far rows above near ones", () => {
    const train = rowsOf("ANOMALY");
    expect(auc(train.y, fitBaseline("ISOLATION_FOREST", inputOf("ANOMALY")).predict(train))).toBeGreaterThan(0.9);
  });

  test("boosted trees hold a direction given by the column's name, whatever the data say", () => {
    const train = rowsOf("REGRESSION");
    const model = fitBaseline("BOOSTED_TREES", inputOf("REGRESSION", { train, directions: { a: -1 } }));
    const line = Float64Array.from({ length: 50 * d }, (_, at) => (at % d === 0 ? at / d / 10 - 2.5 : 0.1));
    const answers = model.predict({ ...train, n: 50, raw: () => ({ ...train.raw(), x: line }) });
    expect(answers.every((value, i) => i === 0 || value <= (answers[i - 1] as number))).toBe(true);
  });

  test("boosted trees with a validation part stop where its loss is lowest; with Huber's loss outliers pull less", () => {
    const train = rowsOf("REGRESSION");
    const wild = { ...train, y: Float64Array.from(train.y, (value, i) => (i % 12 === 0 ? value + 400 : value)) };
    const error = (huberDelta: number | null) => {
      const predicted = fitBaseline("BOOSTED_TREES", inputOf("REGRESSION", { train: wild, validation: train, huberDelta })).predict(train);
      return predicted.reduce((sum, value, i) => sum + Math.abs(value - (train.y[i] as number)), 0) / n;
    };
    expect(error(0.05)).toBeLessThan(0.5 * error(null));
  });
});
