import { createRng, inputFeatures } from "@plimsoll/features";
import { TrainingOptions } from "@plimsoll/schema";
import { describe, expect, it } from "vitest";
import { availableEngines } from "../testing/engines.ts";
import { manifestOf } from "../testing/manifest.ts";
import { loadPredictor } from "../training/predictor.ts";
import { train } from "../training/train.ts";

/** Three columns that reach the network as they are. */
const named = {
  columns: ["up", "down", "free"].map((name) => ({ name, type: "FLOAT" as const })),
  steps: [],
  layout: [["up", "down", "free"]],
  featureNames: ["up", "down", "free"],
};

const engines = (await availableEngines()).map((engine) => [engine.name, engine] as const);

describe("a monotone network", { timeout: 60_000 }, () => {
  it.each(engines)(
    "on %s never falls with a rising feature and never rises with a falling one, though the data say the opposite",
    async (_name, engine) => {
      const rng = createRng(5);
      const n = 256;
      const x = Float32Array.from({ length: n * 3 }, () => rng.normal());
      const value = (row: number, feature: number) => x[row * 3 + feature] as number;
      // The target falls with feature 0, which may only rise, and rises with feature 1, which may only fall; feature 2 is free and bends.
      const y = Float32Array.from({ length: n }, (_y, row) =>
        Number(value(row, 1) - value(row, 0) + 4 * (Math.abs(value(row, 2)) - 0.7) > 0),
      );
      const params = { units: [12, 6], directions: { up: 1, down: -1 } };
      const rows = { x, y, n, nSteps: 1, nFeatures: 3 };
      const options = TrainingOptions.parse({ epochs: 25, batchSize: 32, learningRate: 0.02 });
      const { weights } = await train({
        engine,
        architecture: "monotone",
        params,
        task: "BINARY",
        nClasses: 2,
        options,
        inputs: inputFeatures(named),
        train: rows,
        validation: null,
      });
      const manifest = manifestOf("monotone", params, "BINARY", 1, 3);
      const predictor = loadPredictor(engine, { manifest: { ...manifest, pipeline: { ...manifest.pipeline, ...named } }, weights });

      const grid = Array.from({ length: 41 }, (_point, at) => -4 + 0.2 * at);
      const along = (row: number, feature: number) => {
        const line = grid.flatMap((point) => [0, 1, 2].map((f) => (f === feature ? point : value(row, f))));
        return [...predictor.predict(Float32Array.from(line), grid.length)];
      };
      const rises = (values: number[]) => values.slice(1).map((after, at) => after - (values[at] as number));
      for (let row = 0; row < 20; row++) {
        // 1e-6 absolute: float32 rounding of equal values.
        expect(Math.min(...rises(along(row, 0)))).toBeGreaterThan(-1e-6);
        expect(Math.max(...rises(along(row, 1)))).toBeLessThan(1e-6);
      }
      const free = rises(along(0, 2));
      expect(Math.min(...free)).toBeLessThan(-1e-3);
      expect(Math.max(...free)).toBeGreaterThan(1e-3);
      predictor.dispose();
    },
  );

  it("refuses a name that no feature has, and a direction other than 1 and -1", async () => {
    const [, engine] = engines[0] ?? [];
    if (!engine) throw new Error("no engine loads");
    const rows = { x: new Float32Array(6), y: Float32Array.of(0, 1), n: 2, nSteps: 1, nFeatures: 3 };
    const options = TrainingOptions.parse({});
    const training = { engine, architecture: "monotone", task: "BINARY", nClasses: 2, options, train: rows, validation: null } as const;
    const inputs = inputFeatures(named);
    await expect(train({ ...training, inputs, params: { directions: { side: 1 } } })).rejects.toThrow(/'side': no feature comes from/);
    await expect(train({ ...training, inputs, params: { directions: { up: 2 } } })).rejects.toThrow(/directions.up.*must be 1 .* or -1/);
  });
});
