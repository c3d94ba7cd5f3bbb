import { createRng } from "@plimsoll/features";
import { z } from "zod";
import type { Estimates } from "../../estimates.ts";
import { normal } from "../../innovations/normal.ts";
import { drawStudent, student } from "../../innovations/student.ts";
import { checkSeries } from "../../series.ts";
import { decay, ewmaVariance } from "../../volatility/models/ewma.ts";
import { cornishFisher } from "../cornish-fisher.ts";
import { empiricalTail } from "../empirical-tail.ts";
import { fitStudentScale, shapeMoments } from "../standardised-shape.ts";
import { defineVarMethod } from "../var-method.ts";

/** Sums of t errors have no closed form: their tail is taken from so many draws, once a fit. */
const SUMS = 40_000;

/** The lower tail of the sum of `horizon` standardised errors, and the moments or parameters it was made from. */
interface StandardTail {
  tail(p: number): { quantile: number; mean: number };
  statistics: Record<string, number>;
}

const tails: Record<string, (standardised: Float64Array, horizon: number, seed: number, estimates?: Estimates) => StandardTail> = {
  normal: (_standardised, horizon) => ({
    tail: (p) => ({ quantile: Math.sqrt(horizon) * normal.quantile(p, []), mean: Math.sqrt(horizon) * normal.tailMean(p, []) }),
    statistics: {},
  }),

  t(standardised, horizon, seed, estimates) {
    const { scale, nu } = fitStudentScale(standardised, estimates);
    const statistics = { scale, nu };
    if (horizon === 1) {
      return { tail: (p) => ({ quantile: scale * student.quantile(p, [nu]), mean: scale * student.tailMean(p, [nu]) }), statistics };
    }
    const rng = createRng(seed);
    const sums = Float64Array.from({ length: SUMS }, () => {
      let sum = 0;
      for (let day = 0; day < horizon; day++) sum += scale * drawStudent(rng, nu);
      return sum;
    }).sort();
    return { tail: (p) => empiricalTail(sums, p), statistics };
  },

  // Skewness of a sum of independent days falls with the root of their number, excess kurtosis with the number.
  "cornish-fisher"(standardised, horizon) {
    const { skewness, excessKurtosis } = shapeMoments(standardised);
    return {
      tail(p) {
        const { quantile, mean } = cornishFisher(p, skewness / Math.sqrt(horizon), excessKurtosis / horizon);
        return { quantile: Math.sqrt(horizon) * quantile, mean: Math.sqrt(horizon) * mean };
      },
      statistics: { skewness, excessKurtosis },
    };
  },
};

export const parametric = defineVarMethod({
  name: "parametric",
  title: "Parametric",
  description: "Variance and a distribution: normal, Student's t or the normal corrected for skewness and kurtosis (Cornish and Fisher).",
  needsEngine: false,
  params: z.strictObject({
    distribution: z
      .enum(["normal", "t", "cornish-fisher"], "must be normal, t or cornish-fisher")
      .default("normal")
      .meta({ title: "Distribution", description: "Of the standardised returns." }),
    volatility: z
      .enum(["sample", "ewma"], "must be sample or ewma")
      .default("ewma")
      .meta({ title: "Volatility", description: "Of all rows of the fit alike, or exponentially weighted up to yesterday." }),
    lambda: decay(),
    mean: z
      .enum(["sample", "zero"], "must be sample or zero")
      .default("zero")
      .meta({ title: "Mean", description: "Mean of the rows of the fit, or zero." }),
  }),
  minimumRows: () => 60,
  fit({ returns }, { distribution, volatility, lambda, mean }, { alphas, horizon, seed, estimates }) {
    const sample = checkSeries(returns, { name: "returns", minimum: 60 });
    const centre = mean === "sample" ? sample.mean : 0;
    const square = returns.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (returns.length - (mean === "sample" ? 1 : 0));
    const varianceOf = (series: Float64Array) =>
      volatility === "ewma"
        ? ewmaVariance(
            series.map((value) => value - centre),
            lambda,
          )
        : new Float64Array(series.length + 1).fill(square);
    const variance = varianceOf(returns);
    const standardised = returns.map((value, t) => (value - centre) / Math.sqrt(variance[t] as number));
    const { tail, statistics } = (tails[distribution] as (typeof tails)[string])(standardised, horizon, seed, estimates);
    const known = alphas.map((alpha) => tail(1 - alpha));
    return {
      parameters: [],
      statistics: { mean: centre, ...statistics },
      forecast(series, from, to) {
        const path = varianceOf(series.returns);
        const at = (part: "quantile" | "mean") =>
          Float64Array.from({ length: (to - from) * alphas.length }, (_, k) => {
            const sigma = Math.sqrt(path[from + Math.floor(k / alphas.length)] as number);
            return -(horizon * centre + sigma * (known[k % alphas.length] as { quantile: number; mean: number })[part]);
          });
        return { var: at("quantile"), es: at("mean") };
      },
    };
  },
});
