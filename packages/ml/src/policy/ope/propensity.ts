import type { Engine } from "../../engine/engine.ts";
import { parseParams } from "../env.ts";
import type { DecisionLog } from "../logs/decision-log.ts";
import { createMlp, fitRows, outputsOf } from "../network/mlp.ts";
import { standardisationOf, standardised } from "../network/standardise.ts";
import { softmaxChances } from "../policies/policy.ts";
import { PropensityOptions } from "./model-options.ts";
import { foldsOf, indicesWhere, pick } from "./reward-model.ts";

export interface PropensityDiagnostics {
  /** Mean -ln of the chance given to the action taken, out of fold, and that of always naming the actions' overall shares. */
  logLoss: number;
  shareLogLoss: number;
  /** For each action: mean estimated chance and share really taken, among rows that allowed it. */
  actions: { action: string; estimated: number; taken: number }[];
  /** Pairs of decision and allowed action in ten groups by the estimated chance: its mean, the share really taken, the count. */
  calibration: { estimated: number; taken: number; n: number }[];
  /** Largest distance between estimated and taken in a group of at least 1 % of all (row, action) pairs. */
  calibrationError: number;
  smallest: number;
  /** Share of decisions whose action has an estimated chance below one percent. */
  rareShare: number;
  folds: number;
}

export interface EstimatedPropensities {
  /** [n, actions] estimated chances, 0 where not allowed. */
  behaviour: Float64Array;
  /** [n] of the action taken. */
  propensity: Float64Array;
  diagnostics: PropensityDiagnostics;
}

/**
 * The chances with which the past policy took its actions, estimated from what it took: softmax of a network, cross-fitted, only
 * over what was allowed. It can only be as good as the log's columns: what the past policy saw and the log does not is lost.
 */
export async function estimatePropensities(
  engine: Engine,
  log: DecisionLog,
  options: unknown,
  seed: number,
  signal?: AbortSignal,
): Promise<EstimatedPropensities> {
  const settings = parseParams(PropensityOptions, options, "the propensity model");
  const { n, context, action, mask, featureNames, actionNames } = log;
  const [d, k] = [featureNames.length, actionNames.length];
  const fold = foldsOf(n, settings.folds, seed);
  const behaviour = new Float64Array(n * k);
  for (let f = 0; f < settings.folds; f++) {
    const [rows, held] = [indicesWhere(fold, (value) => value !== f), indicesWhere(fold, (value) => value === f)];
    const standardisation = standardisationOf(pick(context, d, rows), rows.length, d);
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
        x: standardised(standardisation, pick(context, d, rows), rows.length),
        n: rows.length,
        seed: seed + f,
        signal,
        loss: (batch, outputs, gradient) => maskedCrossEntropy(batch, rows, action, mask, k, outputs, gradient),
      });
      const outputs = outputsOf(network, standardised(standardisation, pick(context, d, held), held.length), held.length);
      held.forEach((row, i) => {
        behaviour.set(softmaxChances(outputs.subarray(i * k, (i + 1) * k), mask.subarray(row * k, (row + 1) * k)), row * k);
      });
    } finally {
      network.dispose();
    }
  }
  // A softmax gives every allowed action a chance above 0, but float32 can round it to 0 where the action was taken all the same.
  const propensity = Float64Array.from({ length: n }, (_chance, i) => Math.max(behaviour[i * k + (action[i] as number)] as number, 1e-12));
  return { behaviour, propensity, diagnostics: { ...diagnose(log, behaviour, propensity), folds: settings.folds } };
}

/** -ln of the chance of the action taken, by a softmax over what was allowed. `rows` says which row of the data an index of the batch is, where the data is a part. */
export function maskedCrossEntropy(
  batch: Uint32Array,
  rows: ArrayLike<number> | null,
  action: Int32Array,
  mask: Uint8Array,
  k: number,
  outputs: Float32Array,
  gradient: Float32Array,
): number {
  let sum = 0;
  for (let i = 0; i < batch.length; i++) {
    const row = rows ? (rows[batch[i] as number] as number) : (batch[i] as number);
    const allowed = mask.subarray(row * k, (row + 1) * k);
    const chances = softmaxChances(outputs.subarray(i * k, (i + 1) * k), allowed);
    const a = action[row] as number;
    sum -= Math.log(Math.max(chances[a] as number, 1e-30));
    for (let b = 0; b < k; b++) gradient[i * k + b] = ((chances[b] as number) - Number(a === b)) / batch.length;
  }
  return sum;
}

const GROUPS = 10;

function diagnose(
  { n, action, mask, actionNames }: DecisionLog,
  behaviour: Float64Array,
  propensity: Float64Array,
): Omit<PropensityDiagnostics, "folds"> {
  const k = actionNames.length;
  const [estimated, taken, open] = [new Float64Array(k), new Float64Array(k), new Float64Array(k)];
  const [groupEstimated, groupTaken, groupN] = [new Float64Array(GROUPS), new Float64Array(GROUPS), new Float64Array(GROUPS)];
  const bump = (array: Float64Array, at: number, by: number) => {
    array[at] = (array[at] as number) + by;
  };
  let [logLoss, rare, smallest] = [0, 0, 1];
  for (let i = 0; i < n; i++) {
    for (let a = 0; a < k; a++) {
      if (mask[i * k + a] === 0) continue;
      const chance = behaviour[i * k + a] as number;
      const hit = Number(action[i] === a);
      bump(open, a, 1);
      bump(estimated, a, chance);
      bump(taken, a, hit);
      const group = Math.min(GROUPS - 1, Math.floor(chance * GROUPS));
      bump(groupEstimated, group, chance);
      bump(groupTaken, group, hit);
      bump(groupN, group, 1);
    }
    const p = propensity[i] as number;
    logLoss -= Math.log(p);
    if (p < 0.01) rare++;
    smallest = Math.min(smallest, p);
  }
  let shareLogLoss = 0;
  for (let i = 0; i < n; i++) shareLogLoss -= Math.log((taken[action[i] as number] as number) / n);
  const pairs = open.reduce((sum, value) => sum + value, 0);
  const calibration = Array.from({ length: GROUPS }, (_group, g) => {
    const count = groupN[g] as number;
    return {
      estimated: count > 0 ? (groupEstimated[g] as number) / count : 0,
      taken: count > 0 ? (groupTaken[g] as number) / count : 0,
      n: count,
    };
  }).filter(({ n: count }) => count > 0);
  return {
    logLoss: logLoss / n,
    shareLogLoss: shareLogLoss / n,
    actions: actionNames.map((name, a) => ({
      action: name,
      estimated: (estimated[a] as number) / Math.max(open[a] as number, 1),
      taken: (taken[a] as number) / Math.max(open[a] as number, 1),
    })),
    calibration,
    calibrationError: Math.max(
      ...calibration.filter((group) => group.n >= 0.01 * pairs).map((group) => Math.abs(group.estimated - group.taken)),
    ),
    smallest,
    rareShare: rare / n,
  };
}
