import { fileURLToPath } from "node:url";
import { createRng } from "@plimsoll/features";
import {
  type Background,
  type GradientModel,
  loadEngine,
  loadPredictor,
  type ModelManifest,
  type NamedWeight,
  pathAttributions,
  sampledAttributions,
  train,
  treeShap,
} from "@plimsoll/ml";
import { TrainingOptions, TrainingSpec } from "@plimsoll/schema";
import { fitBoostedTrees } from "../packages/ml/src/baselines/boosted-trees/fit-boosted-trees.ts";
import { type LabelledSet, readSet, rowsWhere } from "./boosted-trees-peer.ts";
import { median } from "./contestant.ts";
import type { Bench } from "./run.ts";
import { type ShapPeer, startShap } from "./shap-peer.ts";

const APPLICANTS = 1_000;
const BACKGROUND = 100;
const SAMPLES = 200;
const MEASURED = 3;
const UNITS = [64, 32];
const TREES = { trees: 400, learningRate: 0.02, leaves: 31, l2: 0 };

/**
 * 1,000 applicants of the card default set explained: an MLP by expected gradients drawn 200 times, as the shap package's `GradientExplainer` does on the same
 * weights, and by our exact paths from 16 rows; 400 trees of 31 leaves by TreeSHAP, as its `TreeExplainer` does on the same trees, path-dependent and against
 * 100 background rows. In turn, so that both sides meet the same machine; each side's first call is not counted.
 */
export const benchExplain: Bench = async (log) => {
  const set = readSet(fileURLToPath(new URL("../data/credit_default_taiwan.csv.gz", import.meta.url)), "default.payment.next.month", "1", [
    "ID",
  ]);
  const [training, test] = [rowsWhere(set, (row) => row % 5 !== 4), rowsWhere(set, (row) => row % 5 === 4)];
  const peer = await startShap(log);
  if ("skipped" in peer) log(`shap is skipped: ${peer.skipped}.`);
  const times: Record<string, number[]> = {};
  const note = (name: string, ms: number, round: number) => {
    if (round > 0) times[name] = [...(times[name] ?? []), ms];
  };
  try {
    const theirs = "skipped" in peer ? null : peer;
    await gradients(training, test, theirs, note, log);
    await trees(training, test, theirs, note, log);
  } finally {
    if (!("skipped" in peer)) await peer.stop();
  }
  for (const [name, measured] of Object.entries(times)) log(`${name}: ${measured.map((ms) => ms.toFixed(0)).join(" ")} ms`);
  const ms = Object.fromEntries(Object.entries(times).map(([name, measured]) => [name, median(measured)]));
  const ratio = (ours: string, peerName: string) => (ms[peerName] === undefined ? [] : [(ms[ours] as number) / (ms[peerName] as number)]);
  const named = {
    expected_gradients_1000_mlp: ratio("gradients_sampled", "shap_gradients"),
    exact_paths_1000_mlp: ratio("gradients_exact", "shap_gradients"),
    tree_shap_1000: ratio("trees_path_dependent", "shap_trees_path_dependent"),
    tree_shap_interventional_1000: ratio("trees_interventional", "shap_trees_interventional"),
  };
  return {
    ratios: Object.fromEntries(Object.entries(named).flatMap(([name, [value]]) => (value === undefined ? [] : [[name, value]]))),
    ms,
  };
};

type Note = (name: string, ms: number, round: number) => void;

async function gradients(
  training: LabelledSet,
  test: LabelledSet,
  peer: ShapPeer | null,
  note: Note,
  log: (line: string) => void,
): Promise<void> {
  const { model, weights, scale } = await trainedMlp(training);
  const { d } = training;
  const x = scale(test.x.slice(0, APPLICANTS * d));
  const rows = (count: number): Background => ({
    rows: scale(training.x.slice(0, count * d)),
    n: count,
    weights: new Float64Array(count).fill(1 / count),
  });
  const background = rows(BACKGROUND);
  const job = {
    kind: "gradients",
    d,
    samples: SAMPLES,
    kernels: weights.filter(({ shape }) => shape.length === 2).map(({ shape, values }) => matrix(values, shape[1] as number)),
    biases: weights.filter(({ shape }) => shape.length === 1).map(({ values }) => [...values]),
    x: [...x],
    background: [...background.rows],
  };
  for (let round = 0; round <= MEASURED; round++) {
    let start = performance.now();
    const drawn = await sampledAttributions({ model, x, n: APPLICANTS, background, samples: SAMPLES, rng: createRng(round) });
    note("gradients_sampled", performance.now() - start, round);
    start = performance.now();
    const exact = await pathAttributions({ model, x, n: APPLICANTS, background: rows(16) });
    note("gradients_exact", performance.now() - start, round);
    if (round === 0)
      log(`largest |residual| of a row: drawn ${largest(drawn.residual).toFixed(3)}, exact ${largest(exact.residual).toExponential(1)}`);
    if (!peer) continue;
    const found = await peer.explain(job);
    note("shap_gradients", found.ms, round);
    if (round === 0) log(`correlation of drawn values with shap's: ${correlation(drawn.values, found.values.flat()).toFixed(4)}`);
  }
}

