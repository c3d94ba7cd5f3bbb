import { createRng } from "@plimsoll/features";
import { architecture } from "../../architectures/index.ts";
import type { Engine } from "../../engine/engine.ts";
import { createNetwork, type NamedWeight, type Network } from "../../engine/network.ts";
import { optimizerOf } from "../../engine/optimizers/index.ts";
import { diverged, giveTurn } from "../../training/epoch.ts";

export type HiddenActivation = "relu" | "tanh" | "elu";

export interface MlpSpec {
  engine: Engine;
  units: readonly number[];
  activation: HiddenActivation;
  nInputs: number;
  nOutputs: number;
  init: { seed: number } | { weights: readonly NamedWeight[] };
  /** Null for a network that only answers. */
  optimizer: { clipNorm?: number | null; weightDecay?: number } | null;
}

/** Fully connected layers with Adam, the network behind every policy: the architecture `mlp` of the platform. */
export function createMlp({ engine, units, activation, nInputs, nOutputs, init, optimizer }: MlpSpec): Network {
  const params = { units: [...units], activation };
  return createNetwork({
    engine,
    design: architecture("mlp").build({ engine, params, nOutputs }),
    nSteps: 1,
    nFeatures: nInputs,
    init: "seed" in init ? init : { weights: new Map(init.weights.map((weight) => [weight.name, weight])) },
    optimizer:
      optimizer &&
      optimizerOf({
        optimizer: optimizer.weightDecay ? "ADAMW" : "ADAM",
        weightDecay: optimizer.weightDecay,
        gradientClipNorm: optimizer.clipNorm ?? null,
      }),
  });
}

const CHUNK = 4096;

/** Raw outputs [n, nOutputs] for rows x [n, nInputs], in chunks so that memory does not grow with the rows. */
export function outputsOf(network: Network, x: Float32Array, n: number): Float32Array {
  const { nFeatures, nOutputs } = network;
  const out = new Float32Array(n * nOutputs);
  for (let start = 0; start < n; start += CHUNK) {
    const count = Math.min(CHUNK, n - start);
    out.set(network.logits({ values: x.subarray(start * nFeatures, (start + count) * nFeatures), n: count }), start * nOutputs);
  }
  return out;
}

/** Fills the gradient of the mean loss over the rows, and returns the sum of their losses. `rows` are indices into the data. */
export type RowLoss = (rows: Uint32Array, outputs: Float32Array, gradient: Float32Array) => number;

export interface FitOptions {
  x: Float32Array;
  n: number;
  loss: RowLoss;
  epochs: number;
  batchSize: number;
  learningRate: number;
  seed: number;
  signal?: AbortSignal | undefined;
  onEpoch?(epoch: number, meanLoss: number): void;
}

/** Trains on rows in an order drawn anew for each epoch. @throws AppError "DIVERGED", "CANCELLED". */
export async function fitRows(
  network: Network,
  { x, n, loss, epochs, batchSize, learningRate, seed, signal, onEpoch }: FitOptions,
): Promise<void> {
  const { nFeatures } = network;
  const order = Uint32Array.from({ length: n }, (_row, i) => i);
  const buffer = new Float32Array(Math.min(batchSize, n) * nFeatures);
  let step = 0;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const rng = createRng(seed + epoch * 2 ** 32);
    rng.shuffle(order);
    let sum = 0;
    for (let start = 0; start < n; start += batchSize) {
      const rows = order.subarray(start, Math.min(start + batchSize, n));
      gatherRows(x, nFeatures, rows, buffer);
      step++;
      const input = { values: buffer.subarray(0, rows.length * nFeatures), n: rows.length };
      sum += network.trainStep(input, (outputs, gradient) => loss(rows, outputs, gradient), { step, learningRate, rng });
      if (!Number.isFinite(sum)) throw diverged("loss", sum, epoch, learningRate);
      if (step % 16 === 0) await giveTurn(signal);
    }
    onEpoch?.(epoch, sum / n);
    await giveTurn(signal);
  }
}

/** Rows of x [.., width] side by side. */
export function gatherRows(x: Float32Array, width: number, rows: ArrayLike<number>, out: Float32Array, to = 0): void {
  for (let i = 0; i < rows.length; i++) {
    const from = (rows[i] as number) * width;
    const at = to + i * width;
    for (let k = 0; k < width; k++) out[at + k] = x[from + k] as number;
  }
}
