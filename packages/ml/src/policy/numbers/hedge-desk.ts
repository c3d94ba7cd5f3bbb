import { type HedgeSetting, referenceDelta } from "../hedging/market.ts";
import type { HedgePolicy } from "../policies/hedge.ts";
import type { ContinuousPolicy } from "../policies/policy.ts";
import { refuse } from "../refuse.ts";
import type { Desk } from "./desk.ts";
import type { NumberFacts, NumberLimits } from "./limits.ts";
import { inRange } from "./record.ts";

/** Positions that a hedge of one option may have at all, as in its environment. */
export const hedgeDomain = (call: boolean): { low: number; high: number } => (call ? { low: -1, high: 2 } : { low: -2, high: 1 });

const LEFT = 1;
const HELD = 2;

/** Asks a hedge for the position of the next interval, per option sold. */
export function hedgeDesk(policy: ContinuousPolicy): Desk {
  const { setting } = (policy as HedgePolicy).spec;
  const { strike, steps, call, heston } = setting;
  const stepOf = (left: number): number => Math.round((1 - left) * steps);
  const benchmark = (obs: Float64Array): number =>
    referenceDelta(setting, stepOf(obs[LEFT] as number), strike * Math.exp(obs[0] as number));
  return {
    unit: "underlying per option",
    inputs: [
      { name: "spot", description: "Price of the underlying now." },
      { name: "time_left", description: "Share of the option's life that is left, above 0 and at most 1." },
      { name: "held", description: "Position held until now, per option." },
      { name: "gains", description: "Gains of the hedge so far less its costs, per option." },
      ...(heston ? [{ name: "volatility", description: "Present volatility a year, decimal." }] : []),
    ],
    observe(record) {
      const left = inRange(record, "time_left", { above: 0, most: 1 });
      if (stepOf(left) >= steps)
        throw refuse(`'time_left' ${left} lies after the last of ${steps} trading moments: the option is held to its end.`, [
          "record",
          "time_left",
        ]);
      const obs = [Math.log(inRange(record, "spot", { above: 0 }) / strike), left, inRange(record, "held"), inRange(record, "gains")];
      return Float64Array.from(heston ? [...obs, inRange(record, "volatility", { least: 0 })] : obs);
    },
    want: (obs) => policy.distribution(obs).mean[0] as number,
    benchmark,
    facts: (obs): NumberFacts => ({
      ...hedgeDomain(call),
      current: obs[HELD] as number,
      benchmark: benchmark(obs),
      must: null,
    }),
  };
}

/** @throws AppError "INVALID_INPUT" for limits that leave no position. */
export function checkHedgeLimits({ call }: Pick<HedgeSetting, "call">, { low, high }: NumberLimits): void {
  const domain = hedgeDomain(call);
  const tooHigh = low !== null && low > domain.high;
  if (tooHigh || (high !== null && high < domain.low))
    throw refuse(
      `A hedge of a ${call ? "call" : "put"} lies in [${domain.low}, ${domain.high}] per option; the limits leave nothing of it.`,
      ["constraints", tooHigh ? "low" : "high"],
    );
}
