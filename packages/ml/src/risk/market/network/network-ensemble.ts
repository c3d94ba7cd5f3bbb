import type { Task, TrainingOptions } from "@plimsoll/schema";
import { z } from "zod";
import { architecture } from "../../../architectures/index.ts";
import type { Engine } from "../../../engine/engine.ts";
import { createNetwork, type NamedWeight } from "../../../engine/network.ts";
import { createGatherer, type TensorBatchSource } from "../../../training/batches.ts";
import { chunkRows } from "../../../training/evaluate.ts";
import { lossFor } from "../../../training/losses/index.ts";
import { pooledLogits } from "../../../training/members.ts";
import { train } from "../../../training/train.ts";
import { type Estimates, kept, recalled, StoredDoubles, StoredFloats, storedNumbers } from "../estimates.ts";

/** What the members of an ensemble share. */
export interface EnsembleSpec {
  engine: Engine;
  architecture: string;
  params: Record<string, unknown>;
  task: Task;
  nClasses: number;
  options: TrainingOptions;
  /** Where the trained members are kept, and under which name. */
  estimates?: Estimates | undefined;
  name: string;
}

/** Networks that differ in their seed and in the stretch of rows that each has not seen. */
export interface NetworkEnsemble {
  /** Mean of the members' predictions, [n, outputs of the loss] row-major. @param x [n, nSteps, nFeatures], scaled as the training rows were. */
  predict(x: Float32Array, n: number): Float64Array;
  /**
   * [training rows, outputs] each row by the member that was not trained on it: what its error says of new rows. By the one member itself where
   * there is only one.
   */
  outOfFold: Float64Array;
  /** Mean over the members of the last epoch's training loss. */
  loss: number;
}

const KeptEnsemble = z.object({
  members: z.array(z.array(z.object({ name: z.string(), shape: z.array(z.int()), values: StoredFloats }))),
  outOfFold: StoredDoubles,
  loss: z.number(),
});

/**
 * Trains `members` networks, seeds `options.seed`, +1, +2 and so on, each on all rows but one of as many stretches (rows are in order of time).
 * A network fits its own rows better than new ones; the stretches left out show by how much, at no cost (Barber et al., 2021, "CV+").
 * Where the estimates hold them they are taken from there.
 * @throws AppError as `train`.
 */
export async function trainEnsemble(
  spec: EnsembleSpec,
  rows: TensorBatchSource,
  members: number,
  signal: AbortSignal | undefined,
): Promise<NetworkEnsemble> {
  const shape = { nSteps: rows.nSteps, nFeatures: rows.nFeatures };
  const known = recalled(spec.estimates, spec.name, KeptEnsemble);
  if (known) return ensembleOf(spec, shape, known.members, known);
  const trained: NamedWeight[][] = [];
  const outOfFold: Float64Array[] = [];
  let loss = 0;
  for (let member = 0; member < members; member++) {
    const start = Math.floor((rows.n * member) / members);
    const end = Math.floor((rows.n * (member + 1)) / members);
    const options = { ...spec.options, seed: spec.options.seed + member };
    const own = members > 1 ? without(rows, start, end) : rows;
    const { weights, history } = await train({ ...spec, options, train: own, validation: null, signal });
    trained.push(weights);
    loss += (history.findLast(({ name }) => name === "loss")?.value ?? 0) / members;
    const length = rows.nSteps * rows.nFeatures;
    outOfFold.push(meanPrediction(spec, shape, [weights], rows.x.subarray(start * length, end * length), end - start));
  }
  const seen = { loss, outOfFold: Float64Array.from(outOfFold.flatMap((part) => Array.from(part))) };
  kept(spec.estimates, spec.name, {
    members: trained.map((member) => member.map((weight) => ({ ...weight, values: storedNumbers(weight.values) }))),
    outOfFold: storedNumbers(seen.outOfFold),
    loss,
  });
  return ensembleOf(spec, shape, trained, seen);
}

const ensembleOf = (
  spec: EnsembleSpec,
  shape: { nSteps: number; nFeatures: number },
  members: readonly NamedWeight[][],
  { loss, outOfFold }: Pick<NetworkEnsemble, "loss" | "outOfFold">,
): NetworkEnsemble => ({ loss, outOfFold, predict: (x, n) => meanPrediction(spec, shape, members, x, n) });

/** The rows outside [start, end). */
function without({ x, y, n, nSteps, nFeatures }: TensorBatchSource, start: number, end: number): TensorBatchSource {
  const length = nSteps * nFeatures;
  const kept = n - (end - start);
  const part = { x: new Float32Array(kept * length), y: new Float32Array(kept), n: kept, nSteps, nFeatures };
  part.x.set(x.subarray(0, start * length));
  part.x.set(x.subarray(end * length), start * length);
  part.y.set(y.subarray(0, start));
  part.y.set(y.subarray(end), start);
  return part;
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
