import { fileURLToPath } from "node:url";
import { trainingEnvironment } from "@plimsoll/ml/catalog";
import { type Contestant, median, startContestant } from "./contestant.ts";
import { pythonWith } from "./python.ts";
import type { Bench } from "./run.ts";

const BATCH_SIZES = [32, 256];
const MEASURED_EPOCHS = 5;
/** Epochs of one side that differ by more than this were not measured on a quiet machine. */
const UNSTEADY = 1.5;
/** The same TensorFlow as the native engine's, and the Keras of its day. */
const PEERS = ["tensorflow-cpu==2.21.0", "keras==3.15.1", "numpy==2.4.6"];

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** Each network's parameters on our side; Keras's twin of the same name is in its script. */
const NETWORKS = {
  lstm: { units: [128] },
  gru: { units: [128] },
  mlp: { units: [256, 128] },
  cnn1d: { units: [64, 64] },
};

/**
 * One epoch of a network with Adam over 24,000 rows of 6 steps and 8 features: our `train` against Keras's `fit`,
 * epoch by epoch in turn so that both meet the same machine. Each side's first epoch is not counted. Keras runs as it comes, and
 * again in our trainer's environment (one thread, memory kept).
 */
export const benchNetwork =
  (name: keyof typeof NETWORKS): Bench =>
  async (log) => {
    const ours = ["--conditions=plimsoll-source", "--import", "tsx", here("./epochs.ts"), name, JSON.stringify(NETWORKS[name])];
    const theirs = [here("./keras_epochs.py"), name];
    const environment = trainingEnvironment("NATIVE");
    const contestants: Record<string, Contestant> = { ours: startContestant(process.execPath, ours, { ...process.env, ...environment }) };
    const peers = await pythonWith("keras-3.15.1-tensorflow-2.21.0", PEERS, log);
    if ("python" in peers) {
      contestants.keras = startContestant(peers.python, theirs, process.env);
      contestants.keras_in_our_environment = startContestant(peers.python, theirs, { ...process.env, ...environment });
    } else {
      log(`Keras is skipped: ${peers.skipped}.`);
    }
    const ms: Record<string, number> = {};
    try {
      for (const batchSize of BATCH_SIZES) {
        const times: Record<string, number[]> = {};
        for (let epoch = 0; epoch <= MEASURED_EPOCHS; epoch++) {
          for (const [side, contestant] of Object.entries(contestants)) {
            const taken = await contestant.epoch(batchSize);
            if (epoch > 0) times[side] = [...(times[side] ?? []), taken];
          }
        }
        for (const [side, measured] of Object.entries(times)) {
          ms[`${side}_batch_${batchSize}`] = median(measured);
          log(`batch ${batchSize}, ${side}: ${measured.map((value) => value.toFixed(0)).join(" ")} ms`);
          const spread = Math.max(...measured) / Math.min(...measured);
          if (spread > UNSTEADY)
            log(`These vary by a factor of ${spread.toFixed(1)}: the machine is busy with something else, and the ratio tells little.`);
        }
      }
    } finally {
      for (const contestant of Object.values(contestants)) contestant.stop();
    }
    const ratios: Record<string, number> = {};
    for (const peer of Object.keys(contestants).filter((side) => side !== "ours")) {
      for (const batchSize of BATCH_SIZES) {
        const name = peer === "keras" ? `batch_${batchSize}` : `batch_${batchSize}_same_environment`;
        ratios[name] = (ms[`ours_batch_${batchSize}`] as number) / (ms[`${peer}_batch_${batchSize}`] as number);
      }
    }
    return { ratios, ms };
  };
