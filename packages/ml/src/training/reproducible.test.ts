import { type Task, TrainingOptions } from "@plimsoll/schema";
import { describe, expect, it } from "vitest";
import { weightHash } from "../bundle/weight-hash.ts";
import type { Engine } from "../engine/engine.ts";
import { availableEngines } from "../testing/engines.ts";
import { manifestOf } from "../testing/manifest.ts";
import { learnableRows } from "../testing/rows.ts";
import { loadPredictor } from "./predictor.ts";
import { train } from "./train.ts";

const engines = await availableEngines();
const shape = { n: 160, nSteps: 3, nFeatures: 4 };
type Case = [architecture: string, params: Record<string, unknown>, task: Task, options: Record<string, unknown>];
const cases: Case[] = [
  ["lstm", { units: [8], recurrentDropout: 0.2 }, "BINARY", {}],
  ["tabm", { units: [8], members: 4, bins: 4 }, "BINARY", { loss: "FOCAL" }],
  ["mlp", { units: [8], dropout: 0.3 }, "FORECAST", { loss: "QUANTILE", quantiles: [0.1, 0.9], optimizer: "ADAMW" }],
  ["vae", { units: [8], code: 2 }, "ANOMALY", {}],
];

async function trained(engine: Engine, [architecture, params, task, options]: Case, seed = 5) {
  const rows = learnableRows(task, shape);
  const own = TrainingOptions.parse({ epochs: 4, batchSize: 32, learningRate: 0.01, seed, ...options });
  const nClasses = task === "BINARY" ? 2 : 1;
  const { weights } = await train({ engine, architecture, params, task, nClasses, options: own, train: rows, validation: null });
  const manifest = manifestOf(architecture, params, task, shape.nSteps, shape.nFeatures);
  const predictor = loadPredictor(engine, { manifest: { ...manifest, spec: { ...manifest.spec, training: own } }, weights });
  const logits = predictor.logits(rows.x, shape.n);
  predictor.dispose();
  return { hash: weightHash(weights), logits };
}

describe.each(engines.map((engine) => [engine.name, engine] as const))("on %s", { timeout: 60_000 }, (name, engine) => {
  it.each(cases)("%s %j trains to the same numbers for the same seed, and to others for another", async (...own) => {
    const [first, again, other] = [await trained(engine, own), await trained(engine, own), await trained(engine, own, 6)];
    if (name !== "NATIVE") expect(again.hash).toBe(first.hash);
    // TensorFlow may order a sum otherwise: 1e-5 of the largest output.
    const largest = Math.max(...first.logits.map(Math.abs));
    again.logits.forEach((value, i) => {
      expect(Math.abs(value - (first.logits[i] as number))).toBeLessThanOrEqual(1e-5 * largest);
    });
    expect(other.hash).not.toBe(first.hash);
  });
});
