import { createRng } from "@plimsoll/features";
import type { Engine } from "../../engine/engine.ts";
import { diverged, giveTurn } from "../../training/epoch.ts";
import type { DiscreteEnv } from "../env.ts";
import { duelingValues } from "../network/dueling.ts";
import { denseForward } from "../network/forward.ts";
import { identityStandardisation } from "../network/standardise.ts";
import { networkPolicy } from "../policies/network.ts";
import type { DiscretePolicy } from "../policies/policy.ts";
import { type CurvePoint, greedyReturns } from "./curve.ts";
import type { DqnParams } from "./dqn-params.ts";
import { createQNetwork } from "./q-network.ts";
import { nStep, replayBuffer } from "./replay.ts";

export interface OnlineTraining {
  engine: Engine;
  /** Makes independent instances of the environment. */
  env(): DiscreteEnv;
  seed: number;
  onPoint?(point: CurvePoint): void;
  signal?: AbortSignal | undefined;
}

/** Evaluations draw from seeds far above those of training, so that no episode is both. */
export const EVALUATION_SEED = 2 ** 40;

/**
 * Deep Q-learning: epsilon-greedy steps into a replay buffer, learning towards n-step targets of a slower copy, double and dueling as
 * asked. Actions are forbidden by mask in acting and in targets; a truncated episode's last value is estimated, a terminated one's is 0.
 * The weights kept are those of the best greedy evaluation. Source: Mnih et al. (2015), Hessel et al. (2018).
 * @throws AppError "DIVERGED", "CANCELLED".
 */
export async function trainDqn(
  { engine, env: makeEnv, seed, onPoint, signal }: OnlineTraining,
  params: DqnParams,
): Promise<DiscretePolicy> {
  const env = makeEnv();
  const schema = { observationNames: env.observationNames, actionNames: env.actionNames };
  const [d, k] = [env.observationNames.length, env.actionNames.length];
  const q = createQNetwork({ engine, ...params, nInputs: d, nActions: k, seed });
  const rng = createRng(seed + 2 ** 32);
  const replay = replayBuffer(params.bufferSize, d, k, params.batchSize);
  const steps = nStep(params.nStep, params.gamma, replay.add);
  const acting = actor(q.weights(), d, k, params.dueling);
  const policyNow = (weights = q.weights()) =>
    networkPolicy(
      schema,
      { head: params.dueling ? "DUELING" : "GREEDY", activation: "relu", epsilon: 0, standardisation: identityStandardisation(d) },
      weights,
    );
  const best = bestPolicy(makeEnv(), params.evaluationEpisodes);
  const all = new Array<boolean>(k).fill(true);
  let [learned, episode, total, copied] = [0, 0, 0, 0];
  let { obs } = env.reset(seed);
  try {
    for (let step = 1; step <= params.steps; step++) {
      const mask = env.actionMask?.() ?? all;
      const progress = Math.min(step / Math.max(params.explorationShare * params.steps, 1), 1);
      const epsilon = params.explorationStart + progress * (params.explorationEnd - params.explorationStart);
      const action = rng.next() < epsilon ? drawAllowed(mask, rng.next()) : acting.best(obs, mask);
      const result = env.step(action);
      steps.push({ ...result, obs, action, next: result.obs, nextMask: env.actionMask?.() ?? all });
      total += result.reward;
      obs = result.obs;
      if (result.terminated || result.truncated) {
        onPoint?.({ step, name: "episode_return", value: total });
        episode++;
        total = 0;
        obs = env.reset(seed + episode).obs;
      }
      if (step >= params.learningStarts && replay.size >= params.batchSize && step % params.trainFrequency === 0) {
        for (let turn = 0; turn < params.gradientSteps; turn++) {
          learned++;
          const learningRate = params.learningRate * (1 - (0.9 * step) / params.steps);
          const loss = q.learn(replay.sample(rng), { step: learned, learningRate, rng });
          if (!Number.isFinite(loss)) throw diverged("loss", loss, step, learningRate);
        }
        acting.renew(q.network.store.read());
        await giveTurn(signal);
      }
      if (step - copied >= params.targetEvery) {
        copied = step;
        q.copy();
      }
      if (step % params.evaluateEvery === 0 || step === params.steps) {
        onPoint?.({ step, name: "return", value: best.offer(policyNow()) });
        await giveTurn(signal);
      }
    }
    return best.policy() ?? policyNow();
  } finally {
    q.dispose();
  }
}

/** The value network in plain arithmetic, for one observation at a time. */
function actor(weights: ReturnType<ReturnType<typeof createQNetwork>["weights"]>, nInputs: number, k: number, dueling: boolean) {
  const forward = denseForward(weights, "relu");
  const row = new Float32Array(nInputs);
  const values = new Float32Array(k);
  return {
    renew(now: readonly Float32Array[]) {
      weights.forEach(({ values: own }, at) => {
        own.set(now[at] as Float32Array);
      });
    },
    best(obs: ArrayLike<number>, mask: readonly boolean[]): number {
      row.set(obs);
      const raw = forward(row);
      if (dueling) duelingValues(raw, 0, k, values, 0);
      const from = dueling ? values : raw;
      let best = -1;
      for (let a = 0; a < k; a++) if (mask[a] && (best < 0 || (from[a] as number) > (from[best] as number))) best = a;
      return best;
    },
  };
}

export function drawAllowed(mask: readonly boolean[], uniform: number): number {
  const open = mask.flatMap((isOpen, a) => (isOpen ? [a] : []));
  return open[Math.floor(uniform * open.length)] as number;
}

/** Keeps the policy with the best mean greedy return on episodes of its own. */
export function bestPolicy(env: DiscreteEnv, episodes: number) {
  let kept: { policy: DiscretePolicy; value: number } | null = null;
  return {
    /** @returns the mean return of the offered policy. */
    offer(policy: DiscretePolicy): number {
      const returns = greedyReturns(env, policy, episodes, EVALUATION_SEED);
      const value = returns.reduce((sum, own) => sum + own, 0) / episodes;
      if (!kept || value >= kept.value) kept = { policy, value };
      return value;
    },
    policy: () => kept?.policy ?? null,
  };
}
