import { type CellLaw, cellLaw, checkLevel } from "../loss-model.ts";

export interface SingleLossApproximation {
  valueAtRisk: number;
  /** The quantile of one loss alone, before the correction. */
  uncorrected: number;
  /** What the mean of the other losses adds; null where a loss has no mean, and nothing is added. */
  meanCorrection: number | null;
}

/**
 * Value at risk of a year of heavy-tailed losses in closed form: one loss makes the bad year, the others add their mean.
 * VaR = F^-1(1 - (1 - alpha) / E N) + (E N + Var N / E N - 1) E X; for Poisson the factor is E N.
 * It holds where the tail is subexponential and (1 - alpha) / E N is small; it is low for light tails and far off for many small losses.
 * @param model as `cellLaw`. @returns zeros where a year with any loss is rarer than the level. @throws AppError "INVALID_INPUT".
 * Source: Boecker and Klueppelberg (2005); Boecker and Sprittulla (2006) and Degen (2010) for the mean correction.
 */
export function singleLossApproximation(model: unknown, alpha = 0.999): SingleLossApproximation {
  return singleLossOf(cellLaw(model), checkLevel(alpha));
}

/** As `singleLossApproximation`, of a law; where a loss is rarer than the level it is 0. */
export function singleLossOf({ frequency, severity }: CellLaw, alpha: number): SingleLossApproximation {
  const { mean, variance } = frequency;
  const q = (1 - alpha) / mean;
  if (!(q < 1)) return { valueAtRisk: 0, uncorrected: 0, meanCorrection: null };
  const uncorrected = severity.upperQuantile(q);
  const meanCorrection = Number.isFinite(severity.mean) ? (mean + variance / mean - 1) * severity.mean : null;
  return { valueAtRisk: uncorrected + (meanCorrection ?? 0), uncorrected, meanCorrection };
}
