import { z } from "zod";
import { invalidInput } from "../../../evaluation/inputs.ts";
import type { ProgramRow } from "../../../numeric/program.ts";
import { defineMethod } from "./method.ts";

/**
 * The allowed portfolio of least conditional value at risk of the window's returns: min z + sum of u_t / ((1 - alpha) T) with
 * u_t >= 0 and u_t >= -(r_t'w) - z, a linear program. z is a value at risk at the optimum.
 * Source: Rockafellar and Uryasev (2000).
 */
export const cvarOptimal = defineMethod({
  name: "cvar-optimal",
  title: "Minimum CVaR",
  description:
    "The least mean loss beyond the value at risk, over the returns of the window as they were: no normal distribution is assumed.",
  keepsConstraints: true,
  params: z.strictObject({
    alpha: z
      .number()
      .gt(0, "must be above 0")
      .lt(1, "must be below 1")
      .default(0.95)
      .meta({ title: "Level", description: "0.95 looks at the worst twentieth of the periods." }),
    minimumReturn: z.number().nullable().default(null).meta({
      title: "Least expected return",
      description: "Mean return a year over the window that the portfolio must have; none = no condition.",
    }),
  }),
  async weights({ returns, feasible, periodsPerYear }, { alpha, minimumReturn }) {
    const { assets, nPeriods, values } = returns;
    const n = assets.length;
    const tail = (1 - alpha) * nPeriods;
    if (tail < 1)
      throw invalidInput(`A CVaR of ${alpha} needs at least ${Math.ceil(1 / (1 - alpha))} periods in the window. Got ${nPeriods}.`, {
        path: ["params", "alpha"],
      });
    // Returns of days are near 0.01: in units of their own size the solver's tolerances mean the same for days and years.
    const scale = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length) || 1;
    const all = Array.from({ length: n }, (_, i) => i);
    const rows = Array.from({ length: nPeriods }, (_, t): ProgramRow => {
      const scaled = all.map((i) => (values[t * n + i] as number) / scale);
      return { indices: [...all, n, n + 1 + t], values: [...scaled, 1, 1], lower: 0 };
    });
    if (minimumReturn !== null) rows.push(meanRow(returns, minimumReturn / periodsPerYear, scale));
    const cost = new Float64Array(n + 1 + nPeriods).fill(1 / tail, n + 1);
    cost[n] = 1;
    const extraLower = new Float64Array(1 + nPeriods);
    extraLower[0] = Number.NEGATIVE_INFINITY;
    return feasible.minimizeWith({ cost, extraLower, rows });
  },
});

function meanRow(
  { assets, nPeriods, values }: { assets: readonly string[]; nPeriods: number; values: Float64Array },
  least: number,
  scale: number,
): ProgramRow {
  const n = assets.length;
  const mean = new Float64Array(n);
  values.forEach((value, at) => {
    mean[at % n] = (mean[at % n] as number) + value / nPeriods / scale;
  });
  return { indices: assets.map((_, i) => i), values: mean, lower: least / scale };
}
