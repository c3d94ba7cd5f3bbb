/** Boosted trees and the scorecard on real credit sets, beside LightGBM on the same rows and with the same parameters. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createRng } from "@plimsoll/features";
import { type LabelledSet, type LightGbm, readSet, rowsWhere, startLightGbm } from "../bench/boosted-trees-peer.ts";
import { fitStoppedBoostedTrees } from "../packages/ml/src/baselines/boosted-trees/boosted-trees.ts";
import { fitBoostedTrees } from "../packages/ml/src/baselines/boosted-trees/fit-boosted-trees.ts";
import { fitScorecard } from "../packages/ml/src/baselines/scorecard/fit-scorecard.ts";
import { auc } from "../packages/ml/src/evaluation/ranking.ts";
import { type Check, finish, isEntry } from "./checks.ts";

const SETTING = { trees: 400, learningRate: 0.02, leaves: 31, l2: 0 };
const PEER_PARAMS = { learning_rate: 0.02, num_leaves: 31, max_bin: 255, min_data_in_leaf: 20, num_threads: 1 };
const FOLDS = 5;

const data = (file: string): string => fileURLToPath(new URL(`../data/${file}`, import.meta.url));
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Rows by class in an order drawn by the seed, dealt out to the folds. */
function foldsOf(y: Uint8Array, seed: number): Uint8Array {
  const order = Int32Array.from(y, (_, i) => i);
  createRng(seed).shuffle(order);
  const fold = new Uint8Array(y.length);
  const next = [0, 0];
  for (const i of order) {
    const label = y[i] as number;
    fold[i] = (next[label] as number) % FOLDS;
    next[label] = (next[label] as number) + 1;
  }
  return fold;
}

async function againstPeer(name: string, set: LabelledSet, peer: LightGbm, seeds: readonly number[], margin: number): Promise<Check> {
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (const seed of seeds) {
    const fold = foldsOf(set.y, seed);
    for (let f = 0; f < FOLDS; f += 1) {
      const [train, test] = [rowsWhere(set, (i) => fold[i] !== f), rowsWhere(set, (i) => fold[i] === f)];
      ours.push(auc(test.y, fitBoostedTrees({ ...train, categorical: set.categorical, params: SETTING }).predict(test.x, test.n)));
      const rows = Array.from(fold, (_, i) => i).filter((i) => fold[i] === f);
      theirs.push(auc(test.y, (await peer.fit(set, { params: PEER_PARAMS, trees: SETTING.trees, test: rows })).scores));
    }
  }
  const [a, b] = [mean(ours), mean(theirs)];
  return [
    `${name}: AUC not below LightGBM's by more than ${margin}`,
    a >= b - margin,
    `${a.toFixed(4)} against ${b.toFixed(4)}, ${seeds.length} x ${FOLDS} folds`,
  ];
}

/** @param carInsurance path of the car-insurance claims (they may not be redistributed); without it that check is left out. */
export async function run(carInsurance = process.env.PLIMSOLL_CAR_INSURANCE ?? ""): Promise<boolean> {
  const checks: Check[] = [];
  const log = (line: string) => void process.stdout.write(`${line}\n`);
  const taiwan = readSet(data("credit_default_taiwan.csv.gz"), "default.payment.next.month", "1", ["ID"]);
  const polish = readSet(data("bankruptcy_polish_year5_1y_ahead.csv.gz"), "bankrupt", "1", [], true);
  const [train, test] = [rowsWhere(taiwan, (i) => i % 5 !== 4), rowsWhere(taiwan, (i) => i % 5 === 4)];
  const boosted = auc(test.y, fitStoppedBoostedTrees(train).predict(test.x, test.n));
  checks.push(["Taiwan: boosted trees' AUC at least 0.788, below 0.80", boosted >= 0.788 && boosted < 0.8, boosted.toFixed(4)]);
  const card = auc(test.y, fitScorecard(train).predict(test.x, test.n));
  checks.push(["Taiwan: the scorecard's AUC at least 0.765", card >= 0.765, card.toFixed(4)]);
  const fold = foldsOf(polish.y, 1);
  const polishAuc = mean(
    Array.from({ length: FOLDS }, (_, f) => {
      const part = rowsWhere(polish, (i) => fold[i] === f);
      return auc(part.y, fitStoppedBoostedTrees(rowsWhere(polish, (i) => fold[i] !== f)).predict(part.x, part.n));
    }),
  );
  checks.push([
    "Polish bankruptcy, one year ahead: AUC at least 0.955",
    polishAuc >= 0.955,
    `${polishAuc.toFixed(4)}, ${FOLDS} folds, ${polish.n} rows`,
  ]);

  const peer = await startLightGbm(log);
  if ("skipped" in peer) {
    log(`LightGBM is skipped: ${peer.skipped}.`);
    return finish("boosted trees", checks);
  }
  try {
    const rows = Array.from({ length: taiwan.n }, (_, i) => i).filter((i) => i % 5 === 4);
    const theirs = auc(test.y, (await peer.fit(taiwan, { params: PEER_PARAMS, trees: SETTING.trees, test: rows })).scores);
    const ours = auc(test.y, fitBoostedTrees({ ...train, params: SETTING }).predict(test.x, test.n));
    checks.push([
      "Taiwan: AUC not below LightGBM's by more than 0.003",
      ours >= theirs - 0.003,
      `${ours.toFixed(4)} against ${theirs.toFixed(4)}`,
    ]);
    const lendingClub = readSet(data("credit_lending_club.csv.gz"), "Class", "bad");
    checks.push(await againstPeer("Lending Club", lendingClub, peer, [1, 2, 3], 0.01));
    if (existsSync(carInsurance)) {
      checks.push(await againstPeer("car insurance", readSet(carInsurance, "FraudFound", "1", ["PolicyNumber"]), peer, [1, 2, 3], 0.003));
    } else {
      log("Car insurance is skipped: PLIMSOLL_CAR_INSURANCE names no file.");
    }
  } finally {
    await peer.stop();
  }
  return finish("boosted trees", checks);
}

if (isEntry(import.meta.url)) process.exitCode = (await run()) ? 0 : 1;
