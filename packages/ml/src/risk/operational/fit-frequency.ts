import type { Values } from "../../evaluation/inputs.ts";
import { checkFinite } from "../../evaluation/inputs.ts";
import { chiSquaredSf } from "../../numeric/distributions.ts";
import { type FrequencyFit, momentsOf } from "./frequency/frequency.ts";
import { frequencyOf } from "./frequency/index.ts";

export interface NamedFrequencyFit extends FrequencyFit {
  name: string;
  nYears: number;
  aic: number;
  bic: number;
}

/** Maximum likelihood of yearly loss counts, years without losses included. @throws AppError "INVALID_INPUT", "DEGENERATE_TARGET". */
export function fitFrequency(name: string, counts: Values): NamedFrequencyFit {
  const fit = frequencyOf(name).fit(counts);
  const n = counts.length;
  return { name, nYears: n, ...fit, aic: 2 * fit.nFree - 2 * fit.logLikelihood, bic: fit.nFree * Math.log(n) - 2 * fit.logLikelihood };
}

export interface DispersionTest {
  mean: number;
  variance: number;
  /** (n - 1) variance / mean, chi-squared with n - 1 degrees under Poisson. */
  statistic: number;
  degrees: number;
  /** Chance of counts that vary so much, and so little, under Poisson. */
  pOver: number;
  pUnder: number;
}

/** Whether yearly counts vary as Poisson numbers do. @throws AppError "INVALID_INPUT". Source: Fisher (1950). @example [2, 4]: statistic (1) * 2 / 3 */
export function dispersionTest(counts: Values): DispersionTest {
  checkFinite("counts", counts);
  const { mean, variance } = momentsOf(Float64Array.from(counts));
  const degrees = counts.length - 1;
  const statistic = mean === 0 ? 0 : (degrees * variance) / mean;
  const pOver = degrees === 0 ? 1 : chiSquaredSf(statistic, degrees);
  return { mean, variance, statistic, degrees, pOver, pUnder: degrees === 0 ? 1 : 1 - pOver };
}
