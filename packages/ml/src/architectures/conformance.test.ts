import { createRng } from "@plimsoll/features";
import { AppError, type Task, TrainingOptions } from "@plimsoll/schema";
import { describe, expect, it } from "vitest";
import { readBundle, writeBundle } from "../bundle/bundle.ts";
import { weightHash } from "../bundle/weight-hash.ts";
import type { Engine } from "../engine/engine.ts";
import { createNetwork, type NamedWeight } from "../engine/network.ts";
import { adam } from "../engine/optimizers/adam.ts";
import { largestDifference } from "../testing/close.ts";
import { availableEngines } from "../testing/engines.ts";
import { taskLoss } from "../testing/loss.ts";
import { manifestOf } from "../testing/manifest.ts";
import { learnableRows } from "../testing/rows.ts";
import { createGatherer } from "../training/batches.ts";
import { trainingLoss } from "../training/members.ts";
import { loadPredictor } from "../training/predictor.ts";
import { train } from "../training/train.ts";
import type { Architecture } from "./architecture.ts";
import { architecture, architectures } from "./index.ts";

const engines = await availableEngines();
const N_STEPS = 3;
const N_FEATURES = 4;
const N_INPUTS = N_STEPS * N_FEATURES;
const N_CLASSES: Record<string, number> = { BINARY: 2, MULTICLASS: 3 };
/** Small enough for the plain JavaScript engine, whatever the defaults are. */
const SMALL = [
  { units: [8], code: 3 },
  { units: [8], members: 4, bins: 4 },
  { units: [8] },
  { width: 8, heads: 2, blocks: 1 },
  { width: 8, blocks: 1 },
];
const smallParams = ({ params }: Architecture): Record<string, unknown> => SMALL.find((small) => params.safeParse(small).success) ?? {};
/** A leak of one tensor a step shows in few steps too; the plain engines are many times slower. */
const LEAK_STEPS = { NATIVE: 1000, WASM: 200, CPU: 100 };

const flat = (weights: readonly NamedWeight[]): number[] => weights.flatMap(({ values }) => [...values]);

const trainSmall = (engine: Engine, entry: Architecture, task: Task, epochs: number, signal?: AbortSignal, onProgress?: () => void) =>
  train({
    engine,
    architecture: entry.name,
    params: smallParams(entry),
    task,
    nClasses: N_CLASSES[task] ?? 1,
    options: TrainingOptions.parse({ epochs, batchSize: 32, learningRate: 0.02, seed: 3 }),
    train: learnableRows(task, { n: 128, nSteps: N_STEPS, nFeatures: N_FEATURES }),
    validation: null,
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress } : {}),
  });

