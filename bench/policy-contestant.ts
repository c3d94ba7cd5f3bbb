/** Our side of the policy benchmark: one task, named by the argument, run once for each size read from standard input. */
import { createInterface } from "node:readline";
import { createRng } from "@plimsoll/features";
import { loadEngine } from "../packages/ml/src/engine/load.ts";
import type { DiscreteEnv } from "../packages/ml/src/policy/env.ts";
import { environment } from "../packages/ml/src/policy/environments/index.ts";
import { trainDqn } from "../packages/ml/src/policy/online/dqn.ts";
import { DqnParams } from "../packages/ml/src/policy/online/dqn-params.ts";
import { estimate } from "../packages/ml/src/policy/ope/estimator.ts";
import { estimatorOf } from "../packages/ml/src/policy/ope/estimators/index.ts";
import { type OpeRows, prepareRows } from "../packages/ml/src/policy/ope/rows.ts";

const N_ACTIONS = 10;
const SIX = ["ips", "snips", "dm", "dr", "sndr", "switch_dr"];

/** Learning as Stable-Baselines3 does it: no double targets, one step, a copy every 500 steps. */
async function dqn(steps: number, own: Record<string, unknown>): Promise<number> {
  const engine = await loadEngine("NATIVE");
  const params = DqnParams.parse({
    steps,
    bufferSize: 10_000,
    learningStarts: 1000,
    learningRate: 2.5e-4,
    targetEvery: 500,
    double: false,
    nStep: 1,
    explorationShare: 0.5,
    evaluateEvery: steps,
    evaluationEpisodes: 1,
    ...own,
  });
  const start = performance.now();
  await trainDqn({ engine, env: () => environment("cartpole").create() as DiscreteEnv, seed: 1 }, params);
  return performance.now() - start;
}

let made: OpeRows | null = null;
/** The same kind of log as the peer's: chances of both policies drawn for each decision. */
function logOf(n: number): OpeRows {
  if (made?.n === n) return made;
  const rng = createRng(1);
  const chances = (): Float64Array => {
    const raw = Float64Array.from({ length: N_ACTIONS }, () => 0.1 - Math.log(1 - rng.next()));
    const total = raw.reduce((sum, value) => sum + value, 0);
    return raw.map((value) => value / total);
  };
  const [action, reward, propensity] = [new Int32Array(n), new Float64Array(n), new Float64Array(n)];
  const [target, qHat] = [new Float64Array(n * N_ACTIONS), new Float64Array(n * N_ACTIONS)];
  for (let i = 0; i < n; i++) {
    const behaviour = chances();
    const a = rng.int(N_ACTIONS);
    action[i] = a;
    propensity[i] = behaviour[a] as number;
    target.set(chances(), i * N_ACTIONS);
    for (let k = 0; k < N_ACTIONS; k++) qHat[i * N_ACTIONS + k] = rng.next();
    reward[i] = Number(rng.next() < (qHat[i * N_ACTIONS + a] as number));
  }
  made = { n, nActions: N_ACTIONS, action, reward, propensity, target, qHat };
  return made;
}

function evaluate(n: number): number {
  const rows = logOf(n);
  const start = performance.now();
  const prepared = prepareRows(rows);
  for (const name of SIX) estimate(estimatorOf(name), prepared);
  return performance.now() - start;
}

const tasks: Record<string, (size: number) => number | Promise<number>> = {
  dqn_batch_128_every_10: (steps) => dqn(steps, { units: [120, 84], batchSize: 128, trainFrequency: 10 }),
  dqn_batch_32_every_4: (steps) => dqn(steps, { units: [64, 64], batchSize: 32, trainFrequency: 4 }),
  ope_six_estimators: evaluate,
};

const run = tasks[process.argv[2] ?? ""];
if (!run) throw new Error(`No task ${process.argv[2]}.`);
for await (const line of createInterface({ input: process.stdin })) process.stdout.write(`epoch ${await run(Number(line))}\n`);
