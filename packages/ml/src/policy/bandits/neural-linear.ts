import type { Engine } from "../../engine/engine.ts";
import type { DecisionLog } from "../logs/decision-log.ts";
import { createMlp, fitRows } from "../network/mlp.ts";
import { standardisationOf, standardised } from "../network/standardise.ts";
import { hiddenFeatures, hiddenWidth, neuralLinearPolicy } from "../policies/neural-linear.ts";
import type { DiscretePolicy, PolicySchema } from "../policies/policy.ts";
import { ridgeState, ridgeUpdate } from "./ridge.ts";

export interface NeuralLinearOptions {
  units: readonly number[];
  epochs: number;
  batchSize: number;
  learningRate: number;
  ridge: number;
  /** Factor on the deviations that actions' values are drawn with. */
  scale: number;
  seed: number;
}

/**
 * Neural-linear Thompson sampling from a log: a network learns the mean reward of each action, then one Bayesian regression for each
 * action over its last hidden layer says how sure that is. Rewards are standardised for the network alone.
 */
export async function fitNeuralLinear(
  engine: Engine,
  log: DecisionLog,
  { units, epochs, batchSize, learningRate, ridge, scale, seed }: NeuralLinearOptions,
  hooks: { signal?: AbortSignal | undefined; onEpoch?(epoch: number, loss: number): void } = {},
): Promise<DiscretePolicy> {
  const { n, context, action, reward, featureNames, actionNames } = log;
  const [d, k] = [featureNames.length, actionNames.length];
  const schema: PolicySchema = { observationNames: featureNames, actionNames };
  const standardisation = standardisationOf(context, n, d);
  const ofRewards = standardisationOf(reward, n, 1);
  const [mean, std] = [ofRewards.mean[0] as number, ofRewards.std[0] as number];
  const network = createMlp({ engine, units, activation: "relu", nInputs: d, nOutputs: k, init: { seed }, optimizer: {} });
  try {
    await fitRows(network, {
      x: standardised(standardisation, context, n),
      n,
      epochs,
      batchSize,
      learningRate,
      seed,
      signal: hooks.signal,
      onEpoch: (epoch, loss) => hooks.onEpoch?.(epoch, loss),
      loss(rows, outputs, gradient) {
        let sum = 0;
        rows.forEach((row, i) => {
          const at = i * k + (action[row] as number);
          const missed = (outputs[at] as number) - ((reward[row] as number) - mean) / std;
          sum += missed * missed;
          gradient[at] = (2 * missed) / rows.length;
        });
        return sum;
      },
    });
    const weights = network.weights();
    const features = hiddenFeatures(standardisation, weights);
    const states = actionNames.map(() => ridgeState(hiddenWidth(weights), ridge));
    for (let i = 0; i < n; i++) {
      const state = states[action[i] as number];
      if (state) ridgeUpdate(state, features(context.subarray(i * d, (i + 1) * d)), reward[i] as number);
    }
    // The posterior is for noise of deviation one: the rewards' own brings it to their unit.
    return neuralLinearPolicy(schema, { rule: "THOMPSON", scale: scale * std, epsilon: 0, states, standardisation }, weights);
  } finally {
    network.dispose();
  }
}
