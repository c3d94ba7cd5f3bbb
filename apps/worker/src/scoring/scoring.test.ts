import { type FittedTarget, fitPipeline, type Table } from "@plimsoll/features";
import { describe, expect, test } from "vitest";
import { scoreReader } from "./decisions.ts";
import { createLoadGate, createMicroBatcher } from "./micro-batcher.ts";
import { createExplainer } from "./reasons.ts";
import { CHUNK_ROWS } from "./scoring-model.ts";

const binary: FittedTarget = { task: "BINARY", column: "y", type: "INTEGER", labels: { positive: "bad", negative: "good" } };

describe("decisions", () => {
  test("a probability at the threshold is the positive label", () => {
    const reader = scoreReader(binary, 0.25);
    expect([0, 1].map((at) => reader.decision(Float32Array.of(0.25, 0.2499), at))).toEqual(["bad", "good"]);
    expect(reader.result({ outputs: Float32Array.of(0.75), uncalibrated: Float32Array.of(0.5) }, 0, [])).toMatchObject({
      probability: 0.75,
      rawProbability: 0.5,
      value: null,
      decision: "bad",
      probabilities: [
        { label: "bad", value: 0.75 },
        { label: "good", value: 0.25 },
      ],
    });
  });

  test("of several classes the likeliest is the decision, and a regression has a value and none", () => {
    const classes = scoreReader({ task: "MULTICLASS", column: "y", type: "STRING", labels: ["a", "b", "c"] }, 0.5);
    const both = (outputs: Float32Array) => ({ outputs, uncalibrated: outputs });
    expect(classes.result(both(Float32Array.of(0, 0, 1, 0.25, 0.5, 0.25)), 1, [])).toMatchObject({ probability: null, decision: "b" });
    expect(
      scoreReader({ task: "REGRESSION", column: "y", type: "FLOAT", mean: 0, std: 1 }, 0.5).result(both(Float32Array.of(3)), 0, []),
    ).toMatchObject({ value: 3, probability: null, decision: null, quantiles: [] });
  });

  test("quantiles are told in full and the value is the median", () => {
    const forecast = scoreReader({ task: "FORECAST", column: "y", type: "FLOAT", mean: 0, std: 1 }, 0.5, [0.05, 0.5, 0.95]);
    const outputs = Float32Array.of(9, 9, 9, 1, 2, 4);
    expect(forecast.result({ outputs, uncalibrated: outputs }, 1, [])).toMatchObject({
      value: 2,
      quantiles: [
        { probability: 0.05, value: 1 },
        { probability: 0.5, value: 2 },
        { probability: 0.95, value: 4 },
      ],
    });
  });

  test("an anomaly has a score, the share it is at, and an alert from the threshold on", () => {
    const reader = scoreReader({ task: "ANOMALY", column: null, type: null, labels: null }, 0.75);
    const scores = { outputs: Float32Array.of(0.75, 0.5), uncalibrated: Float32Array.of(3.5, 1.5) };
    expect(reader.result(scores, 0, [])).toMatchObject({ value: 3.5, probability: 0.75, decision: "ALERT" });
    expect(reader.result(scores, 1, [])).toMatchObject({ value: 1.5, probability: 0.5, decision: "NORMAL" });
  });
});