describe.each(architectures.map((entry) => [entry.name, entry] as const))("architecture %s", { timeout: 60_000 }, (_name, entry) => {
  it("parses no parameters to its defaults, and its defaults to themselves", () => {
    const defaults = entry.parse({});
    expect(entry.parse(defaults)).toEqual(defaults);
  });

  it("offers a JSON Schema in which every parameter has a title and a description", () => {
    const { properties } = entry.paramsJsonSchema() as { properties: Record<string, { title?: string; description?: string }> };
    expect(Object.keys(properties)).not.toHaveLength(0);
    for (const property of Object.values(properties))
      expect(property).toMatchObject({ title: expect.any(String), description: expect.any(String) });
  });

  it("refuses a parameter it does not have with an input error", () => {
    expect(() => entry.parse({ noSuchParameter: 1 })).toThrow(expect.objectContaining({ kind: "input", code: "INVALID_INPUT" }));
  });

  describe.each(engines.map((engine) => [engine.name, engine] as const))("on %s", (_engine, engine) => {
    // What the network is tried on: its first task.
    const [first = "BINARY"] = entry.tasks;
    const rows = learnableRows(first, { n: 64, nSteps: N_STEPS, nFeatures: N_FEATURES });
    const ownLoss = taskLoss(first, {}, N_INPUTS);
    const networkOf = (seed: number) =>
      createNetwork({
        engine,
        design: entry.build({ engine, params: smallParams(entry), nOutputs: ownLoss.nOutputs }),
        nSteps: N_STEPS,
        nFeatures: N_FEATURES,
        init: { seed },
        optimizer: adam,
      });

    it("starts from the same weights for the same seed, and from others for another", () => {
      const weights = [3, 3, 4].map((seed) => {
        const network = networkOf(seed);
        const values = network.weights().map((weight) => [...weight.values]);
        network.dispose();
        return values;
      });
      expect(weights[1]).toEqual(weights[0]);
      expect(weights[2]).not.toEqual(weights[0]);
    });

    it.each(entry.tasks)("learns a small %s set, and scores the same from the file as from memory", async (task) => {
      const trained = await trainSmall(engine, entry, task, 8);
      const losses = trained.history.filter(({ name }) => name === "loss").map(({ value }) => value);
      expect(losses).toHaveLength(8);
      expect(losses[7] as number).toBeLessThan(0.7 * (losses[0] as number));

      const { x, n } = learnableRows(task, { n: 50, nSteps: N_STEPS, nFeatures: N_FEATURES, seed: 9 });
      const manifest = manifestOf(entry.name, smallParams(entry), task, N_STEPS, N_FEATURES);
      const predictors = [{ manifest, weights: trained.weights }, readBundle(writeBundle(manifest, trained.weights))].map((bundle) =>
        loadPredictor(engine, bundle),
      );
      const [memory, file] = predictors.map((predictor) => predictor.predict(x, n)) as [Float32Array, Float32Array];
      const k = predictors[0]?.nOutputs ?? 0;
      expect(memory).toHaveLength(n * k);
      expect(file).toEqual(memory);
      if (task === "BINARY" || task === "MULTICLASS") expect(memory.every((value) => value >= 0 && value <= 1)).toBe(true);

      const rowLength = N_STEPS * N_FEATURES;
      for (const row of [0, 17, 49]) {
        const alone = predictors[1]?.predict(x.slice(row * rowLength, (row + 1) * rowLength), 1) ?? new Float32Array();
        // 1e-6 absolute: a row alone is the same row in a batch.
        expect(largestDifference(alone, memory.subarray(row * k, (row + 1) * k))).toBeLessThan(1e-6);
      }
      for (const predictor of predictors) predictor.dispose();
    });

    it("learns from batches of a single row too, twice to the same weights", async () => {
      const run = () =>
        train({
          engine,
          architecture: entry.name,
          params: smallParams(entry),
          task: first,
          nClasses: N_CLASSES[first] ?? 1,
          options: TrainingOptions.parse({ epochs: 3, batchSize: 1, learningRate: 0.02, seed: 3 }),
          train: learnableRows(first, { n: 32, nSteps: N_STEPS, nFeatures: N_FEATURES }),
          validation: learnableRows(first, { n: 64, nSteps: N_STEPS, nFeatures: N_FEATURES, seed: 9 }),
        });
      const [trained, again] = [await run(), await run()];
      const of = (epoch: number, name: string) => trained.history.find((entry) => entry.epoch === epoch && entry.name === name)?.value;
      expect(of(3, "val_loss") as number).toBeLessThan(of(1, "loss") as number);
      // TensorFlow may order a sum otherwise; the other engines give the same bits.
      if (engine.name === "NATIVE") expect(largestDifference(flat(again.weights), flat(trained.weights))).toBeLessThan(1e-4);
      else expect(weightHash(again.weights)).toBe(weightHash(trained.weights));
    });

    it(`keeps the number of living tensors constant over ${LEAK_STEPS[engine.name]} steps, and frees all of them`, () => {
      const before = engine.backend.tensorCount();
      const network = networkOf(1);
      const input = createGatherer(rows.x, network.design.input, N_STEPS, N_FEATURES, 16).range(0, 16);
      const rng = createRng(1);
      const loss = trainingLoss(ownLoss, network.members);
      const batch = { n: 16, y: rows.y, weight: null, input: input.values };
      const step = (count: number) =>
        network.trainStep(input, (logits, gradient) => loss.evaluate(logits, batch, gradient), { step: count, learningRate: 0.001, rng });
      for (let count = 1; count <= 3; count++) step(count);
      const warm = engine.backend.tensorCount();
      for (let count = 4; count <= LEAK_STEPS[engine.name]; count++) step(count);
      expect(engine.backend.tensorCount()).toBe(warm);
      network.dispose();
      // What is left are the engine's constants, which a second network of the same shape shares.
      const kept = engine.backend.tensorCount();
      const again = networkOf(2);
      again.logits(input);
      again.dispose();
      expect(engine.backend.tensorCount()).toBe(kept);
      expect(kept - before).toBeLessThan(64);
    });

    it("stops within one batch when it is aborted", async () => {
      const controller = new AbortController();
      let steps = 0;
      const running = trainSmall(engine, entry, first, 1000, controller.signal, () => {
        steps++;
        if (steps === 6) controller.abort();
      });
      await expect(running).rejects.toThrow(expect.objectContaining({ code: "CANCELLED", kind: "cancelled" }));
      expect(steps).toBe(6);
    });
  });

  it("changes its weights alike on every engine: within 1e-4 after one step from the same weights", () => {
    const [task = "BINARY"] = entry.tasks;
    const ownLoss = taskLoss(task, {}, N_INPUTS);
    const [first, ...others] = engines.map((engine) => {
      const params = { ...smallParams(entry), l2: 0.01 };
      const network = createNetwork({
        engine,
        design: entry.build({ engine, params, nOutputs: ownLoss.nOutputs }),
        nSteps: N_STEPS,
        nFeatures: N_FEATURES,
        init: { seed: 1 },
        optimizer: adam,
      });
      const loss = trainingLoss(ownLoss, network.members);
      const rows = learnableRows(task, { n: 32, nSteps: N_STEPS, nFeatures: N_FEATURES });
      const input = createGatherer(rows.x, network.design.input, N_STEPS, N_FEATURES, 32).range(0, 32);
      const batch = { n: 32, y: rows.y, weight: null, input: input.values };
      network.trainStep(input, (logits, gradient) => loss.evaluate(logits, batch, gradient), {
        step: 1,
        learningRate: 0.01,
        rng: createRng(1),
      });
      const weights = network.weights();
      network.dispose();
      return weights;
    });
    for (const weights of others) {
      weights.forEach(({ values }, at) => {
        expect(largestDifference(values, first?.[at]?.values ?? [])).toBeLessThan(1e-4);
      });
    }
  });
});

it("an unknown architecture is refused with the names of those that exist", () => {
  expect(() => architecture("no-such")).toThrow(AppError);
  expect(() => architecture("no-such")).toThrow(/lstm, mlp, gru/);
});
