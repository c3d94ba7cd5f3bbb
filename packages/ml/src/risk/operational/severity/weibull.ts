import { z } from "zod";
import { gammaCdf, logGamma } from "../../../numeric/distributions.ts";
import { exponentialSampler } from "../../../numeric/samplers.ts";
import { defineSeverity, logMoments } from "./severity.ts";

/** P(X > x) = exp(-(x/s)^k); E X = s Gamma(1 + 1/k). Heavier than exponential below k = 1. */
export const weibull = defineSeverity({
  name: "weibull",
  title: "Weibull",
  description: "From light (shape above one) to moderately heavy tails (shape below one).",
  params: z.strictObject({
    shape: z
      .number()
      .gt(0.02, "must be above 0.02")
      .max(100)
      .default(0.6)
      .meta({ title: "Shape", description: "Below one the tail is heavier than exponential." }),
    scale: z
      .number()
      .gt(0, "must be above 0")
      .max(1e15)
      .default(10_000)
      .meta({ title: "Scale", description: "63 % of losses are below it." }),
  }),
  at({ shape, scale }) {
    const constant = Math.log(shape) - shape * Math.log(scale);
    const mean = scale * Math.exp(logGamma(1 + 1 / shape));
    const power = (x: number) => (x / scale) ** shape;
    return {
      lower: 0,
      logPdf: (x) => (x > 0 ? constant + (shape - 1) * Math.log(x) - power(x) : Number.NEGATIVE_INFINITY),
      cdf: (x) => (x > 0 ? -Math.expm1(-power(x)) : 0),
      sf: (x) => (x > 0 ? Math.exp(-power(x)) : 1),
      upperQuantile: (q) => scale * (-Math.log(q)) ** (1 / shape),
      mean,
      limitedMean: (limit) => (limit > 0 ? mean * gammaCdf(power(limit), 1 + 1 / shape, 1) + limit * Math.exp(-power(limit)) : 0),
      sampler(rng) {
        const exponential = exponentialSampler(rng);
        const inverse = 1 / shape;
        return () => scale * Math.exp(inverse * Math.log(exponential()));
      },
    };
  },
  likelihood(losses) {
    const logs = losses.map(Math.log);
    const total = logs.reduce((sum, value) => sum + value, 0);
    return ({ shape, scale }) => {
      const logScale = Math.log(scale);
      let powers = 0;
      for (let i = 0; i < logs.length; i++) powers += Math.exp(shape * ((logs[i] as number) - logScale));
      return logs.length * (Math.log(shape) - shape * logScale) + (shape - 1) * total - powers;
    };
  },
  start(losses) {
    // ln X is a Gumbel variable with deviation pi / (shape sqrt 6).
    const { mean, deviation } = logMoments(losses);
    const shape = Math.PI / (Math.max(deviation, 1e-3) * Math.sqrt(6));
    return [Math.log(shape), mean + 0.5772156649 / shape];
  },
  paramsOf: ([logShape = 0, logScale = 0]) => ({ shape: Math.exp(logShape), scale: Math.exp(logScale) }),
});
