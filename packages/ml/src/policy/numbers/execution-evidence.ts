import { createRng } from "@plimsoll/features";
import { almgrenChriss, type ExecutionSetting, executionCost } from "../closed-form/almgren-chriss.ts";
import type { Desk } from "./desk.ts";
import { guardNumber } from "./guard-number.ts";
import { breaksLimit, type NumberLimits } from "./limits.ts";

export interface ExecutionEvidence {
  /** Of the schedule within its limits, from the closed form of its cost. */
  objective: number;
  optimum: number;
  /** The same objective on simulated prices, less the optimum's on the same ones, with its standard error. */
  simulated: { gap: number; se: number; paths: number };
  decisions: number;
  violations: number;
  /** Steps in which a limit moved what the network said. */
  limited: number;
  trades: Float64Array;
}

const BATCHES = 20;

/** What a schedule costs within its limits, exactly and on fresh simulated prices, beside the closed form. */
export function executionEvidence(
  desk: Desk,
  setting: ExecutionSetting,
  limits: NumberLimits,
  { paths, seed }: { paths: number; seed: number },
): ExecutionEvidence {
  const { shares, steps, sigma, horizon_days, lambda } = setting;
  const guard = guardNumber(desk, limits, null);
  const trades = new Float64Array(steps);
  let [left, violations, limited] = [shares, 0, 0];
  for (let k = 0; k < steps; k++) {
    const obs = Float64Array.of(1 - k / steps, left / shares);
    const { value, reasons } = guard.decide(obs);
    limited += Number(reasons.length > 0);
    violations += Number(!Number.isFinite(value) || breaksLimit(value, desk.facts(obs, limits), limits));
    trades[k] = Math.min(value, left);
    left -= trades[k] as number;
  }
  const optimum = almgrenChriss(setting);
  const [own, best] = [executionCost(setting, trades), executionCost(setting, optimum.trades)];
  // The cost of a schedule on a path is its mean less what the price earns on the shares still held.
  const held = (schedule: ArrayLike<number>): number[] => {
    let rest = shares;
    return Array.from(schedule, (sold) => {
      rest -= sold;
      return rest;
    });
  };
  const [ours, theirs] = [held(trades), held(optimum.trades)];
  const rng = createRng(seed);
  const root = sigma * Math.sqrt(horizon_days / steps);
  const size = Math.max(Math.floor(paths / BATCHES), 2);
  const gaps = Array.from({ length: BATCHES }, () => {
    const [mine, other] = [new Float64Array(size), new Float64Array(size)];
    for (let i = 0; i < size; i++) {
      let [a, b] = [own.expectedCost, best.expectedCost];
      for (let k = 0; k < steps; k++) {
        const move = root * rng.normal();
        a -= move * (ours[k] as number);
        b -= move * (theirs[k] as number);
      }
      [mine[i], other[i]] = [a, b];
    }
    return meanVariance(mine, lambda) - meanVariance(other, lambda);
  });
  const gap = gaps.reduce((sum, value) => sum + value, 0) / BATCHES;
  const se = Math.sqrt(gaps.reduce((sum, value) => sum + (value - gap) ** 2, 0) / (BATCHES - 1) / BATCHES);
  return {
    objective: own.objective,
    optimum: best.objective,
    simulated: { gap, se, paths: size * BATCHES },
    decisions: steps,
    violations,
    limited,
    trades,
  };
}

function meanVariance(values: Float64Array, lambda: number): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return mean + (lambda * values.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / (values.length - 1);
}
