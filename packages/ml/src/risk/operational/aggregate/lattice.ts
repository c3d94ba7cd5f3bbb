import { invalidInput } from "../../../evaluation/inputs.ts";
import type { CellLaw } from "../loss-model.ts";
import type { SeverityAt } from "../severity/severity.ts";
import { singleLossOf } from "./single-loss.ts";

/** Probabilities of a year's losses at 0, step, 2 step, ... */
export interface AggregateLattice {
  step: number;
  /** [n]; what lies beyond the last point is left out. */
  probability: Float64Array;
}

export interface LatticeQuantile {
  valueAtRisk: number;
  /** Mean of the losses beyond the value at risk; null where a loss has no mean. */
  expectedShortfall: number | null;
}

/**
 * Severity on a lattice that keeps the mean, by local moments: f_0 = 1 - L(h) / h, f_k = (2 L(kh) - L((k-1)h) - L((k+1)h)) / h with
 * L(x) = E[min(X, x)]. Rounding to the nearest point would drop the losses below half a step, which in a year of hundreds add up.
 * @returns [n]. Source: Gerber (1982); Klugman, Panjer and Willmot (2012), section 9.6.5.
 */
export function discretised(severity: SeverityAt, step: number, n: number): Float64Array {
  const out = new Float64Array(n);
  let [before, now] = [0, 0];
  for (let k = 0; k < n; k++) {
    const next = severity.limitedMean((k + 1) * step);
    // Differences of means may end below zero by their rounding.
    out[k] = Math.max(0, k === 0 ? 1 - next / step : (2 * now - before - next) / step);
    before = now;
    now = next;
  }
  return out;
}

/** How far beyond the value at risk the lattice reaches. */
const REACH = 3;

/** A step so that n points reach well beyond the value at risk of `alpha`. */
export function stepFor(law: CellLaw, alpha: number, n: number): number {
  const { frequency, severity } = law;
  const single = singleLossOf(law, alpha).valueAtRisk;
  // Where many small losses make the year, its spread is that of their number; a mean that does not exist is taken up to the quantile.
  const mean = severity.limitedMean(single > 0 ? single : severity.upperQuantile(0.001));
  const usual = frequency.mean * mean + 5 * Math.sqrt(frequency.variance + frequency.mean) * mean;
  return (REACH * Math.max(single, usual, severity.upperQuantile(0.5))) / n;
}

/**
 * Quantile and tail mean of a lattice. The distribution function runs in straight lines between the middles of its cells.
 * @param meanLoss E of the year's loss, from which the tail beyond the lattice is known.
 * @throws AppError "INVALID_INPUT" if the lattice ends before the quantile.
 */
export function quantileOf({ step, probability }: AggregateLattice, alpha: number, meanLoss: number): LatticeQuantile {
  let [below, partial, k] = [0, 0, 0];
  while (k < probability.length && below + (probability[k] as number) < alpha) {
    below += probability[k] as number;
    partial += k * step * (probability[k] as number);
    k++;
  }
  if (k === probability.length)
    throw invalidInput(
      `The lattice ends at ${k * step} with ${below} of the probability, before the level ${alpha}. Use a larger step or more points.`,
      { path: ["step"] },
    );
  const share = (alpha - below) / (probability[k] as number);
  // The mass of point k lies around it; at zero it is zero itself.
  const valueAtRisk = k === 0 ? 0 : (k - 0.5 + share) * step;
  if (!Number.isFinite(meanLoss)) return { valueAtRisk, expectedShortfall: null };
  const inTail = meanLoss - partial - k * step * (alpha - below);
  return { valueAtRisk, expectedShortfall: Math.max(valueAtRisk, inTail / (1 - alpha)) };
}
