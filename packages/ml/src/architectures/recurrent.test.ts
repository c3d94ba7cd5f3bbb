import { TrainingOptions } from "@plimsoll/schema";
import { describe, expect, it } from "vitest";
import { createNetwork } from "../engine/network.ts";
import { paperEngine, planParameters } from "../engine/paper.ts";
import { availableEngines } from "../testing/engines.ts";
import { learnableRows } from "../testing/rows.ts";
import { train } from "../training/train.ts";
import { architecture } from "./index.ts";

const engines = (await availableEngines()).map((engine) => [engine.name, engine] as const);
const KINDS = ["lstm", "gru", "rnn"] as const;
/** Columns of the kernels that a unit has: the gates and the candidate. */
const COLUMNS = { lstm: 4, gru: 3, rnn: 1 };

describe.each(KINDS)("%s", (kind) => {
  const designOf = (params: Record<string, unknown>, engine = paperEngine) => architecture(kind).build({ engine, params, nOutputs: 1 });

  it("has columns * units * (inputs + units + 1) weights a layer, twice that when it reads both ways", () => {
    const count = (params: Record<string, unknown>) =>
      planParameters(designOf(params), 4, 3).reduce((sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1), 0);
    const layer = (inputs: number, units: number) => COLUMNS[kind] * units * (inputs + units + 1);
    expect(count({ units: [5, 2] })).toBe(layer(3, 5) + layer(5, 2) + 3);
    expect(count({ units: [5, 2], bidirectional: true })).toBe(2 * layer(3, 5) + 2 * layer(10, 2) + 5);
  });

  it.each(engines)(
    "on %s learns in two layers, both ways, with weights and outputs dropped",
    { timeout: 60_000 },
    async (_name, engine) => {
      const { history } = await train({
        engine,
        architecture: kind,
        params: { units: [6, 6], bidirectional: true, dropout: 0.1, recurrentDropout: 0.1 },
        task: "BINARY",
        nClasses: 2,
        options: TrainingOptions.parse({ epochs: 8, batchSize: 32, learningRate: 0.03, seed: 3 }),
        train: learnableRows("BINARY", { n: 128, nSteps: 3, nFeatures: 3 }),
        validation: null,
      });
      const losses = history.filter(({ name }) => name === "loss").map(({ value }) => value);
      expect(losses.at(-1) as number).toBeLessThan(0.8 * (losses[0] as number));
    },
  );

  it.each(engines)(
    "on %s gives both halves the same state for a palindrome, and lets them change places when the steps turn round",
    (_name, engine) => {
      const network = createNetwork({
        engine,
        design: designOf({ units: [2], bidirectional: true }, engine),
        nSteps: 3,
        nFeatures: 1,
        init: { seed: 5 },
        optimizer: null,
      });
      const weights = network.weights();
      const half = Math.floor((weights.length - 2) / 2);
      // Equal weights in both directions, and a head that takes the difference of the two halves.
      const values = weights.map(({ values }) => values);
      for (let at = 0; at < half; at++) values[half + at] = values[at] as Float32Array;
      values[values.length - 2] = Float32Array.of(1, 1, -1, -1);
      network.store.write(values);
      const logit = (steps: number[]) => network.logits({ values: Float32Array.from(steps), n: 1 })[0] as number;
      // 1e-6 absolute.
      expect(Math.abs(logit([0.3, -0.7, 0.3]))).toBeLessThan(1e-6);
      // Turned round, the halves change places and the difference its sign.
      expect(Math.abs(logit([1, 0.2, -0.5]) + logit([-0.5, 0.2, 1]))).toBeLessThan(1e-6);
      expect(Math.abs(logit([1, 0.2, -0.5]))).toBeGreaterThan(1e-3);
      network.dispose();
    },
  );
});
