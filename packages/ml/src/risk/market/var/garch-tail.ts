import { createRng, type Rng } from "@plimsoll/features";
import type { GarchFit } from "../volatility/garch/garch-fit.ts";
import { filterGarch } from "../volatility/garch/garch-forecast.ts";
import { empiricalTail } from "./empirical-tail.ts";
import { simulateSums } from "./simulate-sums.ts";
import type { FittedVar, VarContext } from "./var-method.ts";

/** What a filtered method knows of standardised errors: their lower tail in closed form for a day, and draws for several. */
export interface ErrorTail {
  /** Quantile and mean of the lowest share p, of mean zero and variance one or as estimated. */
  tail(p: number): { quantile: number; mean: number };
  draw(rng: Rng): number;
}

/**
 * VaR and ES of a GARCH-type model with the given errors: -(mu + sigma z) for a day, the quantile of simulated sums for several days.
 * The paths of an origin are drawn from the seed and the number of rows known, so that a forecast does not hang on which others are made.
 */
export function garchTail(fit: GarchFit, errors: ErrorTail, nPaths: number, { alphas, horizon, seed }: VarContext): FittedVar {
  const { process } = fit.spec;
  const tails = alphas.map((alpha) => errors.tail(1 - alpha));
  return {
    parameters: fit.parameters,
    statistics: { logLikelihood: fit.logLikelihood, persistence: fit.persistence },
    forecast({ returns }, from, to) {
      const { residuals, variance, backcast } = filterGarch(fit, returns);
      const out = { var: new Float64Array((to - from) * alphas.length), es: new Float64Array((to - from) * alphas.length) };
      for (let origin = from; origin < to; origin++) {
        const put = (a: number, quantile: number, mean: number) => {
          out.var[(origin - from) * alphas.length + a] = -quantile;
          out.es[(origin - from) * alphas.length + a] = -mean;
        };
        if (horizon === 1) {
          const sigma = Math.sqrt(variance[origin] as number);
          tails.forEach(({ quantile, mean }, a) => {
            put(a, fit.mean + sigma * quantile, fit.mean + sigma * mean);
          });
          continue;
        }
        const past = { residuals: residuals.subarray(0, origin), variance: variance.subarray(0, origin + 1), backcast };
        const rng = createRng(seed + origin * 2 ** 32);
        const sums = simulateSums(process.continuation(fit.theta, past), fit.mean, horizon, nPaths, () => errors.draw(rng));
        alphas.forEach((alpha, a) => {
          const { quantile, mean } = empiricalTail(sums, 1 - alpha);
          put(a, quantile, mean);
        });
      }
      return out;
    },
  };
}
