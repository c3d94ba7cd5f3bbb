import { z } from "zod";
import { exponentialSampler } from "../../../numeric/samplers.ts";
import { defineSeverity } from "./severity.ts";

/** P(X > x) = (minimum / x)^index for x >= minimum; E X = index minimum / (index - 1) for an index above one. */
export const pareto = defineSeverity({
  name: "pareto",
  title: "Pareto",
  description: "A pure power law above a smallest loss. Index at or below one: the mean does not exist.",
  params: z.strictObject({
    minimum: z
      .number()
      .gt(0, "must be above 0")
      .max(1e15)
      .default(10_000)
      .meta({ title: "Smallest loss", description: "Where the distribution begins; given, not estimated." }),
    index: z
      .number()
      .gt(0, "must be above 0")
      .max(1000)
      .default(1.5)
      .meta({ title: "Index", description: "Alpha: the smaller, the heavier the tail." }),
  }),
  fixed: ["minimum"],
  fixedFrom(losses, thresholds) {
    const values = thresholds ?? losses;
    return { minimum: values.reduce((least, x) => Math.min(least, x), Number.POSITIVE_INFINITY) };
  },
  at({ minimum, index }) {
    const constant = Math.log(index) + index * Math.log(minimum);
    return {
      lower: minimum,
      logPdf: (x) => (x >= minimum ? constant - (index + 1) * Math.log(x) : Number.NEGATIVE_INFINITY),
      cdf: (x) => (x > minimum ? -Math.expm1(index * Math.log(minimum / x)) : 0),
      sf: (x) => (x > minimum ? (minimum / x) ** index : 1),
      upperQuantile: (q) => minimum * q ** (-1 / index),
      mean: index > 1 ? (index * minimum) / (index - 1) : Number.POSITIVE_INFINITY,
      limitedMean(limit) {
        if (limit <= minimum) return limit;
        const h = Math.log(limit / minimum);
        return minimum * (1 + (Math.abs(index - 1) < 1e-9 ? h : -Math.expm1(-(index - 1) * h) / (index - 1)));
      },
      sampler(rng) {
        const exponential = exponentialSampler(rng);
        const power = 1 / index;
        return () => minimum * Math.exp(power * exponential());
      },
    };
  },
  likelihood(losses) {
    const n = losses.length;
    const total = losses.reduce((sum, x) => sum + Math.log(x), 0);
    const least = losses.reduce((smallest, x) => Math.min(smallest, x), Number.POSITIVE_INFINITY);
    return ({ minimum, index }) =>
      least < minimum ? Number.NEGATIVE_INFINITY : n * (Math.log(index) + index * Math.log(minimum)) - (index + 1) * total;
  },
  start(losses, { minimum = 1 }) {
    const above = losses.reduce((sum, x) => sum + Math.log(x / minimum), 0) / losses.length;
    return [-Math.log(Math.max(above, 1e-9))];
  },
  paramsOf: ([logIndex = 0], { minimum = 1 }) => ({ minimum, index: Math.exp(logIndex) }),
});
