import type { Engine } from "../../engine/engine.ts";
import { checkComplete, type DecisionLog } from "../logs/decision-log.ts";
import { createMlp, fitRows } from "../network/mlp.ts";
import { standardisationOf, standardised } from "../network/standardise.ts";
import { crossFitRewards } from "../ope/reward-model.ts";
import { networkPolicy } from "../policies/network.ts";
import { type DiscretePolicy, softmaxChances } from "../policies/policy.ts";

export interface PolicyLearnerOptions {
  /** IPW weighs rewards by inverse propensity; DR takes a cross-fitted reward model and weighs only what it missed. */
  objective: "IPW" | "DR";
  units: readonly number[];
  epochs: number;
  batchSize: number;
  learningRate: number;
  /** Weight of the policy's entropy, in standard deviations of the reward: keeps chances from closing on noise. */
  entropy: number;
  weightDecay: number;
  /** Share of chance that the finished policy spreads evenly over what is allowed. */
  epsilon: number;
  rewardModel: unknown;
  seed: number;
}

/**
 * A stochastic policy that maximises its own off-policy value on the log: mean of sum_a pi(a | x) g(x, a) + entropy, with
 * g = 1{a taken} (r - m) / p for IPW, m the mean reward, and g = q(x, a) - m + 1{a taken} (r - q(x, a)) / p for DR.
 * Taking m out leaves the best policy as it is and calms the weights. Source: Dudik, Langford and Li (2011); Swaminathan and Joachims (2015).
 */
export async function fitPolicyLearner(
  engine: Engine,
  log: DecisionLog,
  options: PolicyLearnerOptions,
  hooks: { signal?: AbortSignal | undefined; onEpoch?(epoch: number, value: number): void } = {},
): Promise<DiscretePolicy> {
  checkComplete(log);
  const { n, context, mask, featureNames, actionNames } = log;
  const [d, k] = [featureNames.length, actionNames.length];
  const { mean, std, gains } = await gainsOf(engine, log, options, hooks.signal);
  const standardisation = standardisationOf(context, n, d);
  const { units, seed, weightDecay } = options;
  const network = createMlp({
    engine,
    units,
    activation: "relu",
    nInputs: d,
    nOutputs: k,
    init: { seed },
    optimizer: weightDecay > 0 ? { weightDecay } : {},
  });
  try {
    await fitRows(network, {
      ...options,
      x: standardised(standardisation, context, n),
      n,
      signal: hooks.signal,
      onEpoch: (epoch, loss) => hooks.onEpoch?.(epoch, mean - std * loss),
      loss(rows, outputs, gradient) {
        let sum = 0;
        rows.forEach((row, i) => {
          const allowed = mask.subarray(row * k, (row + 1) * k);
          const chances = softmaxChances(outputs.subarray(i * k, (i + 1) * k), allowed);
          let [value, spread] = [0, 0];
          for (let a = 0; a < k; a++) {
            const chance = chances[a] as number;
            value += chance * (gains[row * k + a] as number);
            if (chance > 0) spread -= chance * Math.log(chance);
          }
          sum -= value;
          for (let a = 0; a < k; a++) {
            const chance = chances[a] as number;
            if (chance === 0) continue;
            const byValue = chance * ((gains[row * k + a] as number) - value);
            const bySpread = -chance * (Math.log(chance) + spread);
            gradient[i * k + a] = -(byValue + options.entropy * bySpread) / rows.length;
          }
        });
        return sum;
      },
    });
    return networkPolicy(
      { observationNames: featureNames, actionNames },
      { head: "SOFTMAX", activation: "relu", epsilon: options.epsilon, standardisation },
      network.weights(),
    );
  } finally {
    network.dispose();
  }
}

/** [n, actions] what taking the action is worth by the log, less the mean reward, in its standard deviations. */
async function gainsOf(
  engine: Engine,
  log: DecisionLog,
  { objective, rewardModel, seed }: PolicyLearnerOptions,
  signal: AbortSignal | undefined,
): Promise<{ mean: number; std: number; gains: Float64Array }> {
  const { n, action, reward, propensity, actionNames } = log;
  const k = actionNames.length;
  const own = standardisationOf(reward, n, 1);
  const [mean, std] = [own.mean[0] as number, own.std[0] as number];
  const qHat =
    objective === "DR" ? (await crossFitRewards(engine, log, rewardModel, seed, signal)).qHat : new Float64Array(n * k).fill(mean);
  const gains = qHat.map((q) => (q - mean) / std);
  for (let i = 0; i < n; i++) {
    const at = i * k + (action[i] as number);
    gains[at] = (gains[at] as number) + ((reward[i] as number) - (qHat[at] as number)) / std / (propensity[i] as number);
  }
  return { mean, std, gains };
}
