import { createRng, inputFeatures } from "@plimsoll/features";
import { TrainingOptions } from "@plimsoll/schema";
import { describe, expect, it } from "vitest";
import { readBundle, writeBundle } from "../bundle/bundle.ts";
import { paperEngine, planParameters } from "../engine/paper.ts";
import { availableEngines } from "../testing/engines.ts";
import { manifestOf } from "../testing/manifest.ts";
import { loadPredictor } from "../training/predictor.ts";
import { train } from "../training/train.ts";
import { categoryPlaces } from "./categories.ts";
import { architecture } from "./index.ts";

/** A number, a text column of four levels and one of two, and whether the number was missing: seven values a row. */
const LEVELS = ["town=a", "town=b", "town=c", "town=d"];
const SEXES = ["sex=f", "sex=m"];
const names = ["amount", ...LEVELS, ...SEXES, "amount missing"];
const named = {
  columns: [
    { name: "amount", type: "FLOAT" as const },
    { name: "town", type: "STRING" as const },
    { name: "sex", type: "STRING" as const },
  ],
  steps: [
    { type: "missing-indicator", version: 1, params: {}, state: {}, inputs: ["amount"], outputs: ["amount missing"] },
    { type: "one-hot", version: 1, params: {}, state: {}, inputs: ["town"], outputs: LEVELS },
    { type: "one-hot", version: 1, params: {}, state: {}, inputs: ["sex"], outputs: SEXES },
  ],
  layout: [names],
  featureNames: names,
};
const inputs = inputFeatures(named);
const engines = (await availableEngines()).map((engine) => [engine.name, engine] as const);

describe("where categories are", () => {
  it("indicators of a text column are one, what tells of a number is not", () => {
    expect(categoryPlaces(inputs)).toEqual({
      categories: [
        [1, 2, 3, 4],
        [5, 6],
      ],
      others: [0, 7],
    });
  });

  it("a column that stands at each step counts once", () => {
    const twice = inputFeatures({ ...named, layout: [names, names] });
    expect(categoryPlaces(twice)).toEqual({
      categories: [
        [1, 2, 3, 4],
        [5, 6],
      ],
      others: [0, 7, 8, 15],
    });
  });
});

describe("wide-deep with embedded categories", { timeout: 60_000 }, () => {
  const params = { units: [6], embedding: 3 };
  const weightsOf = (own: Record<string, unknown>) =>
    planParameters(architecture("wide-deep").build({ engine: paperEngine, params: own, nOutputs: 1, inputs }), 1, names.length);

  it("has 3 numbers for each of 6 levels, and a deep part that reads 2 vectors of 3 beside the 2 other values", () => {
    const shapes = (own: Record<string, unknown>) => weightsOf(own).map(({ shape }) => [...shape]);
    expect(shapes(params)).toEqual([[8, 1], [1], [6, 3], [8, 6], [6], [6, 1], [1]]);
    expect(shapes({ units: [6] })).toEqual([[8, 1], [1], [8, 6], [6], [6, 1], [1]]);
  });

  it.each(engines)("on %s learns what levels mean together, and scores the same from the file as from memory", async (_name, engine) => {
    const rng = createRng(4);
    const n = 240;
    const x = new Float32Array(n * names.length);
    const y = new Float32Array(n);
    for (let row = 0; row < n; row++) {
      const [town, sex] = [Math.floor(rng.next() * 4), Math.floor(rng.next() * 2)];
      x.set([rng.normal(), ...LEVELS.map((_level, at) => Number(at === town)), ...SEXES.map((_sex, at) => Number(at === sex)), 0], row * 8);
      // Half of the towns turn round for one sex: no sum of one number a level says it.
      y[row] = Number(town % 2 === sex);
    }
    const trained = await train({
      engine,
      architecture: "wide-deep",
      params: { ...params, bins: 4 },
      task: "BINARY",
      nClasses: 2,
      options: TrainingOptions.parse({ epochs: 20, batchSize: 20, learningRate: 0.05 }),
      inputs,
      train: { x, y, n, nSteps: 1, nFeatures: names.length },
      validation: null,
    });
    expect(trained.history.filter(({ name }) => name === "accuracy").at(-1)?.value).toBeGreaterThan(0.95);
    const manifest = manifestOf("wide-deep", { ...params, bins: 4 }, "BINARY", 1, names.length);
    const bundle = { manifest: { ...manifest, pipeline: { ...manifest.pipeline, ...named } }, weights: trained.weights };
    const [memory, file] = [bundle, readBundle(writeBundle(bundle.manifest, bundle.weights))].map((own) => {
      const predictor = loadPredictor(engine, own);
      const scores = predictor.predict(x, n);
      predictor.dispose();
      return scores;
    });
    expect(file).toEqual(memory);
  });
});
