import { z } from "zod";
import { exponentialSampler } from "../../../numeric/samplers.ts";
import { defineSeverity, meanOf, type SeverityAt } from "./severity.ts";

/** Below this the tail is exponential to all digits. */
const EXPONENTIAL = 1e-9;

/** The generalised Pareto distribution above `threshold`: P(X > x) = (1 + shape (x - threshold) / scale)^(-1 / shape). */
export function paretoTail(threshold: number, scale: number, shape: number): SeverityAt {
  const isExponential = Math.abs(shape) < EXPONENTIAL;
  const logScale = Math.log(scale);
  /** -ln P(X > x). */
  const hazard = (x: number): number => {
    const y = (x - threshold) / scale;
    if (isExponential) return y;
    const inside = shape * y;
    return inside > -1 ? Math.log1p(inside) / shape : Number.POSITIVE_INFINITY;
  };
  const mean = shape < 1 ? threshold + scale / (1 - shape) : Number.POSITIVE_INFINITY;
  const upperQuantile = (q: number) =>
    threshold + (isExponential ? -scale * Math.log(q) : (scale * Math.expm1(-shape * Math.log(q))) / shape);
  return {
    lower: threshold,
    logPdf(x) {
      if (x < threshold) return Number.NEGATIVE_INFINITY;
      const h = hazard(x);
      return h === Number.POSITIVE_INFINITY ? Number.NEGATIVE_INFINITY : -logScale - (1 + shape) * h;
    },
    cdf: (x) => (x > threshold ? -Math.expm1(-hazard(x)) : 0),
    sf: (x) => (x > threshold ? Math.exp(-hazard(x)) : 1),
    upperQuantile,
    mean,
    limitedMean(limit) {
      if (limit <= threshold) return limit;
      // Integral of P(X > x): (1 - S(x)^(1 - shape)) scale / (1 - shape), and its limit at shape = 1.
      const h = hazard(limit);
      const power = (1 - shape) * h;
      return threshold + (Math.abs(1 - shape) < EXPONENTIAL ? scale * h : (-scale * Math.expm1(-power)) / (1 - shape));
    },
    sampler(rng) {
      // P(X > x) of a draw is uniform: its negative logarithm is exponential.
      const exponential = exponentialSampler(rng);
      if (isExponential) return () => threshold + scale * exponential();
      const factor = scale / shape;
      return () => threshold + factor * (Math.exp(shape * exponential()) - 1);
    },
  };
}

/** Fits keep the shape above this, where its likelihood is regular (Smith, 1985). */
export const LEAST_SHAPE = -0.5;

/** Source: Pickands (1975); Embrechts, Klueppelberg and Mikosch (1997), section 6.5. */
export const generalisedPareto = defineSeverity({
  name: "generalised-pareto",
  title: "Generalised Pareto",
  description: "The limit law of losses above a high threshold. Shape above one: the mean does not exist.",
  params: z.strictObject({
    threshold: z
      .number()
      .min(0, "must be at least 0")
      .max(1e15)
      .default(0)
      .meta({ title: "Threshold", description: "Where the distribution begins; given, not estimated." }),
    scale: z
      .number()
      .gt(0, "must be above 0")
      .max(1e15)
      .default(10_000)
      .meta({ title: "Scale", description: "Of the excess over the threshold." }),
    shape: z
      .number()
      .min(LEAST_SHAPE, `must be at least ${LEAST_SHAPE}`)
      .max(5, "must be at most 5")
      .default(0.5)
      .meta({ title: "Shape", description: "Tail index: 0 = exponential; moments of order 1 / shape and above do not exist." }),
  }),
  fixed: ["threshold"],
  fixedFrom: (_losses, thresholds) => ({ threshold: thresholds?.reduce((least, h) => Math.min(least, h), Number.POSITIVE_INFINITY) ?? 0 }),
  at: ({ threshold, scale, shape }) => paretoTail(threshold, scale, shape),
  start(losses, { threshold = 0 }) {
    return [Math.log(Math.max(meanOf(losses) - threshold, 1e-12) * 0.7), Math.log(0.3 - LEAST_SHAPE)];
  },
  paramsOf: ([logScale = 0, shifted = 0], { threshold = 0 }) => ({
    threshold,
    scale: Math.exp(logScale),
    shape: LEAST_SHAPE + Math.exp(shifted),
  }),
});
