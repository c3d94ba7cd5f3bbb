/** DQN and PPO on the cart pole: five seeds drawn now, a hundred greedy episodes each on seeds that no training saw. */
import { randomInt } from "node:crypto";
import { trainingEnvironment } from "@plimsoll/ml/catalog";
import { loadEngine } from "../packages/ml/src/engine/load.ts";
import { trainPolicy } from "../packages/ml/src/policy/agents/train-policy.ts";
import type { DiscreteEnv } from "../packages/ml/src/policy/env.ts";
import { environment } from "../packages/ml/src/policy/environments/index.ts";
import { greedyReturns } from "../packages/ml/src/policy/online/curve.ts";
import { writePolicy } from "../packages/ml/src/policy/policies/file.ts";
import type { DiscretePolicy } from "../packages/ml/src/policy/policies/policy.ts";
import { type Check, finish, isEntry } from "./checks.ts";

const EPISODES = 100;
const THRESHOLD = 475;
/** Far from the seeds of training (small) and of its own evaluations (2^40). */
const UNSEEN = 2 ** 44;

export async function run(base = randomInt(2 ** 31), nSeeds = 5): Promise<boolean> {
  process.stdout.write(`seeds from ${base}\n`);
  for (const [name, value] of Object.entries(trainingEnvironment("NATIVE"))) process.env[name] ??= value;
  const engine = await loadEngine();
  const cartpole = environment("cartpole");
  const play = (policy: DiscretePolicy) => {
    const returns = greedyReturns(cartpole.create() as DiscreteEnv, policy, EPISODES, UNSEEN);
    return returns.reduce((sum, value) => sum + value, 0) / EPISODES;
  };
  const checks: Check[] = [];
  for (const [name, params] of [
    ["dqn", { steps: 100_000 }],
    ["ppo", { steps: 150_000 }],
  ] as const) {
    const source = { kind: "ENVIRONMENT" as const, environment: cartpole };
    const train = async (seed: number, more: Record<string, unknown>) =>
      (await trainPolicy({ engine, agent: name, params: { ...params, ...more }, source, seed })).policy as DiscretePolicy;
    const means: number[] = [];
    const seconds: number[] = [];
    for (let k = 0; k < nSeeds; k++) {
      const start = performance.now();
      means.push(play(await train(base + 1000 * k, {})));
      seconds.push((performance.now() - start) / 1000);
      process.stdout.write(`${name} seed ${base + 1000 * k}: ${means.at(-1)?.toFixed(1)} in ${seconds.at(-1)?.toFixed(0)} s\n`);
    }
    const passed = means.filter((value) => value >= THRESHOLD).length;
    checks.push([
      `${name}: mean return of ${EPISODES} unseen episodes at least ${THRESHOLD} for all seeds but one`,
      passed >= nSeeds - 1,
      means.map((value) => value.toFixed(1)).join(", "),
    ]);
    checks.push([
      `${name}: trained within ten minutes`,
      seconds.every((value) => value <= 600),
      `${seconds.map((value) => value.toFixed(0)).join(", ")} s`,
      "speed",
    ]);
    const early = play(
      await train(base, name === "dqn" ? { steps: 200, learningStarts: 199 } : { steps: 256, epochs: 1, learningRate: 1e-9 }),
    );
    checks.push([`${name}: before learning the return is below 60, so that it was learned`, early < 60, early.toFixed(1)]);
    const short = name === "dqn" ? { steps: 3000 } : { steps: 3072 };
    const [one, two] = [writePolicy(await train(base, short)), writePolicy(await train(base, short))];
    checks.push([`${name}: the same seed gives the same file, byte for byte`, Buffer.from(one).equals(Buffer.from(two))]);
  }
  return finish("control", checks);
}

if (isEntry(import.meta.url)) process.exitCode = (await run()) ? 0 : 1;
