import { z } from "zod";
import { defineMethod } from "./method.ts";

/** w_i = sum / n. Hard to beat after costs: DeMiguel, Garlappi and Uppal (2009). */
export const equalWeight = defineMethod({
  name: "equal-weight",
  title: "Equal weight",
  description: "The same weight for every asset. Estimates nothing; the yardstick of all others.",
  keepsConstraints: false,
  params: z.strictObject({}),
  weights: ({ returns, sum }) => new Float64Array(returns.assets.length).fill(sum / returns.assets.length),
});