async function trees(
  training: LabelledSet,
  test: LabelledSet,
  peer: ShapPeer | null,
  note: Note,
  log: (line: string) => void,
): Promise<void> {
  const { d } = training;
  const model = fitBoostedTrees({ ...training, params: TREES });
  const x = test.x.slice(0, APPLICANTS * d);
  const background = training.x.slice(0, BACKGROUND * d);
  for (let round = 0; round <= MEASURED; round++) {
    for (const [kind, compared] of [
      ["path_dependent", null],
      ["interventional", background],
    ] as const) {
      const start = performance.now();
      const ours = treeShap(model, x, APPLICANTS, compared ? { background: { x: compared, n: BACKGROUND } } : {});
      note(`trees_${kind}`, performance.now() - start, round);
      if (!peer) continue;
      const found = await peer.explain({
        kind: "trees",
        d,
        trees: model.trees,
        start: model.start,
        x: [...x],
        background: compared && [...compared],
      });
      note(`shap_trees_${kind}`, found.ms, round);
      if (round === 0)
        log(
          `${kind}: largest difference of a value from shap's ${largest(ours.values.map((value, at) => value - (found.values[Math.floor(at / d)]?.[at % d] ?? 0))).toExponential(1)}`,
        );
    }
  }
}

/** A network of the default MLP on standardised columns, as a model with gradients. */
async function trainedMlp(
  set: LabelledSet,
): Promise<{ model: GradientModel; weights: readonly NamedWeight[]; scale(x: Float32Array): Float32Array }> {
  const { d, n } = set;
  const mean = new Float64Array(d);
  const squares = new Float64Array(d);
  for (let at = 0; at < n * d; at++) mean[at % d] = (mean[at % d] as number) + (set.x[at] as number) / n;
  for (let at = 0; at < n * d; at++)
    squares[at % d] = (squares[at % d] as number) + ((set.x[at] as number) - (mean[at % d] as number)) ** 2 / n;
  const scale = (x: Float32Array) => x.map((value, at) => (value - (mean[at % d] as number)) / Math.sqrt(squares[at % d] as number));
  const engine = await loadEngine("NATIVE");
  const options = TrainingOptions.parse({ epochs: 5, batchSize: 128 });
  const source = { x: scale(set.x), y: Float32Array.from(set.y), n, nSteps: 1, nFeatures: d };
  const { weights } = await train({
    engine,
    architecture: "mlp",
    params: { units: UNITS },
    task: "BINARY",
    nClasses: 2,
    options,
    train: source,
    validation: null,
  });
  const featureNames = Array.from({ length: d }, (_name, j) => `x${j}`);
  const bare = { nSteps: 1, nFeatures: d, columns: [], steps: [], layout: [featureNames], featureNames };
  const pipeline = bare as unknown as ModelManifest["pipeline"];
  const spec = TrainingSpec.parse({ datasetId: "ds_bench", modelName: "bench", target: "y", architecture: "mlp" });
  const target = { task: "BINARY", column: "y", type: "INTEGER", labels: { positive: "1", negative: "0" } } as const;
  const manifest = {
    architecture: "mlp",
    params: { units: UNITS },
    task: "BINARY",
    target,
    threshold: 0.5,
    calibration: null,
    pipeline,
    spec,
  } as unknown as ModelManifest;
  return { model: loadPredictor(engine, { manifest, weights }), weights, scale };
}

const matrix = (values: Float32Array, columns: number): number[][] =>
  Array.from({ length: values.length / columns }, (_row, i) => [...values.subarray(i * columns, (i + 1) * columns)]);

const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length;
  const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / n;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [da, db] = [(a[i] as number) - ma, (b[i] as number) - mb];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return ab / Math.sqrt(aa * bb);
}
