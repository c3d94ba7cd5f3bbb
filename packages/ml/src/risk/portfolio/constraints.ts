import { z } from "zod";
import { invalidInput } from "../../evaluation/inputs.ts";
import { parseWith } from "../parameters.ts";

const share = () => z.number("must be a decimal such as 0.1").min(-10, "must be at least -10").max(10, "must be at most 10");

/** What weights are allowed. Without anything: no short positions, fully invested. */
export const PortfolioConstraints = z.strictObject({
  sum: share()
    .default(1)
    .meta({ title: "Invested", description: "What the weights add up to; the rest of the capital is cash. 1 = fully invested." }),
  lower: share()
    .default(0)
    .meta({ title: "Least weight", description: "Of every asset without a bound of its own; below zero allows short positions." }),
  upper: share().default(1).meta({ title: "Largest weight", description: "Of every asset without a bound of its own." }),
  bounds: z
    .array(z.strictObject({ asset: z.string(), lower: share().optional(), upper: share().optional() }))
    .default([])
    .meta({ title: "Bounds", description: "Of single assets." }),
  groups: z
    .array(z.strictObject({ name: z.string(), assets: z.array(z.string()).min(1), lower: share().optional(), upper: share().optional() }))
    .default([])
    .meta({ title: "Groups", description: "Least and largest sum of the weights of some assets, such as a sector." }),
  maxTurnover: z
    .number()
    .gt(0)
    .max(20)
    .nullable()
    .default(null)
    .meta({ title: "Turnover limit", description: "Largest sum of |new - old weight| of one rebalance: 2 = everything may be exchanged." }),
  maxLeverage: z
    .number()
    .gt(0)
    .max(20)
    .nullable()
    .default(null)
    .meta({ title: "Leverage limit", description: "Largest sum of |weight|: 1.6 allows 130/30." }),
});
export type PortfolioConstraints = z.output<typeof PortfolioConstraints>;

/** Constraints with their defaults. @throws AppError "INVALID_INPUT" naming the field, an unknown asset, or bounds that cross. */
export function parseConstraints(constraints: unknown, assets: readonly string[]): PortfolioConstraints {
  const parsed = parseWith("constraints", PortfolioConstraints, constraints);
  const known = new Set(assets);
  const named = [...parsed.bounds.map(({ asset }) => asset), ...parsed.groups.flatMap((group) => group.assets)];
  const unknown = named.find((asset) => !known.has(asset));
  if (unknown !== undefined)
    throw invalidInput(`Constraints name the asset '${unknown}', which is not among ${assets.join(", ")}.`, {
      path: ["constraints"],
      asset: unknown,
    });
  const own = new Set(parsed.bounds.map(({ asset }) => asset));
  if (own.size < parsed.bounds.length)
    throw invalidInput("Constraints bound an asset twice: give it one entry with both bounds.", { path: ["constraints", "bounds"] });
  for (const { name, lower, upper } of [
    { name: "all assets", lower: parsed.lower, upper: parsed.upper },
    ...parsed.bounds.map(({ asset, lower = parsed.lower, upper = parsed.upper }) => ({ name: `'${asset}'`, lower, upper })),
    ...parsed.groups,
  ]) {
    if (lower !== undefined && upper !== undefined && lower > upper)
      throw invalidInput(`The least weight ${lower} of ${name} is above the largest, ${upper}.`, { path: ["constraints"] });
  }
  return parsed;
}

/** [n] bounds of each asset. */
export function boundsOf(constraints: PortfolioConstraints, assets: readonly string[]): { lower: Float64Array; upper: Float64Array } {
  const own = new Map(constraints.bounds.map((bound) => [bound.asset, bound]));
  return {
    lower: Float64Array.from(assets, (asset) => own.get(asset)?.lower ?? constraints.lower),
    upper: Float64Array.from(assets, (asset) => own.get(asset)?.upper ?? constraints.upper),
  };
}

/** Rounding of the solver that is not taken for a breach. */
const SLACK = 1e-6;

/** The first constraint that the weights break, in words; null if they keep all. @param previous [n] old weights, or null. */
export function breachOf(
  constraints: PortfolioConstraints,
  assets: readonly string[],
  weights: Float64Array,
  previous: Float64Array | null,
): string | null {
  const { lower, upper } = boundsOf(constraints, assets);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (Math.abs(total - constraints.sum) > SLACK) return `the weights add up to ${total}, not ${constraints.sum}`;
  for (const [i, weight] of weights.entries()) {
    if (weight < (lower[i] as number) - SLACK || weight > (upper[i] as number) + SLACK)
      return `'${assets[i]}' has ${weight}, outside [${lower[i]}, ${upper[i]}]`;
  }
  const place = new Map(assets.map((asset, i) => [asset, i]));
  for (const group of constraints.groups) {
    const sum = [...new Set(group.assets)].reduce((subtotal, asset) => subtotal + (weights[place.get(asset) ?? -1] ?? 0), 0);
    if (sum < (group.lower ?? Number.NEGATIVE_INFINITY) - SLACK || sum > (group.upper ?? Number.POSITIVE_INFINITY) + SLACK)
      return `group '${group.name}' has ${sum}, outside [${group.lower ?? "-"}, ${group.upper ?? "-"}]`;
  }
  const gross = weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
  if (constraints.maxLeverage !== null && gross > constraints.maxLeverage + SLACK)
    return `the leverage is ${gross}, above ${constraints.maxLeverage}`;
  const turnover = previous ? turnoverOf(weights, previous) : 0;
  if (constraints.maxTurnover !== null && turnover > constraints.maxTurnover + SLACK)
    return `the turnover is ${turnover}, above ${constraints.maxTurnover}`;
  return null;
}

/** Sum of |new - old weight|: both sides of each exchange count. */
export const turnoverOf = (weights: ArrayLike<number>, previous: ArrayLike<number>): number =>
  Float64Array.from(weights).reduce((sum, weight, i) => sum + Math.abs(weight - (previous[i] as number)), 0);
