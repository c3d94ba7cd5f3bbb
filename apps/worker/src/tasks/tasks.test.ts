import { applyPipeline, createRng, fitPipeline, fitTarget, type Table } from "@plimsoll/features";
import { AppError, TrainingSpec } from "@plimsoll/schema";
import { describe, expect, test } from "vitest";
import type { ChildMessage } from "../messages.ts";
import { memoryError } from "./memory-error.ts";
import { columnsOf, flatten, keepRows, prepareData } from "./prepare-data.ts";
import { signatureOf } from "./signature.ts";
import { taskIo } from "./task-io.ts";

const table: Table = {
  rowCount: 4,
  columns: [
    { name: "old", type: "FLOAT", values: Float64Array.of(1, 2, 3, 4) },
    { name: "new", type: "FLOAT", values: Float64Array.of(5, 6, 7, 8) },
    { name: "age", type: "INTEGER", values: Float64Array.of(20, 30, 40, 90) },
    { name: "city", type: "STRING", codes: Int32Array.of(1, 1, 0, 2), dictionary: ["B", "A", "C"] },
    { name: "target", type: "INTEGER", values: Float64Array.of(0, 1, 0, 1) },
  ],
};
const sequence = { groups: [{ name: "balance", columns: ["old", "new"] }] };
const columns = table.columns.slice(0, 4).map(({ name, type }) => ({ name, type }));
const rows = Int32Array.of(0, 1, 2);

test("a flattened row holds every step once and static columns once, although the network reads them at each step", () => {
  const pipeline = fitPipeline({ columns: columns.slice(0, 3), sequence }, table, rows);
  expect([pipeline.nSteps, pipeline.nFeatures]).toEqual([2, 2]);
  const tensor = applyPipeline(pipeline, table);
  const { x, d } = flatten(pipeline, tensor);
  expect(d).toBe(3);
  // Row 0 of the tensor is [old, age, new, age].
  expect([...x.subarray(0, 3)]).toEqual([tensor.data[0], tensor.data[1], tensor.data[2]]);
  expect(tensor.data[3]).toBe(tensor.data[1]);
});

test("the signature tells range, reference and levels of the training rows alone", () => {
  const pipeline = fitPipeline({ columns, sequence }, table, rows);
  const target = fitTarget(table, { task: "BINARY", target: "target" });
  const signature = signatureOf(pipeline, target, 0.5, table, rows);
  expect(signature).toMatchObject({ task: "BINARY", labels: ["0", "1"], positiveLabel: "1", threshold: 0.5 });
  expect(signature.columns[2]).toEqual({ name: "age", type: "INTEGER", levels: [], reference: 30, min: 20, max: 40 });
  expect(signature.columns[3]).toEqual({ name: "city", type: "STRING", levels: ["A", "B"], reference: "A", min: null, max: null });
});

describe("a pipeline of the run's own", () => {
  const rng = createRng(9);
  const n = 1500;
  const cells = (make: () => number) => Float64Array.from({ length: n }, make);
  const signal = cells(() => rng.normal());
  const data: Table = {
    rowCount: n,
    columns: [
      { name: "signal", type: "FLOAT", values: signal },
      { name: "noise", type: "FLOAT", values: cells(() => (rng.next() < 0.1 ? Number.NaN : rng.normal())) },
      {
        name: "dealer",
        type: "STRING",
        codes: Int32Array.from({ length: n }, () => rng.int(300)),
        dictionary: Array.from({ length: 300 }, (_, k) => `d${k}`),
      },
      { name: "bad", type: "INTEGER", values: signal.map((value) => Number(rng.next() < 1 / (1 + Math.exp(-2 * value)))) },
    ],
  };
  const specOf = (steps: { type: string; params?: Record<string, unknown>; columns?: string[] }[]) =>
    TrainingSpec.parse({
      datasetId: "ds_x",
      modelName: "m",
      target: "bad",
      architecture: "mlp",
      pipeline: { rows: [], steps, defaults: true },
    });
  const prepare = (spec: TrainingSpec) => prepareData(spec, columnsOf(spec, data.columns).features, keepRows(spec, data));

  test("judges columns by boosted trees: what says nothing is left out and no longer read", () => {
    const { pipeline } = prepare(specOf([{ type: "target-encode" }, { type: "select-permutation", params: { minImportance: 0.01 } }]));
    expect(pipeline.columns.map(({ name }) => name)).toEqual(["signal"]);
  });

  test("gives the network cross-fitted training rows, and every other part what scoring gives", () => {
    const { pipeline, table, train, test: held } = prepare(specOf([{ type: "target-encode" }]));
    expect(train.tensor.data).not.toEqual(applyPipeline(pipeline, table, train.rows).data);
    expect(held.tensor.data).toEqual(applyPipeline(pipeline, table, held.rows).data);
  });
});

test("a failed allocation is OUT_OF_MEMORY; errors of our own stay what they are", () => {
  expect(memoryError(new RangeError("Array buffer allocation failed"))).toMatchObject({ code: "OUT_OF_MEMORY", kind: "resource" });
  expect(memoryError(new AppError("BAD_CSV", "data", "out of memory"))).toBeNull();
  expect(memoryError(new Error("other"))).toBeNull();
});

test("progress within a phase is thinned, a new phase is told at once", () => {
  const sent: ChildMessage[] = [];
  const io = taskIo({ send: (message) => sent.push(message), isDraining: () => false });
  for (let i = 0; i < 50; i++) io.progress("Training", i / 100);
  io.progress("Evaluating", 0.9);
  expect(sent.map((message) => message.type === "progress" && message.phase)).toEqual(["Training", "Evaluating"]);
});
