import { z } from "zod";
import { gammaCdf, gammaSf, gammaUpperQuantile, logGamma } from "../../../numeric/distributions.ts";
import { gammaSampler } from "../../../numeric/samplers.ts";
import { defineSeverity, logMoments, meanOf } from "./severity.ts";

/** f(x) = x^(k-1) e^(-x/s) / (Gamma(k) s^k); E X = k s. */
export const gamma = defineSeverity({
  name: "gamma",
  title: "Gamma",
  description: "A light tail: for many small losses of like size.",
  params: z.strictObject({
    shape: z
      .number()
      .gt(0, "must be above 0")
      .max(1e6)
      .default(1)
      .meta({ title: "Shape", description: "Below one most losses are tiny; above one they gather round a size." }),
    scale: z.number().gt(0, "must be above 0").max(1e15).default(10_000).meta({ title: "Scale", description: "Mean = shape * scale." }),
  }),
  at({ shape, scale }) {
    const constant = -logGamma(shape) - shape * Math.log(scale);
    return {
      lower: 0,
      logPdf: (x) => (x > 0 ? constant + (shape - 1) * Math.log(x) - x / scale : Number.NEGATIVE_INFINITY),
      cdf: (x) => gammaCdf(x, shape, scale),
      sf: (x) => gammaSf(x, shape, scale),
      upperQuantile: (q) => gammaUpperQuantile(q, shape, scale),
      mean: shape * scale,
      limitedMean: (limit) => (limit > 0 ? shape * scale * gammaCdf(limit, shape + 1, scale) + limit * gammaSf(limit, shape, scale) : 0),
      sampler(rng) {
        const draw = gammaSampler(rng, shape);
        return () => scale * draw();
      },
    };
  },
  likelihood(losses) {
    const n = losses.length;
    const [mean, meanLog] = [meanOf(losses), logMoments(losses).mean];
    return ({ shape, scale }) => n * (-logGamma(shape) - shape * Math.log(scale) + (shape - 1) * meanLog - mean / scale);
  },
  start(losses) {
    const mean = meanOf(losses);
    const s = Math.max(1e-6, Math.log(mean) - logMoments(losses).mean);
    // Close to the maximum likelihood shape: Minka (2002).
    const shape = (3 - s + Math.sqrt((s - 3) ** 2 + 24 * s)) / (12 * s);
    return [Math.log(shape), Math.log(mean / shape)];
  },
  paramsOf: ([logShape = 0, logScale = 0]) => ({ shape: Math.exp(logShape), scale: Math.exp(logScale) }),
});
