import type { Rng } from "@plimsoll/features";
import type { Engine } from "../../engine/engine.ts";
import type { NamedWeight, Network } from "../../engine/network.ts";
import { duelingGradient, duelingValues } from "../network/dueling.ts";
import { createMlp } from "../network/mlp.ts";
import type { Batch } from "./replay.ts";

export interface QNetworkSpec {
  engine: Engine;
  units: readonly number[];
  nInputs: number;
  nActions: number;
  /** One output for the state's value and one for each action's advantage. */
  dueling: boolean;
  /** The best next action by the learning network, its value by the target network: van Hasselt, Guez and Silver (2016). */
  double: boolean;
  seed: number;
  /** Largest norm of all gradients together; null = none. */
  clipNorm: number | null;
}

/** What is added to the loss of a batch by its values of all actions; returns the sum and adds to the gradient of the mean. */
export type Regulariser = (values: Float32Array, batch: Batch, gradient: Float32Array) => number;

/**
 * A network of action values with its slower copy, from which targets are taken. The loss is squared: ends are rare among experiences, and
 * a loss that is straight beyond 1 lets the many others outvote them, so that values grow beyond every return.
 */
export interface QNetwork {
  readonly network: Network;
  /** One step on a batch, towards r + discount * (value of the best next action). @returns the mean loss. */
  learn(batch: Batch, update: { step: number; learningRate: number; rng: Rng }, targets?: Float32Array, regulariser?: Regulariser): number;
  /** Targets of a batch by the copy, [n]. */
  targets(batch: Batch): Float32Array;
  /** Values of all actions [n, nActions] by the learning network or by its copy. */
  values(x: Float32Array, n: number, by: "learning" | "target"): Float32Array;
  /** The copy takes over the learning network's weights. */
  copy(): void;
  weights(): NamedWeight[];
  dispose(): void;
}

export function createQNetwork({ engine, units, nInputs, nActions, dueling, double, seed, clipNorm }: QNetworkSpec): QNetwork {
  const nOutputs = nActions + Number(dueling);
  const spec = { engine, units, activation: "relu", nInputs, nOutputs } as const;
  const network = createMlp({ ...spec, init: { seed }, optimizer: { clipNorm } });
  const target = createMlp({ ...spec, init: { seed }, optimizer: null });
  const unwrap = (raw: Float32Array, n: number): Float32Array => {
    if (!dueling) return raw;
    const out = new Float32Array(n * nActions);
    for (let i = 0; i < n; i++) duelingValues(raw, i * nOutputs, nActions, out, i * nActions);
    return out;
  };
  const values: QNetwork["values"] = (x, n, by) => unwrap((by === "target" ? target : network).logits({ values: x, n }), n);

  const targets: QNetwork["targets"] = ({ n, next, reward, discount, nextMask }) => {
    const later = values(next, n, "target");
    const chooser = double ? values(next, n, "learning") : later;
    const out = new Float32Array(n);
    for (let i = 0; i < n; i++) {
      let best = -1;
      for (let a = 0; a < nActions; a++) {
        if (nextMask[i * nActions + a] === 0) continue;
        if (best < 0 || (chooser[i * nActions + a] as number) > (chooser[i * nActions + best] as number)) best = a;
      }
      out[i] = (reward[i] as number) + (discount[i] as number) * (best < 0 ? 0 : (later[i * nActions + best] as number));
    }
    return out;
  };

  return {
    network,
    values,
    targets,
    learn(batch, update, wanted = targets(batch), regulariser) {
      const { n, action, obs } = batch;
      return network.trainStep(
        { values: obs, n },
        (raw, gradient) => {
          const q = unwrap(raw, n);
          const byQ = dueling ? new Float32Array(n * nActions) : gradient;
          let sum = 0;
          for (let i = 0; i < n; i++) {
            const at = i * nActions + (action[i] as number);
            const missed = (q[at] as number) - (wanted[i] as number);
            sum += 0.5 * missed * missed;
            byQ[at] = missed / n;
          }
          if (regulariser) sum += regulariser(q, batch, byQ);
          if (dueling) for (let i = 0; i < n; i++) duelingGradient(byQ, i * nActions, nActions, gradient, i * nOutputs);
          return sum / n;
        },
        update,
      );
    },
    copy: () => target.store.write(network.store.read()),
    weights: () => network.weights(),
    dispose() {
      network.dispose();
      target.dispose();
    },
  };
}
