import { almgrenChriss, type ExecutionSetting } from "../closed-form/almgren-chriss.ts";
import type { ExecutionPolicy } from "../policies/execution.ts";
import type { ContinuousPolicy } from "../policies/policy.ts";
import { refuse } from "../refuse.ts";
import type { Desk } from "./desk.ts";
import type { NumberLimits } from "./limits.ts";
import { inRange } from "./record.ts";

/** Asks a schedule how many shares to sell in this step. */
export function executionDesk(policy: ContinuousPolicy): Desk {
  const { setting } = (policy as ExecutionPolicy).spec;
  const { shares, steps } = setting;
  const optimum = almgrenChriss(setting).holdings;
  const stepOf = (obs: ArrayLike<number>): number => Math.round((1 - (obs[0] as number)) * steps);
  const leftOf = (obs: ArrayLike<number>): number => shares * (obs[1] as number);
  /** The optimum from any state is the same share of what is left: x_k+1 / x_k of the closed form. */
  const benchmark = (obs: Float64Array): number => {
    const k = stepOf(obs);
    return leftOf(obs) * (1 - (optimum[k + 1] as number) / (optimum[k] as number));
  };
  return {
    unit: "shares",
    inputs: [
      { name: "time_left", description: "Share of the time that is left, above 0 and at most 1." },
      { name: "shares_left", description: `Shares still to sell, of ${shares}.` },
    ],
    observe(record) {
      const left = inRange(record, "time_left", { above: 0, most: 1 });
      if (stepOf([left]) >= steps)
        throw refuse(`'time_left' ${left} lies after the last of ${steps} steps: the sale has ended.`, ["record", "time_left"]);
      return Float64Array.of(left, inRange(record, "shares_left", { least: 0, most: shares }) / shares);
    },
    want(obs) {
      const sold = leftOf(obs) * (policy.distribution(obs).mean[0] as number);
      // The network is trained with a last step that sells the rest.
      return stepOf(obs) === steps - 1 ? leftOf(obs) : sold;
    },
    benchmark,
    facts(obs, { high }: NumberLimits) {
      const left = leftOf(obs);
      const after = steps - 1 - stepOf(obs);
      const later = after === 0 ? 0 : high === null ? Number.POSITIVE_INFINITY : high * after;
      return { low: 0, high: left, current: null, benchmark: benchmark(obs), must: { low: Math.max(left - later, 0), high: left } };
    },
  };
}

/** @throws AppError "INVALID_INPUT" for limits within which the sale cannot come to its end. */
export function checkSaleLimits(
  { shares, steps }: Pick<ExecutionSetting, "shares" | "steps">,
  { low, high, maxChange }: NumberLimits,
): void {
  if (high !== null && high * steps < shares)
    throw refuse(`At most ${high} shares in each of ${steps} steps sell ${high * steps} of ${shares}: the sale could not end in time.`, [
      "constraints",
      "high",
    ]);
  if (low !== null && low < 0) throw refuse(`A sale sells at least 0 shares in a step. Got ${low}.`, ["constraints", "low"]);
  if (maxChange !== null)
    throw refuse("A sale has no position that changes: limit the shares of a step by 'high'.", ["constraints", "maxChange"]);
}
