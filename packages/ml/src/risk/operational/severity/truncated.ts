import { invalidInput } from "../../../evaluation/inputs.ts";
import { uniformSampler } from "../../../numeric/samplers.ts";
import type { SeverityAt } from "./severity.ts";

/** Below this share of kept draws a quantile costs less than drawing again. */
const LEAST_ACCEPTED = 0.15;

/**
 * The law of losses above a threshold: X given X > threshold. With the frequency of reported losses it needs no word about the unreported ones,
 * which hardly enter high quantiles.
 * @param threshold >= 0; 0 changes nothing. @throws AppError "INVALID_INPUT" if no loss lies above it.
 */
export function aboveThreshold(severity: SeverityAt, threshold: number): SeverityAt {
  if (threshold <= severity.lower) return severity;
  const share = severity.sf(threshold);
  if (!(share > 0)) throw invalidInput(`The severity has no losses above the threshold ${threshold}.`, { path: ["above"] });
  const logShare = Math.log(share);
  const below = severity.limitedMean(threshold);
  return {
    lower: threshold,
    logPdf: (x) => (x < threshold ? Number.NEGATIVE_INFINITY : severity.logPdf(x) - logShare),
    cdf: (x) => (x <= threshold ? 0 : 1 - severity.sf(x) / share),
    sf: (x) => (x <= threshold ? 1 : severity.sf(x) / share),
    upperQuantile: (q) => severity.upperQuantile(q * share),
    mean: threshold + (severity.mean - below) / share,
    limitedMean: (limit) => (limit <= threshold ? limit : threshold + (severity.limitedMean(limit) - below) / share),
    sampler(rng) {
      // Where enough draws lie above, the others are drawn again; else by inversion.
      if (share > LEAST_ACCEPTED) {
        const draw = severity.sampler(rng);
        return () => {
          for (;;) {
            const x = draw();
            if (x > threshold) return x;
          }
        };
      }
      const uniform = uniformSampler(rng);
      return () => severity.upperQuantile(share * uniform());
    },
  };
}

/** The law of min(X, cap): what a contract, the law or the size of the business limits. @param cap > lower. @throws AppError "INVALID_INPUT". */
export function cappedAt(severity: SeverityAt, cap: number): SeverityAt {
  if (!(cap > severity.lower))
    throw invalidInput(`A loss cap must lie above the smallest loss ${severity.lower}. Got ${cap}.`, { path: ["lossCap"] });
  return {
    ...severity,
    // The mass at the cap has no density: fits are made without caps.
    logPdf: (x) => (x < cap ? severity.logPdf(x) : Number.NEGATIVE_INFINITY),
    cdf: (x) => (x < cap ? severity.cdf(x) : 1),
    sf: (x) => (x < cap ? severity.sf(x) : 0),
    upperQuantile: (q) => Math.min(cap, severity.upperQuantile(q)),
    mean: severity.limitedMean(cap),
    limitedMean: (limit) => severity.limitedMean(Math.min(limit, cap)),
    sampler(rng) {
      const draw = severity.sampler(rng);
      return () => Math.min(cap, draw());
    },
  };
}
