import { invalidInput } from "../../../evaluation/inputs.ts";
import { fft } from "../../../numeric/fft.ts";
import { type CellLaw, cellLaw, checkLevel } from "../loss-model.ts";
import { type AggregateLattice, discretised, type LatticeQuantile, quantileOf, stepFor } from "./lattice.ts";
import { checkLattice, type LatticeOptions } from "./panjer.ts";

const MOST_POINTS = 2 ** 22;
/** Probability that wraps round the end of the lattice is damped by e^-TILT; rounding at its far end grows by e^TILT. */
const TILT = 14;

/**
 * The distribution of a year's losses by the Fourier transform: the transform of the sum is E[z^N] at the transform of one loss. Several cells
 * that are independent are multiplied. Exponential tilting keeps what lies beyond the lattice from wrapping round into its beginning.
 * @param models one cell, or several independent ones. @param points a power of two, 2 to 4,194,304; 1,048,576 unless given.
 * @throws AppError "INVALID_INPUT".
 * Source: Heckman and Meyers (1983); Gruebel and Hermesmeier (1999) for tilting.
 */
export function fourierAggregate(
  models: unknown,
  alpha = 0.999,
  { points = 2 ** 20, step }: LatticeOptions = {},
): AggregateLattice & LatticeQuantile {
  const laws = (Array.isArray(models) ? models : [models]).map(cellLaw);
  if (laws.length === 0) throw invalidInput("An aggregate needs at least one cell.");
  checkLattice(points, step, MOST_POINTS);
  if ((points & (points - 1)) !== 0) throw invalidInput(`'points' must be a power of two. Got ${points}.`, { path: ["points"] });
  checkLevel(alpha);
  const spacing = step ?? laws.reduce((sum, law) => sum + stepFor(law, alpha, points), 0);
  const lattice = fourierLattice(laws, spacing, points);
  return {
    ...lattice,
    ...quantileOf(
      lattice,
      alpha,
      laws.reduce((sum, { meanLoss }) => sum + meanLoss, 0),
    ),
  };
}

/** Compound distribution of independent cells on a lattice. @param n a power of two. */
export function fourierLattice(laws: readonly CellLaw[], step: number, n: number): AggregateLattice {
  const re = new Float64Array(n).fill(1);
  const im = new Float64Array(n);
  for (const { frequency, severity } of laws) {
    const real = discretised(severity, step, n);
    const imaginary = new Float64Array(n);
    for (let k = 0; k < n; k++) real[k] = (real[k] as number) * Math.exp((-TILT * k) / n);
    fft(real, imaginary);
    for (let k = 0; k < n; k++) {
      const [x, y] = frequency.generating(real[k] as number, imaginary[k] as number);
      const [a, b] = [re[k] as number, im[k] as number];
      re[k] = a * x - b * y;
      im[k] = a * y + b * x;
    }
  }
  fft(re, im, true);
  // Rounding leaves values near zero on both sides of it; a probability is not negative.
  for (let k = 0; k < n; k++) re[k] = Math.max(0, re[k] as number) * Math.exp((TILT * k) / n);
  return { step, probability: re };
}
