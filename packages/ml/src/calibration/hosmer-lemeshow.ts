import { degenerateTarget, invalidInput, type Values } from "../evaluation/inputs.ts";
import { chiSquaredSf } from "../numeric/distributions.ts";
import { equalCountBins } from "./reliability.ts";

export interface HosmerLemeshow {
  statistic: number;
  degreesOfFreedom: number;
  pValue: number;
  /** Groups that hold rows. */
  groups: number;
}

/**
 * Hosmer and Lemeshow's test that the probabilities are true: over groups of equally many rows
 * H = sum (O_g - E_g)^2 / (E_g (1 - E_g / n_g)), O events, E the sum of the probabilities.
 * @param y [n] labels 0 or 1. @param probability [n] in [0, 1]. @param groups 10 unless given.
 * @param fitted whether the model was fitted on these very rows: then H has groups - 2 degrees of freedom, else as many as groups.
 * @returns chi-squared under true probabilities; with very many rows it rejects models that are good enough for any use.
 * @throws AppError as `equalCountBins`; "DEGENERATE_TARGET" where a group's probabilities are all 0 or all 1, or too few groups are left.
 * Source: Hosmer and Lemeshow (1980); for rows not fitted on, Hosmer, Lemeshow and Sturdivant (2013), section 5.2.
 */
export function hosmerLemeshow(y: Values, probability: Values, groups = 10, fitted = false): HosmerLemeshow {
  if (groups < 3) throw invalidInput(`'groups' must be at least 3. Got ${groups}; 10 is usual.`);
  const bins = equalCountBins(y, probability, groups);
  const degreesOfFreedom = bins.length - (fitted ? 2 : 0);
  if (degreesOfFreedom < 1) throw degenerateTarget(`Only ${bins.length} different groups of probabilities are left; the test needs more.`);
  let statistic = 0;
  for (const { count, events, meanPredicted } of bins) {
    const variance = count * meanPredicted * (1 - meanPredicted);
    if (variance === 0)
      throw degenerateTarget(`A group of ${count} rows has the probability ${meanPredicted} for certain; the test has no value.`);
    statistic += (events - count * meanPredicted) ** 2 / variance;
  }
  return { statistic, degreesOfFreedom, pValue: chiSquaredSf(statistic, degreesOfFreedom), groups: bins.length };
}
