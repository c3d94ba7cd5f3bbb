import { createInterface } from "node:readline";
import { createRng } from "@plimsoll/features";
import { loadEngine, type TensorBatchSource, train } from "@plimsoll/ml";
import { TrainingOptions } from "@plimsoll/schema";

/**
 * Our side of a network's benchmark: `train` as a run calls it, held at the end of each epoch until the next one is asked for.
 * Arguments: the architecture and its parameters as JSON.
 */
const [architecture = "", params = "{}"] = process.argv.slice(2);
const N_ROWS = 24_000;
const N_STEPS = 6;
const N_FEATURES = 8;

function rows(): TensorBatchSource {
  const rng = createRng(1);
  const x = Float32Array.from({ length: N_ROWS * N_STEPS * N_FEATURES }, () => rng.normal());
  const y = Float32Array.from({ length: N_ROWS }, (_value, row) => Number((x[row * N_STEPS * N_FEATURES] as number) + rng.normal() > 0));
  return { x, y, n: N_ROWS, nSteps: N_STEPS, nFeatures: N_FEATURES };
}

interface Run {
  /** Lets the next epoch go; settles when it has ended. */
  next(): Promise<void>;
}

const engine = await loadEngine("NATIVE");
const data = rows();

function startRun(batchSize: number): Run {
  let go: () => void = () => undefined;
  let done: () => void = () => undefined;
  const allowed = () =>
    new Promise<void>((resolve) => {
      go = resolve;
    });
  const begin = allowed();
  const options = TrainingOptions.parse({ epochs: 10_000, batchSize, learningRate: 0.001, seed: 1 });
  const task = { task: "BINARY", nClasses: 2 } as const;
  void begin.then(() =>
    train({
      engine,
      architecture,
      params: JSON.parse(params),
      ...task,
      options,
      train: data,
      validation: null,
      onEpoch() {
        const held = allowed();
        done();
        return held;
      },
    }),
  );
  return {
    next() {
      const ended = new Promise<void>((resolve) => {
        done = resolve;
      });
      go();
      return ended;
    },
  };
}

const runs = new Map<number, Run>();
for await (const line of createInterface({ input: process.stdin })) {
  const batchSize = Number(line);
  const run = runs.get(batchSize) ?? startRun(batchSize);
  runs.set(batchSize, run);
  const start = performance.now();
  await run.next();
  process.stdout.write(`epoch ${performance.now() - start}\n`);
}
process.exit(0);
