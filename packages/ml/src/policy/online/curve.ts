import type { DiscreteEnv } from "../env.ts";
import type { DiscretePolicy } from "../policies/policy.ts";

/** One measured point of a training: `name` is what was measured, such as "return" or "loss". */
export interface CurvePoint {
  /** Environment steps or training steps done. */
  step: number;
  name: string;
  value: number;
}

/** Curves of several seeds as one: median and quartiles at each step that all of them have. */
export interface CurveBand {
  step: number;
  name: string;
  median: number;
  low: number;
  high: number;
  seeds: number;
}

/** Median and interquartile range over seeds, by interpolated quantiles. */
export function curveBands(curves: readonly (readonly CurvePoint[])[]): CurveBand[] {
  const groups = new Map<string, { step: number; name: string; values: number[] }>();
  for (const curve of curves) {
    for (const { step, name, value } of curve) {
      const key = `${name} ${step}`;
      const group = groups.get(key) ?? { step, name, values: [] };
      group.values.push(value);
      groups.set(key, group);
    }
  }
  return [...groups.values()]
    .filter(({ values }) => values.length === curves.length)
    .map(({ step, name, values }) => {
      const sorted = values.toSorted((a, b) => a - b);
      return {
        step,
        name,
        median: quantileOf(sorted, 0.5),
        low: quantileOf(sorted, 0.25),
        high: quantileOf(sorted, 0.75),
        seeds: sorted.length,
      };
    });
}

function quantileOf(ascending: readonly number[], share: number): number {
  const position = share * (ascending.length - 1);
  const below = Math.floor(position);
  const low = ascending[below] as number;
  return low + (position - below) * ((ascending[Math.min(below + 1, ascending.length - 1)] as number) - low);
}

/** Undiscounted returns of episodes from seeds `seed`, `seed + 1`, ..; a policy that draws takes its likeliest action. */
export function greedyReturns(env: DiscreteEnv, policy: DiscretePolicy, episodes: number, seed: number): Float64Array {
  return Float64Array.from({ length: episodes }, (_return, e) => {
    let { obs } = env.reset(seed + e);
    for (let total = 0; ; ) {
      const chances = policy.distribution(obs, env.actionMask?.() ?? null);
      let best = 0;
      for (let a = 1; a < chances.length; a++) if ((chances[a] as number) > (chances[best] as number)) best = a;
      const result = env.step(best);
      total += result.reward;
      if (result.terminated || result.truncated) return total;
      obs = result.obs;
    }
  });
}
