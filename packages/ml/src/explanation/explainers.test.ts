import { readFileSync } from "node:fs";
import { createRng, type FittedPipeline, fitPipeline, type Table } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { architectures } from "../architectures/index.ts";
import { createNetwork } from "../engine/network.ts";
import { largestDifference } from "../testing/close.ts";
import { availableEngines } from "../testing/engines.ts";
import { manifestOf } from "../testing/manifest.ts";
import { learnableRows } from "../testing/rows.ts";
import { loadPredictor } from "../training/predictor.ts";
import { type Attributions, explainedModel } from "./attributions.ts";
import { chooseBackground } from "./background.ts";
import { completeness } from "./encoded-attributions.ts";
import { explainer, explainers } from "./index.ts";

const engines = await availableEngines();

/** shap 0.51 on a small network with tanh, by golden/make_shap.py. */
const golden = JSON.parse(readFileSync(new URL("./golden/shap.json", import.meta.url), "utf8")) as {
  x: number[][];
  background: number[][];
  network: { w1: number[][]; b1: number[]; w2: number[][]; b2: number[]; exact: number[][]; kernel: number[][]; base: number };
};

/** A pipeline whose encoded values are its columns: nothing is scaled. */
function plainPipeline(width: number): FittedPipeline {
  const pipeline = { defaults: false, steps: [] };
  const names = Array.from({ length: width }, (_name, j) => `c${j}`);
  const columns = names.map((name) => ({ name, type: "FLOAT" as const }));
  const table: Table = { rowCount: 1, columns: columns.map(({ name, type }) => ({ name, type, values: Float64Array.of(0) })) };
  return fitPipeline({ columns, sequence: null, pipeline }, table, Int32Array.of(0));
}

describe.each(engines.map((engine) => [engine.name, engine] as const))("a small network on %s", (_name, engine) => {
  const { w1, b1, w2, b2, exact, kernel, base } = golden.network;
  const weights = [
    { name: "0.dense.kernel", shape: [4, 5], values: Float32Array.from(w1.flat()) },
    { name: "0.dense.bias", shape: [5], values: Float32Array.from(b1) },
    { name: "1.dense.kernel", shape: [5, 1], values: Float32Array.from(w2.flat()) },
    { name: "1.dense.bias", shape: [1], values: Float32Array.from(b2) },
  ];
  const pipeline = plainPipeline(4);
  const manifest = { ...manifestOf("mlp", { units: [5], activation: "tanh" }, "BINARY", 1, 4), pipeline };
  const predictor = loadPredictor(engine, { manifest, weights });
  const background = { rows: Float32Array.from(golden.background.flat()), n: 10, weights: new Float64Array(10).fill(0.1) };
  const model = explainedModel(predictor, pipeline, background);
  const x = Float32Array.from(golden.x.flat());

  it("has the Shapley values that the shap package finds, exact ones and by the kernel, within 1e-5", async () => {
    for (const [name, wanted] of [
      ["EXACT_SHAPLEY", exact],
      ["KERNEL_SHAP", kernel],
    ] as const) {
      const found = await explainer(name).explain(model, x, 6);
      expect(largestDifference(found.values, wanted.flat())).toBeLessThan(1e-5);
      expect(Math.abs((found.base[0] as number) - base)).toBeLessThan(1e-5);
    }
  });

  it("has expected gradients that are near them and add up", async () => {
    const found = await explainer("EXPECTED_GRADIENTS").explain(model, x, 6);
    expect(completeness({ ...found, values: found.encoded ?? new Float64Array() })).toBe(1);
    // Another answer to the same question: close where the network is nearly additive, not equal.
    const range = Math.max(...exact.flat()) - Math.min(...exact.flat());
    expect(largestDifference(found.values, exact.flat())).toBeLessThan(0.25 * range);
  });
});

const [N_STEPS, N_FEATURES] = [3, 4];
const SMALL = [{ units: [8], members: 4, bins: 4 }, { units: [8] }, { width: 8, heads: 2, blocks: 1 }, { width: 8, blocks: 1 }];

/** A sequence of three steps with two groups, and two static columns: four features a step. */
function sequencePipeline(): FittedPipeline {
  const names = ["a1", "a2", "a3", "b1", "b2", "b3", "s", "t"];
  const rng = createRng(1);
  const columns = names.map((name) => ({ name, type: "FLOAT" as const }));
  const table: Table = {
    rowCount: 50,
    columns: columns.map(({ name, type }) => ({ name, type, values: Float64Array.from({ length: 50 }, () => rng.normal()) })),
  };
  const sequence = {
    groups: [
      { name: "A", columns: ["a1", "a2", "a3"] },
      { name: "B", columns: ["b1", "b2", "b3"] },
    ],
  };
  return fitPipeline(
    { columns, sequence },
    table,
    Int32Array.from({ length: 50 }, (_row, i) => i),
  );
}

