import { z } from "zod";
import { normalCdf, normalQuantile, normalSf } from "../../../numeric/distributions.ts";
import { normalSampler } from "../../../numeric/samplers.ts";
import { defineSeverity, logMoments } from "./severity.ts";

const HALF_LN_2PI = 0.5 * Math.log(2 * Math.PI);

/** ln X is normal with mean mu and deviation sigma; E X = exp(mu + sigma^2 / 2). */
export const lognormal = defineSeverity({
  name: "lognormal",
  title: "Lognormal",
  description: "The logarithm of a loss is normal: the usual body, and with a large sigma a heavy tail too.",
  params: z.strictObject({
    mu: z.number().min(-100).max(100).default(10).meta({ title: "Mu", description: "Mean of the logarithm: exp(mu) is the median loss." }),
    sigma: z
      .number()
      .gt(0, "must be above 0")
      .max(20, "must be at most 20")
      .default(2)
      .meta({ title: "Sigma", description: "Standard deviation of the logarithm." }),
  }),
  at({ mu, sigma }) {
    const constant = -Math.log(sigma) - HALF_LN_2PI;
    const score = (x: number) => (Math.log(x) - mu) / sigma;
    return {
      lower: 0,
      logPdf(x) {
        if (!(x > 0)) return Number.NEGATIVE_INFINITY;
        const logarithm = Math.log(x);
        const s = (logarithm - mu) / sigma;
        return constant - logarithm - 0.5 * s * s;
      },
      cdf: (x) => (x > 0 ? normalCdf(score(x)) : 0),
      sf: (x) => (x > 0 ? normalSf(score(x)) : 1),
      upperQuantile: (q) => Math.exp(mu - sigma * normalQuantile(q)),
      mean: Math.exp(mu + (sigma * sigma) / 2),
      limitedMean: (limit) =>
        limit > 0 ? Math.exp(mu + (sigma * sigma) / 2) * normalCdf(score(limit) - sigma) + limit * normalSf(score(limit)) : 0,
      sampler(rng) {
        const normal = normalSampler(rng);
        return () => Math.exp(mu + sigma * normal());
      },
    };
  },
  likelihood(losses) {
    const n = losses.length;
    const { mean, deviation } = logMoments(losses);
    return ({ mu, sigma }) =>
      -n * (Math.log(sigma) + HALF_LN_2PI + mean + (0.5 * (deviation * deviation + (mean - mu) ** 2)) / (sigma * sigma));
  },
  start(losses) {
    const { mean, deviation } = logMoments(losses);
    return [mean, Math.log(Math.max(deviation, 1e-3))];
  },
  paramsOf: ([mu = 0, logSigma = 0]) => ({ mu, sigma: Math.exp(logSigma) }),
});
