import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { architectures } from "../architectures/index.ts";
import { calibrators, fitCalibration } from "../calibration/index.ts";
import { createNetwork } from "../engine/network.ts";
import { largestDifference } from "../testing/close.ts";
import { availableEngines } from "../testing/engines.ts";
import { taskLoss } from "../testing/loss.ts";
import { manifestOf } from "../testing/manifest.ts";
import { learnableRows } from "../testing/rows.ts";
import { loadPredictor } from "./predictor.ts";

const engines = await availableEngines();
const [N_STEPS, N_FEATURES] = [3, 4];
const width = N_STEPS * N_FEATURES;
const SMALL = [
  { units: [8], code: 3 },
  { units: [8], members: 4, bins: 4 },
  { units: [8] },
  { width: 8, heads: 2, blocks: 1 },
  { width: 8, blocks: 1 },
];

function bundleOf(entry: (typeof architectures)[number], engine = engines[0]) {
  if (!engine) throw new Error("No engine loads.");
  const params = SMALL.find((small) => entry.params.safeParse(small).success) ?? {};
  const [task = "BINARY"] = entry.tasks;
  const design = entry.build({ engine, params, nOutputs: taskLoss(task, {}, width).nOutputs });
  const rows = learnableRows(task, { n: 64, nSteps: N_STEPS, nFeatures: N_FEATURES });
  const network = createNetwork({ engine, design, nSteps: N_STEPS, nFeatures: N_FEATURES, init: { seed: 5, rows }, optimizer: null });
  const weights = network.weights();
  network.dispose();
  return { manifest: manifestOf(entry.name, params, task, N_STEPS, N_FEATURES), weights };
}

describe.each(architectures.map((entry) => [entry.name, entry] as const))("%s", (_name, entry) => {
  it.each(engines.map((engine) => [engine.name, engine] as const))(
    "on %s: the margin's gradient by the input is what central differences give",
    (_engine, engine) => {
      const predictor = loadPredictor(engine, bundleOf(entry));
      const n = 3;
      const rng = createRng(2);
      const x = Float32Array.from({ length: n * width }, () => rng.normal());
      const { margins, gradients } = predictor.marginGradients(x, n);
      expect(largestDifference(margins, predictor.margins(x, n))).toBeLessThan(1e-5);
      const step = 2 ** -7;
      // All moved inputs of one row at once: the row, then each of its values up and down.
      let off = 0;
      for (let row = 0; row < n; row++) {
        const own = x.subarray(row * width, (row + 1) * width);
        const moved = new Float32Array(2 * width * width);
        for (let at = 0; at < 2 * width; at++) {
          moved.set(own, at * width);
          const place = at * width + (at >> 1);
          moved[place] = (moved[place] as number) + (at % 2 === 0 ? step : -step);
        }
        const values = predictor.margins(moved, 2 * width);
        for (let at = 0; at < width; at++) {
          const numeric = ((values[2 * at] as number) - (values[2 * at + 1] as number)) / (2 * step);
          // 5e-3 absolute: float32 differences over a step of 2^-6.
          if (Math.abs(numeric - (gradients[row * width + at] as number)) > 5e-3) off++;
        }
      }
      // A kink (relu, a bin's edge) within the step makes the difference no derivative.
      expect(off).toBeLessThanOrEqual(3);
      predictor.dispose();
    },
  );
});

describe.each(calibrators.map(({ method }) => method))("a model calibrated by %s", (method) => {
  const entry = architectures.find(({ name }) => name === "mlp");
  const { x, y, n } = learnableRows("BINARY", { n: 400, nSteps: N_STEPS, nFeatures: N_FEATURES, seed: 8 });

  it.each(engines.map((engine) => [engine.name, engine] as const))("on %s scores a row alone as in a batch, to 1e-6", (_name, engine) => {
    const bundle = bundleOf(entry as (typeof architectures)[number], engine);
    const plain = loadPredictor(engine, bundle);
    const logits = plain.logits(x, n);
    const calibration = fitCalibration(method, "BINARY", { logits, y, n, k: 1 });
    const predictor = loadPredictor(engine, { ...bundle, manifest: { ...bundle.manifest, calibration } });
    const together = predictor.scores(predictor.logits(x, n), n);
    expect(together.uncalibrated).toEqual(plain.predict(x, n));
    expect(together.outputs).not.toEqual(together.uncalibrated);
    const alone = Float32Array.from({ length: n }, (_p, row) => predictor.predict(x.slice(row * width, (row + 1) * width), 1)[0] as number);
    expect(largestDifference(alone, together.outputs)).toBeLessThan(1e-6);
    plain.dispose();
    predictor.dispose();
  });
});

it("rows of another length are refused before the engine is asked", () => {
  const entry = architectures.find(({ name }) => name === "mlp") as (typeof architectures)[number];
  const predictor = loadPredictor(engines[0] as (typeof engines)[number], bundleOf(entry));
  expect(() => predictor.predict(new Float32Array(5), 1)).toThrow("expected 1 * 3 * 4");
  predictor.dispose();
});
