import type { Engine } from "../../engine/engine.ts";
import type { Network } from "../../engine/network.ts";
import { createMlp, fitRows } from "../network/mlp.ts";
import { maskedCrossEntropy } from "../ope/propensity.ts";
import type { TransitionSet } from "./transitions.ts";

export interface BehaviourOptions {
  units: readonly number[];
  epochs: number;
  batchSize: number;
  learningRate: number;
  seed: number;
  signal?: AbortSignal | undefined;
  onEpoch?(epoch: number, loss: number): void;
}

/** The log's own policy as a softmax network over what was allowed: cloned, or what others are kept close to. */
export async function fitBehaviour(engine: Engine, set: TransitionSet, { units, ...options }: BehaviourOptions): Promise<Network> {
  const { n, nInputs, nActions, obs, action, mask } = set;
  const network = createMlp({
    engine,
    units,
    activation: "relu",
    nInputs,
    nOutputs: nActions,
    init: { seed: options.seed },
    optimizer: {},
  });
  try {
    await fitRows(network, {
      ...options,
      x: obs,
      n,
      loss: (rows, outputs, gradient) => maskedCrossEntropy(rows, null, action, mask, nActions, outputs, gradient),
    });
    return network;
  } catch (error) {
    network.dispose();
    throw error;
  }
}
