/** What networks reach on credit default and bankruptcy, trained through a worker on the sets in `data`: split, seeds and settings as in the model cards. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { createRng } from "@plimsoll/features";
import type { TrainingSpec } from "@plimsoll/schema";
import type { z } from "zod";
import { type Fixture, startFixture } from "../apps/worker/src/testing/fixture.ts";
import { months, TARGET, writeTaiwan } from "../apps/worker/src/testing/taiwan.ts";
import { startWorker } from "../apps/worker/src/worker.ts";
import { readSet, rowsWhere, startLightGbm } from "../bench/boosted-trees-peer.ts";
import { auc } from "../packages/ml/src/evaluation/ranking.ts";
import { type Check, finish, isEntry, seconds } from "./checks.ts";

/** LightGBM 4.7 on the same split of the card default set, for machines on which it cannot be installed. */
const LIGHTGBM = 0.7905;
const FOLDS = 5;
const SEEDS = [1, 2, 3];
const LIMIT_MS = 900_000;

const taiwan = fileURLToPath(new URL("../data/credit_default_taiwan.csv.gz", import.meta.url));
const polish = fileURLToPath(new URL("../data/bankruptcy_polish_year5_1y_ahead.csv.gz", import.meta.url));
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const shown = (values: readonly number[]): string => `${mean(values).toFixed(4)}: ${values.map((value) => value.toFixed(4)).join(", ")}`;

type Spec = Omit<z.input<typeof TrainingSpec>, "datasetId" | "modelName">;

/** Test AUC of the network and of the baselines that the spec names. */
async function aucOf(fixture: Fixture, datasetId: string, spec: Spec): Promise<{ network: number; baseline: number }> {
  const ended = await fixture.ended(await fixture.submitTraining({ datasetId, modelName: "proof", ...spec }), LIMIT_MS);
  if (ended.status !== "SUCCEEDED") throw new Error(`A training ended ${ended.status}: ${ended.error?.message}`);
  const auc = (metrics: typeof ended.metrics) => metrics.find(({ name, split }) => name === "auc" && split === "TEST")?.value ?? 0;
  const found = { network: auc(ended.metrics), baseline: auc(ended.baselines[0]?.metrics ?? []) };
  process.stdout.write(
    `${spec.architecture}: AUC ${found.network.toFixed(4)}, baseline ${found.baseline.toFixed(4)}, ${seconds(ended)} s\n`,
  );
  return found;
}

/** The set without exact duplicates, and for each fold, stratified, a column that marks its rows. */
async function writePolish(path: string): Promise<void> {
  const [header = "", ...rows] = gunzipSync(await readFile(polish))
    .toString("utf8")
    .trim()
    .split(/\r?\n/);
  const distinct = [...new Set(rows)];
  const labelAt = header.split(",").indexOf("bankrupt");
  const order = createRng(1).shuffle(Int32Array.from(distinct, (_row, i) => i));
  const fold = new Uint8Array(distinct.length);
  const next: Record<string, number> = {};
  for (const row of order) {
    const label = distinct[row]?.split(",")[labelAt] ?? "";
    fold[row] = (next[label] ?? 0) % FOLDS;
    next[label] = (next[label] ?? 0) + 1;
  }
  const marks = (row: number) => Array.from({ length: FOLDS }, (_, k) => (fold[row] === k ? 1 : 0)).join(",");
  const names = Array.from({ length: FOLDS }, (_, k) => `TEST_${k}`).join(",");
  await writeFile(path, `${[`${header},${names}`, ...distinct.map((line, row) => `${line},${marks(row)}`)].join("\n")}\n`);
}

/** LightGBM's test AUC in this very run: 400 trees, rate 0.02. */
async function lightGbmAuc(): Promise<number> {
  const log = (line: string) => void process.stdout.write(`${line}\n`);
  const peer = await startLightGbm(log);
  if ("skipped" in peer) {
    log(`LightGBM is skipped (${peer.skipped}); ${LIGHTGBM} stands for it.`);
    return LIGHTGBM;
  }
  try {
    const set = readSet(taiwan, TARGET, "1", ["ID"]);
    const test = Array.from({ length: set.n }, (_, i) => i).filter((i) => i % 5 === 4);
    const params = { learning_rate: 0.02, num_leaves: 31, max_bin: 255, min_data_in_leaf: 20, num_threads: 1 };
    const { scores } = await peer.fit(set, { params, trees: 400, test });
    return auc(rowsWhere(set, (i) => i % 5 === 4).y, scores);
  } finally {
    await peer.stop();
  }
}

