import { fileURLToPath } from "node:url";
import { fitBoostedTrees } from "../packages/ml/src/baselines/boosted-trees/fit-boosted-trees.ts";
import { readSet, rowsWhere, startLightGbm } from "./boosted-trees-peer.ts";
import { median } from "./contestant.ts";
import type { Bench } from "./run.ts";

const TREES = 400;
const MEASURED = 3;
const SETTING = { learningRate: 0.02, leaves: 31, maxBins: 255, minDataInLeaf: 20, l2: 0 };
const PEER_SETTING = { learning_rate: 0.02, num_leaves: 31, max_bin: 255, min_data_in_leaf: 20, lambda_l2: 0 };

/**
 * 400 trees of 31 leaves on the 24,000 training rows of the card default set, binning included: our `fitBoostedTrees` (one thread)
 * against LightGBM with two threads and with one, in turn so that all meet the same machine. Each side's first fit is not counted.
 */
export const benchBoostedTrees: Bench = async (log) => {
  const set = readSet(fileURLToPath(new URL("../data/credit_default_taiwan.csv.gz", import.meta.url)), "default.payment.next.month", "1", [
    "ID",
  ]);
  const train = rowsWhere(set, (row) => row % 5 !== 4);
  const test = Array.from({ length: set.n }, (_, row) => row).filter((row) => row % 5 === 4);
  const peer = await startLightGbm(log);
  const times: Record<string, number[]> = { ours: [], lightgbm_2_threads: [], lightgbm_1_thread: [] };
  if ("skipped" in peer) log(`LightGBM is skipped: ${peer.skipped}.`);
  for (let round = 0; round <= MEASURED; round += 1) {
    const start = performance.now();
    fitBoostedTrees({ ...train, params: { ...SETTING, trees: TREES } });
    if (round > 0) times.ours?.push(performance.now() - start);
    if ("skipped" in peer) continue;
    for (const [side, threads] of [
      ["lightgbm_2_threads", 2],
      ["lightgbm_1_thread", 1],
    ] as const) {
      const { ms } = await peer.fit(set, { params: { ...PEER_SETTING, num_threads: threads }, trees: TREES, test });
      if (round > 0) times[side]?.push(ms);
    }
  }
  if (!("skipped" in peer)) await peer.stop();
  const ms = Object.fromEntries(
    Object.entries(times).flatMap(([side, measured]) => (measured.length > 0 ? [[side, median(measured)]] : [])),
  );
  for (const [side, measured] of Object.entries(times)) log(`${side}: ${measured.map((value) => value.toFixed(0)).join(" ")} ms`);
  const ours = ms.ours as number;
  const ratios = Object.fromEntries(
    Object.entries(ms).flatMap(([side, value]) => (side === "ours" ? [] : [[side.replace("lightgbm_", "taiwan_against_"), ours / value]])),
  );
  return { ratios, ms };
};
