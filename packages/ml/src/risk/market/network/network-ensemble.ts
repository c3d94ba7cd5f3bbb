import type { Task, TrainingOptions } from "@plimsoll/schema";
import { architecture } from "../../../architectures/index.ts";
import type { Engine } from "../../../engine/engine.ts";
import { createNetwork, type NamedWeight } from "../../../engine/network.ts";
import { createGatherer, type TensorBatchSource } from "../../../training/batches.ts";
import { chunkRows } from "../../../training/evaluate.ts";
import { lossFor } from "../../../training/losses/index.ts";
import { pooledLogits } from "../../../training/members.ts";
import { train } from "../../../training/train.ts";

/** What the members of an ensemble share. */
export interface EnsembleSpec {
  engine: Engine;
  architecture: string;
  params: Record<string, unknown>;
  task: Task;
  nClasses: number;
  options: TrainingOptions;
}

/** Networks that differ in their seed alone. */
export interface NetworkEnsemble {
  /** Mean of the members' predictions, [n, outputs of the loss] row-major. @param x [n, nSteps, nFeatures], scaled as the training rows were. */
  predict(x: Float32Array, n: number): Float64Array;
  /** Mean over the members of the last epoch's training loss. */
  loss: number;
}

/**
 * Trains `members` networks on the same rows, seeds `options.seed`, +1, +2 and so on. Each is trained by the training core and kept as weights only.
 * @throws AppError as `train`.
 */
export async function trainEnsemble(
  spec: EnsembleSpec,
  rows: TensorBatchSource,
  members: number,
  signal: AbortSignal | undefined,
): Promise<NetworkEnsemble> {
  const trained: NamedWeight[][] = [];
  let loss = 0;
  for (let member = 0; member < members; member++) {
    const options = { ...spec.options, seed: spec.options.seed + member };
    const { weights, history } = await train({ ...spec, options, train: rows, validation: null, signal });
    trained.push(weights);
    loss += (history.findLast(({ name }) => name === "loss")?.value ?? 0) / members;
  }
  const shape = { nSteps: rows.nSteps, nFeatures: rows.nFeatures };
  return { loss, predict: (x, n) => meanPrediction(spec, shape, trained, x, n) };
}

function meanPrediction(
  { engine, architecture: name, params, task, nClasses, options }: EnsembleSpec,
  { nSteps, nFeatures }: { nSteps: number; nFeatures: number },
  members: readonly NamedWeight[][],
  x: Float32Array,
  n: number,
): Float64Array {
  const loss = lossFor({ task, options, nClasses, nInputs: nSteps * nFeatures });
  const out = new Float64Array(n * loss.nOutputs);
  const design = architecture(name).build({ engine, params, nOutputs: loss.nOutputs });
  for (const weights of members) {
    const init = { weights: new Map(weights.map((weight) => [weight.name, weight])) };
    const network = createNetwork({ engine, design, nSteps, nFeatures, init, optimizer: null });
    try {
      const chunk = chunkRows(network);
      const gather = createGatherer(x, design.input, nSteps, nFeatures, Math.min(chunk, n));
      for (let start = 0; start < n; start += chunk) {
        const count = Math.min(chunk, n - start);
        loss.predict(pooledLogits(network, loss, gather.range(start, count)), count).forEach((value, k) => {
          const at = start * loss.nOutputs + k;
          out[at] = (out[at] as number) + value / members.length;
        });
      }
    } finally {
      network.dispose();
    }
  }
  return out;
}