async function cardDefault(fixture: Fixture, folder: string): Promise<Check[]> {
  const file = join(folder, "taiwan.csv");
  await writeTaiwan(file, 30_000);
  const { runId, datasetId } = await fixture.submitIngest(file);
  await fixture.ended(runId);
  const split = { method: "COLUMN" as const, testColumn: "IS_TEST", validationFraction: 0 };
  const base = { target: TARGET, drop: ["ID"], split };
  const of = async (spec: Omit<Spec, "target">) => {
    const found: number[] = [];
    for (const seed of SEEDS)
      found.push((await aucOf(fixture, datasetId, { ...base, ...spec, training: { ...spec.training, seed }, baselines: [] })).network);
    return found;
  };
  const schedule = { learningRate: 0.002, schedule: "COSINE" as const };
  const tabm = await of({ architecture: "tabm", training: { ...schedule, epochs: 20, batchSize: 256 } });
  const lstm = await of({
    architecture: "lstm",
    params: { units: [128], dropout: 0.2 },
    sequence: months,
    training: { ...schedule, epochs: 10, batchSize: 64 },
  });
  const { baseline: trees } = await aucOf(fixture, datasetId, {
    ...base,
    architecture: "mlp",
    training: { epochs: 1, batchSize: 1024 },
    baselines: ["BOOSTED_TREES"],
  });
  const peer = await lightGbmAuc();
  return [
    [
      "card default: TabM's mean AUC at least LightGBM's of this run less 0.003",
      mean(tabm) >= peer - 0.003,
      `${shown(tabm)}; LightGBM ${peer.toFixed(4)}`,
    ],
    ["card default: LSTM's mean AUC at least 0.782", mean(lstm) >= 0.782, shown(lstm)],
    ["card default: boosted trees of a run at least 0.788", trees >= 0.788, trees.toFixed(4)],
    ["card default: nothing above 0.80, which would be a leak", Math.max(...tabm, ...lstm, trees) < 0.8],
  ];
}

async function bankruptcy(fixture: Fixture, folder: string): Promise<Check[]> {
  const file = join(folder, "polish.csv");
  await writePolish(file);
  const { runId, datasetId } = await fixture.submitIngest(file);
  await fixture.ended(runId);
  const marks = Array.from({ length: FOLDS }, (_, k) => `TEST_${k}`);
  const [network, trees]: [number[], number[]] = [[], []];
  for (const testColumn of marks) {
    const found = await aucOf(fixture, datasetId, {
      target: "bankrupt",
      drop: marks.filter((name) => name !== testColumn),
      split: { method: "COLUMN", testColumn, validationFraction: 0 },
      architecture: "tabm",
      pipeline: { steps: QUANTILES, defaults: true },
      training: { epochs: 40, batchSize: 256, learningRate: 0.002, schedule: "COSINE" },
      baselines: ["BOOSTED_TREES"],
    });
    network.push(found.network);
    trees.push(found.baseline);
  }
  return [
    [`bankruptcy one year ahead: TabM's mean AUC at least 0.93, ${FOLDS} folds`, mean(network) >= 0.93, shown(network)],
    [`bankruptcy one year ahead: boosted trees of the same runs at least 0.955`, mean(trees) >= 0.955, shown(trees)],
  ];
}

/** Ratios with long tails by their rank. */
const QUANTILES = [{ type: "missing-indicator", params: { when: "SEEN" } }, { type: "impute-median" }, { type: "quantile-normal" }];

export async function run(which = ""): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-verify-"));
  const fixture = await startFixture();
  const worker = await startWorker({
    databaseUrl: fixture.url,
    home: fixture.home,
    engine: "NATIVE",
    logLevel: "warn",
    codeVersion: "verify",
  });
  try {
    return finish(`networks, ${which}`, await (which === "bankruptcy" ? bankruptcy : cardDefault)(fixture, folder));
  } finally {
    await worker.close();
    await fixture.close();
    await rm(folder, { recursive: true, force: true });
  }
}

if (isEntry(import.meta.url)) process.exitCode = (await run(process.argv[2])) ? 0 : 1;