describe("reasons", () => {
  const table: Table = {
    rowCount: 3,
    columns: [
      { name: "PAY_1", type: "INTEGER", values: Float64Array.of(0, 0, 2) },
      { name: "PAY_2", type: "INTEGER", values: Float64Array.of(0, 0, 3) },
      { name: "AGE", type: "FLOAT", values: Float64Array.of(30, 40, Number.NaN) },
      { name: "CITY", type: "STRING", codes: Int32Array.of(0, 0, 1), dictionary: ["Rome", "Oslo"] },
    ],
  };
  const columns = table.columns.map(({ name, type }) => ({ name, type }));
  const pipeline = fitPipeline(
    { columns, sequence: { groups: [{ name: "PAY", columns: ["PAY_1", "PAY_2"] }] } },
    table,
    Int32Array.of(0, 1),
  );
  const explainer = createExplainer(pipeline, binary, scoreReader(binary, 0.5));

  test("every row is followed by its variants, each with one feature at its reference; a sequence group is one feature", () => {
    expect(explainer.features.map(({ name }) => name)).toEqual(["PAY", "AGE", "CITY"]);
    const expanded = explainer.expand({
      rowCount: 1,
      columns: table.columns.map((column) =>
        column.type === "STRING" ? { ...column, codes: column.codes.slice(2) } : { ...column, values: column.values.slice(2) },
      ),
    });
    expect(expanded.rowCount).toBe(4);
    const [pay1, pay2, age, city] = expanded.columns;
    expect(pay1).toMatchObject({ values: Float64Array.of(2, 0, 2, 2) });
    expect(pay2).toMatchObject({ values: Float64Array.of(3, 0, 3, 3) });
    expect(age).toMatchObject({ values: Float64Array.of(Number.NaN, Number.NaN, 30, Number.NaN) });
    expect(city).toMatchObject({ codes: Int32Array.of(1, 1, 1, 0) });
  });

  test("contributions are differences of log-odds, the strongest first, without those that change nothing", () => {
    // Row 2 and its variants: p = 0.8; PAY at its reference gives 0.5, AGE changes nothing, CITY gives 0.9.
    const outputs = Float32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0.8, 0.5, 0.8, 0.9);
    const reasons = explainer.reasons(table, 2, outputs);
    expect(reasons.map(({ feature }) => feature)).toEqual(["PAY", "CITY"]);
    // Float32 probabilities: 1e-6 relative.
    expect(reasons[0]?.contribution).toBeCloseTo(Math.log(4), 6);
    expect(reasons[1]?.contribution).toBeCloseTo(Math.log(4) - Math.log(9), 6);
    expect(reasons.map(({ text }) => text)).toEqual([
      "PAY = 2, 3 raises the probability (reference 0, 0)",
      "CITY = Oslo lowers the probability (reference Rome)",
    ]);
  });
});

describe("micro-batches", () => {
  const calls: number[] = [];
  const doubled = (x: Float32Array, n: number): Float32Array => {
    calls.push(n);
    return x.map((value) => value * 2);
  };

  test("concurrent requests share a call and each gets its own rows back", async () => {
    calls.length = 0;
    const predict = createMicroBatcher({ predict: doubled, width: 1, isAlone: () => false });
    const answers = await Promise.all([1, 2, 3].map((n) => predict(new Float32Array(n).fill(n), n)));
    expect(calls).toEqual([6]);
    expect(answers.map((answer) => [...answer])).toEqual([[2], [4, 4], [6, 6, 6]]);
  });

  test("a call never takes more rows than its limit, and none is lost", async () => {
    calls.length = 0;
    const predict = createMicroBatcher({ predict: doubled, width: 1, isAlone: () => true });
    await Promise.all([3_000, 3_000, 1_000].map((n) => predict(new Float32Array(n), n)));
    expect(calls).toEqual([3_000, 4_000]);
    expect(Math.max(...calls)).toBeLessThanOrEqual(CHUNK_ROWS);
  });

  test("a failing call fails those who were in it", async () => {
    const predict = createMicroBatcher({
      predict: () => {
        throw new Error("broken");
      },
      width: 1,
      isAlone: () => true,
    });
    await expect(predict(new Float32Array(1), 1)).rejects.toThrow("broken");
  });

  test("work beyond the bound is refused while other work waits, never while none does", () => {
    const gate = createLoadGate(10);
    const leave = gate.enter(100);
    expect(() => gate.enter(1)).toThrow(expect.objectContaining({ code: "UNAVAILABLE", kind: "dependency" }));
    leave();
    leave();
    expect(gate.inFlight).toBe(0);
    gate.enter(9)();
  });
});
