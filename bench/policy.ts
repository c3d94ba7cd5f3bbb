import { fileURLToPath } from "node:url";
import { trainingEnvironment } from "@plimsoll/ml/catalog";
import { type Contestant, median, startContestant } from "./contestant.ts";
import { pythonWith } from "./python.ts";
import type { Bench } from "./run.ts";

const ROUNDS = 3;
/** Environment steps of a round, and logged decisions of an evaluation. */
const STEPS = 10_000;
const ROWS = 100_000;
/** One environment for both: Open Bandit Pipeline imports torch too. It is the newest of which there is a wheel. */
const PEERS = [
  "stable-baselines3==2.9.2",
  "obp==0.4.1",
  "gymnasium==1.4.0",
  "torch==2.15.0",
  "numpy==2.4.6",
  "pandas==3.1.1",
  "scipy==1.17.1",
  "scikit-learn==1.9.1",
];

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const ourScript = (task: string) => ["--conditions=plimsoll-source", "--import", "tsx", here("./policy-contestant.ts"), task];

/**
 * DQN learning on CartPole against Stable-Baselines3: same network, batch, train frequency, replay and targets, in two settings; and six
 * off-policy estimators over 100,000 decisions of ten actions against Open Bandit Pipeline. Round by round in turn, so that both sides
 * meet the same machine; the first round of each is not counted. The ratio is our time over the peer's: 0.67 is 1.5 times the steps a second.
 */
export const benchPolicy: Bench = async (log) => {
  const environment = { ...process.env, ...trainingEnvironment("NATIVE") };
  const peers = await pythonWith("policy-sb3-2.9.2-obp-0.4.1", PEERS, log);
  const ms: Record<string, number> = {};
  const ratios: Record<string, number> = {};
  const tasks = [
    { task: "dqn_batch_128_every_10", size: STEPS, script: "./sb3_dqn.py" },
    { task: "dqn_batch_32_every_4", size: STEPS, script: "./sb3_dqn.py" },
    { task: "ope_six_estimators", size: ROWS, script: "./obp_estimators.py" },
  ];
  for (const { task, size, script } of tasks) {
    const sides: Record<string, Contestant> = { ours: startContestant(process.execPath, ourScript(task), environment) };
    if ("python" in peers) sides.peer = startContestant(peers.python, [here(script), task], process.env);
    else log(`The peer of ${task} is skipped: ${peers.skipped}.`);
    try {
      const times: Record<string, number[]> = {};
      for (let round = 0; round <= ROUNDS; round++) {
        for (const [side, contestant] of Object.entries(sides)) {
          const taken = await contestant.epoch(size);
          if (round > 0) times[side] = [...(times[side] ?? []), taken];
        }
      }
      for (const [side, measured] of Object.entries(times)) {
        ms[`${side}_${task}`] = median(measured);
        log(`${task}, ${side}: ${measured.map((value) => value.toFixed(0)).join(" ")} ms`);
      }
      if (times.peer) ratios[task] = (ms[`ours_${task}`] as number) / (ms[`peer_${task}`] as number);
    } finally {
      for (const contestant of Object.values(sides)) contestant.stop();
    }
  }
  return { ratios, ms };
};
