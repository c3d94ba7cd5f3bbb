import { createRng } from "@plimsoll/features";
import type { MarketSeries } from "../../series.ts";
import type { FittedVolatility, VolatilityContext } from "../volatility-model.ts";
import { fitGarch, type GarchFit } from "./garch-fit.ts";
import type { GarchSpec } from "./garch-likelihood.ts";

/** Paths behind a variance that has no closed form. */
const PATHS = 1000;

/** Fits a specification and puts its forecasts behind the registry's face. */
export function fittedGarch(
  spec: GarchSpec,
  { returns }: MarketSeries,
  { horizons, seed, standardErrors, estimates }: VolatilityContext,
): FittedVolatility {
  const fit = fitGarch(spec, returns, { standardErrors, estimates });
  return {
    parameters: fit.parameters,
    statistics: {
      logLikelihood: fit.logLikelihood,
      aic: fit.aic,
      bic: fit.bic,
      persistence: fit.persistence,
      ...(fit.longRunVariance === null ? {} : { longRunVariance: fit.longRunVariance }),
    },
    forecast: ({ returns: series }, from, to) => forecastGarch(fit, series, from, to, horizons, seed),
  };
}

/** Residuals and variances of a series that begins where the fit's sample began, its parameters fixed. */
export function filterGarch(fit: GarchFit, series: Float64Array): { residuals: Float64Array; variance: Float64Array; backcast: number } {
  const residuals = series.map((value) => value - fit.mean);
  const variance = new Float64Array(series.length + 1);
  const none = { variance, byParameter: [], byMean: new Float64Array(0) };
  fit.spec.process.filter(fit.theta, residuals, series.length, fit.backcast, none, false);
  return { residuals, variance, backcast: fit.backcast };
}

/** See `FittedVolatility.forecast`. Without a closed form (EGARCH beyond a day) the mean of simulated paths, the same errors for every origin. */
export function forecastGarch(
  fit: GarchFit,
  series: Float64Array,
  from: number,
  to: number,
  horizons: readonly number[],
  seed: number,
): Float64Array {
  const { process, innovation } = fit.spec;
  const longest = horizons.at(-1) as number;
  const { residuals, variance, backcast } = filterGarch(fit, series);
  const out = new Float64Array((to - from) * horizons.length);
  const past = (origin: number) => ({ residuals: residuals.subarray(0, origin), variance: variance.subarray(0, origin + 1), backcast });
  let errors: Float64Array | null = null;
  for (let origin = from; origin < to; origin++) {
    const known = process.expected(fit.theta, innovation, fit.shape, past(origin), longest);
    if (!known) errors ??= drawErrors(fit, PATHS * longest, seed);
    const expected = known ?? simulatedVariances(process.continuation(fit.theta, past(origin)), errors as Float64Array, longest);
    let [sum, day] = [0, 0];
    horizons.forEach((horizon, h) => {
      for (; day < horizon; day++) sum += expected[day] as number;
      out[(origin - from) * horizons.length + h] = sum;
    });
  }
  return out;
}

function drawErrors({ spec: { innovation }, shape }: GarchFit, count: number, seed: number): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from({ length: count }, () => innovation.draw(rng, shape));
}

function simulatedVariances(
  path: { reset(): void; next(z: number): number; variance(): number },
  errors: Float64Array,
  days: number,
): Float64Array {
  const out = new Float64Array(days);
  const paths = errors.length / days;
  for (let k = 0; k < paths; k++) {
    path.reset();
    for (let day = 0; day < days; day++) {
      out[day] = (out[day] as number) + path.variance() / paths;
      path.next(errors[k * days + day] as number);
    }
  }
  return out;
}
