import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { architecture } from "../architectures/index.ts";
import type { NamedWeight } from "../engine/network.ts";
import { paperEngine, planParameters } from "../engine/paper.ts";
import { fitNovelty, openNovelty } from "../robustness/novelty-detector.ts";
import { manifestOf } from "../testing/manifest.ts";
import { type ModelManifest, readBundle, writeBundle } from "./bundle.ts";
import { writeTensorFile } from "./safetensors.ts";

const manifest = manifestOf("lstm", { units: [4], dropout: 0, l2: 0 }, "BINARY", 3, 2);
const weights: NamedWeight[] = planParameters(
  architecture("lstm").build({ engine: paperEngine, params: manifest.params, nOutputs: 1 }),
  3,
  2,
).map(({ name, shape, init }) => ({
  name,
  shape,
  values: init(createRng(1)),
}));
const refused = (message: RegExp) => expect.objectContaining({ code: "BAD_BUNDLE", kind: "data", message: expect.stringMatching(message) });

describe("the model bundle", () => {
  it("reads back the manifest and the weights that were written", () => {
    expect(readBundle(writeBundle(manifest, weights))).toEqual({ manifest, weights });
  });

  it("keeps the background rows, with weights that add up to one, and refuses rows of another model", () => {
    const background = { rows: Float32Array.from({ length: 18 }, (_value, at) => at), n: 3, weights: Float64Array.of(0.1, 0.2, 0.7) };
    const read = readBundle(writeBundle(manifest, weights, { background })).background;
    expect(read?.rows).toEqual(background.rows);
    expect(read?.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 14);
    const wide = { ...background, rows: new Float32Array(27) };
    expect(() => readBundle(writeBundle(manifest, weights, { background: wide }))).toThrow();
    const negative = { ...background, weights: Float64Array.of(-0.1, 0.4, 0.7) };
    expect(() => readBundle(writeBundle(manifest, weights, { background: negative }))).toThrow(refused(/background/));
  });

  it("keeps a novelty detector that judges as the fitted one, and refuses arrays of another one", () => {
    const rng = createRng(3);
    const x = Float32Array.from({ length: 600 }, () => rng.normal());
    const { calibration, state } = fitNovelty({ kind: "MAHALANOBIS", x, n: 100, seed: 1 });
    const named = { ...manifest, novelty: calibration };
    const read = readBundle(writeBundle(named, weights, { novelty: state }));
    const [before, after] = [state, read.novelty ?? []].map((own) => openNovelty({ calibration, state: own }, 6).judge(x, 100).strangeness);
    expect(after).toEqual(before);
    expect(() => readBundle(writeBundle(named, weights, { novelty: state.slice(1) }))).toThrow(
      expect.objectContaining({ code: "BAD_BUNDLE" }),
    );
    expect(() => readBundle(writeBundle(manifest, weights, { novelty: state }))).toThrow(refused(/does not name/));
  });

  it("has the same bytes for the same model, so that its hash is its name", () => {
    expect(writeBundle(structuredClone(manifest), structuredClone(weights))).toEqual(writeBundle(manifest, weights));
  });

  it("keeps what a later pipeline adds to its own part", () => {
    const added = { ...manifest, pipeline: { ...manifest.pipeline, later: [1] } as ModelManifest["pipeline"] };
    expect(readBundle(writeBundle(added, weights)).manifest.pipeline).toHaveProperty("later", [1]);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ["an architecture that does not exist", { architecture: "../../etc" }, /does not exist/],
    ["an architecture named __proto__", { architecture: "__proto__" }, /does not exist/],
    ["parameters that the architecture refuses", { params: { units: [-1] } }, /units/],
    ["other parameters than the weights'", { params: { units: [5] } }, /shape/],
    ["more layers than the weights", { params: { units: [4, 4] } }, /tensors/],
    ["another input than the weights'", { pipeline: { ...manifest.pipeline, nFeatures: 3 } }, /shape/],
    ["an input too large to be true", { pipeline: { ...manifest.pipeline, nSteps: 1e12 } }, /pipeline.nSteps/],
    ["another format", { format: 2 }, /format/],
    ["another task than its target's", { task: "REGRESSION" }, /target/],
    ["a threshold outside [0, 1]", { threshold: 2 }, /threshold/],
    ["scores that do not ascend", { scores: { scores: [2, 1], shares: [0.5, 1] } }, /ascending/],
    [
      "a loss of another task",
      { spec: { ...manifest.spec, training: { ...manifest.spec.training, loss: "HUBER" } } },
      /HUBER is not for task/,
    ],
  ])("refuses %s", (_what, change, message) => {
    expect(() => readBundle(writeBundle({ ...manifest, ...change } as ModelManifest, weights))).toThrow(refused(message));
  });

  it("refuses weights under other names, and a file without a manifest or with one that is no JSON", () => {
    const renamed = weights.map((weight, at) => (at === 0 ? { ...weight, name: "other" } : weight));
    expect(() => readBundle(writeBundle(manifest, renamed))).toThrow(refused(/0\.lstm\.kernel/));
    expect(() => readBundle(writeTensorFile({}, weights))).toThrow(refused(/no manifest/));
    expect(() => readBundle(writeTensorFile({ plimsoll: "{" }, weights))).toThrow(refused(/not JSON/));
  });

  it("a manifest with a __proto__ key pollutes nothing", () => {
    const text = JSON.stringify(manifest).replace('"params":{', '"params":{"__proto__":{"polluted":true},');
    expect(() => readBundle(writeTensorFile({ plimsoll: text }, weights))).not.toThrow(TypeError);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it("a huge network in a small file is refused without allocating its weights", () => {
    const huge = manifestOf("mlp", { units: Array(16).fill(2048) }, "BINARY", 1, 1_000_000);
    const before = process.memoryUsage().arrayBuffers;
    expect(() => readBundle(writeBundle(huge, weights))).toThrow(refused(/tensors/));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
  });
});
