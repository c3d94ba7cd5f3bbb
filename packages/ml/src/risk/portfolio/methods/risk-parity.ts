import { AppError } from "@plimsoll/schema";
import { z } from "zod";
import { invalidInput } from "../../../evaluation/inputs.ts";
import { defineMethod, scaledTo } from "./method.ts";

const budget = z.strictObject({ asset: z.string(), share: z.number().gt(0, "must be above 0") });

/**
 * Equal risk contributions: w_i (Sw)_i the same for all i, or in proportion to given budgets b. Unique for positive weights: the minimum of
 * 1/2 y'Sy - sum of b_i ln y_i, w = y / sum(y), found one coordinate after the other, each in closed form.
 * Source: Maillard, Roncalli and Teiletche (2010); Griveau-Billion, Richard and Roncalli (2013).
 */
export const riskParity = defineMethod({
  name: "risk-parity",
  title: "Risk parity",
  description: "Every asset contributes the same share of the portfolio's variance, or the share of its budget.",
  keepsConstraints: false,
  params: z.strictObject({
    budgets: z
      .array(budget)
      .default([])
      .meta({ title: "Risk budgets", description: "Relative shares of risk, one entry for every asset; none = equal shares." }),
  }),
  weights({ covariance, returns: { assets }, sum }, { budgets }) {
    return scaledTo(sum, equalRisk(covariance, budgetsOf(budgets, assets), assets));
  },
});

function budgetsOf(budgets: readonly z.output<typeof budget>[], assets: readonly string[]): Float64Array {
  if (budgets.length === 0) return new Float64Array(assets.length).fill(1 / assets.length);
  const shares = new Map(budgets.map(({ asset, share }) => [asset, share]));
  const unknown = budgets.find(({ asset }) => !assets.includes(asset));
  if (unknown || shares.size < assets.length || budgets.length > assets.length)
    throw invalidInput(
      `Risk budgets need one entry for each of ${assets.join(", ")}. Got ${budgets.map(({ asset }) => asset).join(", ")}.`,
      { path: ["params", "budgets"] },
    );
  const total = [...shares.values()].reduce((subtotal, share) => subtotal + share, 0);
  return Float64Array.from(assets, (asset) => (shares.get(asset) as number) / total);
}

const MAX_SWEEPS = 10_000;
const SETTLED = 1e-12;

/** y > 0 with y_i (Sy)_i = b_i. */
function equalRisk(covariance: Float64Array, budgets: Float64Array, assets: readonly string[]): Float64Array {
  const n = assets.length;
  const still = assets.findIndex((_, i) => !((covariance[i * n + i] as number) > 0));
  if (still >= 0)
    throw invalidInput(`'${assets[still]}' does not move in the estimation window and cannot carry a share of the risk. Leave it out.`, {
      asset: assets[still],
    });
  const y = Float64Array.from(budgets, (b, i) => Math.sqrt(b / (covariance[i * n + i] as number)));
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let change = 0;
    for (let i = 0; i < n; i++) {
      const variance = covariance[i * n + i] as number;
      let others = 0;
      for (let j = 0; j < n; j++) if (j !== i) others += (covariance[i * n + j] as number) * (y[j] as number);
      const next = (-others + Math.sqrt(others * others + 4 * variance * (budgets[i] as number))) / (2 * variance);
      change = Math.max(change, Math.abs(next - (y[i] as number)) / next);
      y[i] = next;
    }
    if (change < SETTLED) return y;
  }
  throw new AppError(
    "NOT_CONVERGED",
    "numerical",
    "Risk parity found no weights: some assets hedge each other almost perfectly. Leave one of them out or shrink the covariance.",
  );
}