/** A forecast is explained as any other value. */
const tasksOf = ({ tasks }: (typeof architectures)[number]) => tasks.filter((task) => task !== "FORECAST");

describe.each(architectures.flatMap((entry) => tasksOf(entry).map((task) => [entry.name, task, entry] as const)))(
  "%s for %s",
  (_name, task, entry) => {
    // One task each on the slower engines: the rest differs in the margin alone.
    const chosen = engines.filter(({ name }) => name === "NATIVE" || task === entry.tasks[0]);
    it.each(chosen.map((engine) => [engine.name, engine] as const))(
      "on %s: attributions of almost every row add up, per feature and per step, and a row alone gets what it gets among others",
      async (_engine, engine) => {
        const params = SMALL.find((small) => entry.params.safeParse(small).success) ?? {};
        const pipeline = sequencePipeline();
        const manifest = { ...manifestOf(entry.name, params, task, N_STEPS, N_FEATURES), pipeline };
        const rows = learnableRows(task, { n: 64, nSteps: N_STEPS, nFeatures: N_FEATURES });
        const probe = loadPredictorOf(engine, manifest, entry, rows);
        const model = explainedModel(probe, pipeline, chooseBackground({ x: rows.x, n: 64, kind: "MEDOIDS", size: 5, seed: 1 }));
        const n = engine.name === "NATIVE" ? 16 : 4;
        const width = N_STEPS * N_FEATURES;
        const x = rows.x.slice(0, n * width);
        const found = await explainers[0]?.explain(model, x, n);
        if (!found?.encoded) throw new Error("Gradients explain every step.");
        expect(found.features.map(({ name }) => name)).toEqual(["A", "B", "s", "t"]);
        expect(completeness({ ...found, values: found.encoded })).toBeGreaterThanOrEqual(0.99);
        for (const row of [0, n - 1]) {
          expect(sumOfRow(found, row)).toBeCloseTo(sumOf(found.encoded.subarray(row * width, (row + 1) * width)), 9);
          const alone = (await explainers[0]?.explain(model, x.slice(row * width, (row + 1) * width), 1)) as Attributions;
          // Float32 margins and gradients, whose last digits depend on the batch.
          expect(largestDifference(alone.values, found.values.subarray(row * 4, (row + 1) * 4))).toBeLessThan(2e-3);
        }
        probe.dispose();
      },
    );
  },
);

const sumOf = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0);
const sumOfRow = ({ values, features }: Attributions, row: number): number =>
  sumOf(values.subarray(row * features.length, (row + 1) * features.length));

function loadPredictorOf(
  engine: (typeof engines)[number],
  manifest: ReturnType<typeof manifestOf>,
  entry: (typeof architectures)[number],
  rows: ReturnType<typeof learnableRows>,
) {
  const probe = { nOutputs: manifest.target.task === "MULTICLASS" ? 3 : manifest.target.task === "ANOMALY" ? N_STEPS * N_FEATURES : 1 };
  const design = entry.build({ engine, params: manifest.params, nOutputs: probe.nOutputs });
  const network = createNetwork({ engine, design, nSteps: N_STEPS, nFeatures: N_FEATURES, init: { seed: 5, rows }, optimizer: null });
  const weights = network.weights();
  network.dispose();
  return loadPredictor(engine, { manifest, weights });
}

it("an explainer that does not exist is refused with those that do", () => {
  expect(() => explainer("LIME")).toThrow("Choose one of: EXPECTED_GRADIENTS, INTEGRATED_GRADIENTS, KERNEL_SHAP, EXACT_SHAPLEY.");
});

it("explaining stops after an abort", async () => {
  const engine = engines[0] as (typeof engines)[number];
  const entry = architectures.find(({ name }) => name === "mlp") as (typeof architectures)[number];
  const pipeline = sequencePipeline();
  const manifest = { ...manifestOf("mlp", { units: [8] }, "BINARY", N_STEPS, N_FEATURES), pipeline };
  const rows = learnableRows("BINARY", { n: 64, nSteps: N_STEPS, nFeatures: N_FEATURES });
  const predictor = loadPredictorOf(engine, manifest, entry, rows);
  const model = explainedModel(predictor, pipeline, chooseBackground({ x: rows.x, n: 64, kind: "MEDOIDS", size: 5, seed: 1 }));
  await expect(explainer("EXPECTED_GRADIENTS").explain(model, rows.x, 64, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: "CANCELLED",
    kind: "cancelled",
  });
  predictor.dispose();
});
