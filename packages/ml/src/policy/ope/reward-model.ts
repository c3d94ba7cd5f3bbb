import { createRng } from "@plimsoll/features";
import type { Engine } from "../../engine/engine.ts";
import { parseParams } from "../env.ts";
import type { DecisionLog } from "../logs/decision-log.ts";
import { createMlp, fitRows, outputsOf } from "../network/mlp.ts";
import { standardisationOf, standardised } from "../network/standardise.ts";
import { refuse } from "../refuse.ts";
import { RewardModelOptions } from "./model-options.ts";

export interface CrossFit {
  /** [n, actions] estimated mean rewards; each row by a model trained on the other folds. */
  qHat: Float64Array;
  /** Share of the rewards' variance that the estimates of the actions taken explain, out of fold; may be negative. */
  r2: number;
  folds: number;
}

/**
 * Mean rewards of all actions by a network with one output an action, trained on the action taken alone, cross-fitted: a model that has
 * seen the rows it is used on would make DR believe itself.
 * @throws AppError "INVALID_INPUT" if there are fewer rows than folds, "DIVERGED", "CANCELLED".
 */
export async function crossFitRewards(
  engine: Engine,
  log: DecisionLog,
  options: unknown,
  seed: number,
  signal?: AbortSignal,
): Promise<CrossFit> {
  const settings = parseParams(RewardModelOptions, options, "the reward model");
  const { n, context, action, reward, featureNames, actionNames } = log;
  const [d, k] = [featureNames.length, actionNames.length];
  const fold = foldsOf(n, settings.folds, seed);
  const qHat = new Float64Array(n * k);
  for (let f = 0; f < settings.folds; f++) {
    const [rows, held] = [indicesWhere(fold, (value) => value !== f), indicesWhere(fold, (value) => value === f)];
    const x = standardised(standardisationOf(pick(context, d, rows), rows.length, d), pick(context, d, rows), rows.length);
    const scale = rewardScale(reward, rows);
    const network = createMlp({
      engine,
      units: settings.units,
      activation: "relu",
      nInputs: d,
      nOutputs: k,
      init: { seed: seed + f },
      optimizer: {},
    });
    try {
      await fitRows(network, {
        ...settings,
        x,
        n: rows.length,
        seed: seed + f,
        signal,
        loss: (batch, outputs, gradient) => takenLoss(batch, rows, action, reward, scale, k, outputs, gradient),
      });
      const heldX = standardised(standardisationOf(pick(context, d, rows), rows.length, d), pick(context, d, held), held.length);
      const outputs = outputsOf(network, heldX, held.length);
      held.forEach((row, i) => {
        for (let a = 0; a < k; a++) qHat[row * k + a] = scale.mean + scale.std * (outputs[i * k + a] as number);
      });
    } finally {
      network.dispose();
    }
  }
  return { qHat, r2: explained(log, qHat), folds: settings.folds };
}

/** Squared error of the action taken, rewards standardised. */
function takenLoss(
  batch: Uint32Array,
  rows: Int32Array,
  action: Int32Array,
  reward: Float64Array,
  { mean, std }: { mean: number; std: number },
  k: number,
  outputs: Float32Array,
  gradient: Float32Array,
): number {
  let sum = 0;
  for (let i = 0; i < batch.length; i++) {
    const row = rows[batch[i] as number] as number;
    const at = i * k + (action[row] as number);
    const missed = (outputs[at] as number) - ((reward[row] as number) - mean) / std;
    sum += missed * missed;
    gradient[at] = (2 * missed) / batch.length;
  }
  return sum;
}

function rewardScale(reward: Float64Array, rows: Int32Array): { mean: number; std: number } {
  const values = Float64Array.from(rows, (row) => reward[row] as number);
  const { mean, std } = standardisationOf(values, values.length, 1);
  return { mean: mean[0] as number, std: std[0] as number };
}

function explained({ n, action, reward, actionNames }: DecisionLog, qHat: Float64Array): number {
  const mean = reward.reduce((sum, value) => sum + value, 0) / n;
  let [left, all] = [0, 0];
  for (let i = 0; i < n; i++) {
    left += ((reward[i] as number) - (qHat[i * actionNames.length + (action[i] as number)] as number)) ** 2;
    all += ((reward[i] as number) - mean) ** 2;
  }
  return all > 0 ? 1 - left / all : 0;
}

/** [n] fold of each row, in turn over a drawn order. @throws AppError "INVALID_INPUT" if a fold would be empty. */
export function foldsOf(n: number, folds: number, seed: number): Uint8Array {
  if (n < 2 * folds) throw refuse(`${n} rows are too few for ${folds} folds. Give more rows or fewer folds.`, ["folds"]);
  const order = Uint32Array.from({ length: n }, (_row, i) => i);
  createRng(seed).shuffle(order);
  const fold = new Uint8Array(n);
  order.forEach((row, at) => {
    fold[row] = at % folds;
  });
  return fold;
}

export function indicesWhere(values: Uint8Array, test: (value: number) => boolean): Int32Array {
  const rows: number[] = [];
  for (let i = 0; i < values.length; i++) if (test(values[i] as number)) rows.push(i);
  return Int32Array.from(rows);
}

export function pick(x: Float64Array, width: number, rows: Int32Array): Float64Array {
  const out = new Float64Array(rows.length * width);
  rows.forEach((row, i) => {
    out.set(x.subarray(row * width, (row + 1) * width), i * width);
  });
  return out;
}
