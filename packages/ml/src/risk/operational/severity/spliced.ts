import { z } from "zod";
import { degenerateTarget } from "../../../evaluation/inputs.ts";
import { uniformSampler } from "../../../numeric/samplers.ts";
import { gamma } from "./gamma.ts";
import { generalisedPareto, LEAST_SHAPE, paretoTail } from "./generalised-pareto.ts";
import { lognormal } from "./lognormal.ts";
import { defineSeverity, type SeverityAt, type SeverityDistribution } from "./severity.ts";
import { weibull } from "./weibull.ts";

/** Fewer losses than this say nothing of a law on their side of the threshold. */
const LEAST_ON_A_SIDE = 2;

/** Names of a body's parameters within the spliced distribution. */
const bodyName = (name: string) => `body${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/**
 * Two laws in one: below the threshold a body, cut off there, above it a generalised Pareto tail.
 * P(X <= x) = (1 - share) B(x) / B(threshold) for x <= threshold, P(X > x) = share T(x) above.
 */
function spliced(body: SeverityAt, threshold: number, share: number, tail: SeverityAt): SeverityAt {
  const below = body.cdf(threshold);
  const logBody = Math.log1p(-share) - Math.log(below);
  const logTail = Math.log(share);
  /** E[min(body, limit)] of the body cut off at the threshold, limit <= threshold. */
  const limitedBody = (limit: number) => (body.limitedMean(limit) - limit * body.sf(threshold)) / below;
  return {
    lower: body.lower,
    logPdf: (x) => (x <= threshold ? logBody + body.logPdf(x) : logTail + tail.logPdf(x)),
    cdf: (x) => (x <= threshold ? (1 - share) * (body.cdf(x) / below) : 1 - share * tail.sf(x)),
    sf: (x) => (x <= threshold ? 1 - (1 - share) * (body.cdf(x) / below) : share * tail.sf(x)),
    upperQuantile: (q) => (q < share ? tail.upperQuantile(q / share) : body.upperQuantile(1 - (below * (1 - q)) / (1 - share))),
    mean: (1 - share) * limitedBody(threshold) + share * tail.mean,
    limitedMean: (limit) =>
      limit <= threshold
        ? (1 - share) * limitedBody(limit) + share * limit
        : (1 - share) * limitedBody(threshold) + share * tail.limitedMean(limit),
    sampler(rng) {
      const [fromBody, fromTail, uniform] = [body.sampler(rng), tail.sampler(rng), uniformSampler(rng)];
      // Draws of the body beyond the threshold are drawn again: they are few where the threshold is high. Else by inversion.
      if (below < 0.5) return () => (uniform() < share ? fromTail() : body.upperQuantile(1 - below * uniform()));
      return () => {
        if (uniform() < share) return fromTail();
        for (;;) {
          const x = fromBody();
          if (x <= threshold) return x;
        }
      };
    },
  };
}

/** A body of the registry with a generalised Pareto tail; the threshold is given, and the share above it and both laws are estimated. */
function splicedSeverity(body: SeverityDistribution): SeverityDistribution {
  const schema = body.params as z.ZodObject<Record<string, z.ZodType>>;
  const renamed = Object.fromEntries(Object.entries(schema.shape).map(([name, type]) => [bodyName(name), type.meta(titled(type))]));
  const own = Object.keys(schema.shape);
  const names = own.map(bodyName);
  // Thousands of times in a fit: loops, not lists of pairs.
  const bodyParams = (params: Readonly<Record<string, number>>) => {
    const found: Record<string, number> = {};
    for (let i = 0; i < own.length; i++) found[own[i] as string] = params[names[i] as string] as number;
    return found;
  };
  return defineSeverity({
    name: `${body.name}-pareto`,
    title: `${body.title} with a Pareto tail`,
    description: `${body.title} below a threshold, generalised Pareto above it: frequent small losses and rare large ones follow laws of their own.`,
    params: z.strictObject({
      ...renamed,
      threshold: z
        .number()
        .gt(0, "must be above 0")
        .max(1e15)
        .default(100_000)
        .meta({ title: "Threshold", description: "Where the tail begins; given, not estimated." }),
      tailShare: z
        .number()
        .gt(0, "must be above 0")
        .lt(1, "must be below 1")
        .default(0.1)
        .meta({ title: "Tail share", description: "Chance that a loss exceeds the threshold." }),
      scale: z
        .number()
        .gt(0, "must be above 0")
        .max(1e15)
        .default(100_000)
        .meta({ title: "Tail scale", description: "Of the excess over the threshold." }),
      shape: z
        .number()
        .min(LEAST_SHAPE)
        .max(5, "must be at most 5")
        .default(0.5)
        .meta({ title: "Tail shape", description: "Above one the mean does not exist." }),
    }) as unknown as z.ZodType<Record<string, number>>,
    fixed: ["threshold"],
    // The worst tenth, unless the analyst has read a threshold off the diagnostics.
    fixedFrom: (losses) => ({ threshold: losses.slice().sort()[Math.floor(0.9 * losses.length)] as number }),
    at: (params) =>
      spliced(
        body.form(bodyParams(params)),
        params.threshold as number,
        params.tailShare as number,
        paretoTail(params.threshold as number, params.scale as number, params.shape as number),
      ),
    likelihood(losses, { threshold = 0 }) {
      const small = losses.filter((x) => x <= threshold);
      const large = losses.filter((x) => x > threshold);
      if (Math.min(small.length, large.length) < LEAST_ON_A_SIDE)
        throw degenerateTarget(
          `A fit of '${body.name}-pareto' needs at least ${LEAST_ON_A_SIDE} losses on each side of its threshold ${threshold}. ${small.length} lie up to it and ${large.length} above: give another threshold or a wider cell.`,
          { nBelow: small.length, nAbove: large.length },
        );
      const [ofBody, ofTail] = [body.likelihood(small, {}), generalisedPareto.likelihood(large, { threshold })];
      return (params) => {
        const own = bodyParams(params);
        const { tailShare, scale, shape } = params as { tailShare: number; scale: number; shape: number };
        const inBody = small.length * (Math.log1p(-tailShare) - Math.log(body.form(own).cdf(threshold))) + ofBody(own);
        return inBody + large.length * Math.log(tailShare) + ofTail({ threshold, scale, shape });
      };
    },
    start(losses, { threshold = 0 }) {
      const small = losses.filter((x) => x <= threshold);
      const large = losses.filter((x) => x > threshold);
      const share = Math.min(0.95, Math.max(0.001, large.length / losses.length));
      const excess = large.length > 0 ? large.reduce((sum, x) => sum + x - threshold, 0) / large.length : threshold;
      return [
        ...body.start(small.length > 1 ? small : losses, {}),
        Math.log(share / (1 - share)),
        Math.log(Math.max(excess, 1e-12) * 0.7),
        Math.log(0.3 - LEAST_SHAPE),
      ];
    },
    paramsOf(free, { threshold = 0 }) {
      const n = free.length;
      const [logOdds, logScale, shifted] = [free[n - 3], free[n - 2], free[n - 1]] as [number, number, number];
      // The body reads its own variables, which come first.
      const ownParams = body.paramsOf(free, {});
      const params: Record<string, number> = {};
      for (let i = 0; i < own.length; i++) params[names[i] as string] = ownParams[own[i] as string] as number;
      params.threshold = threshold;
      params.tailShare = 1 / (1 + Math.exp(-logOdds));
      params.scale = Math.exp(logScale);
      params.shape = LEAST_SHAPE + Math.exp(shifted);
      return params;
    },
  });
}

function titled(type: z.ZodType): { title: string; description: string } {
  const { title = "", description = "" } = type.meta() ?? {};
  return { title: `Body: ${title.toLowerCase()}`, description: `${description} Of losses up to the threshold.` };
}

export const lognormalPareto = splicedSeverity(lognormal);
export const gammaPareto = splicedSeverity(gamma);
export const weibullPareto = splicedSeverity(weibull);
