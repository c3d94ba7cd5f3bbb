import { refuse } from "../refuse.ts";

/** A ridge regression that grows by one row at a time: A = ridge * I + sum x x', b = sum r x, theta = A^-1 b. */
export interface RidgeState {
  /** A^-1, [d, d] row-major. */
  inverse: Float64Array;
  /** b, [d]. */
  moment: Float64Array;
  /** [d] */
  theta: Float64Array;
}

export function ridgeState(d: number, ridge = 1): RidgeState {
  if (!(ridge > 0)) throw refuse(`Parameter 'ridge' must be above 0. Got ${ridge}.`);
  const inverse = new Float64Array(d * d);
  for (let k = 0; k < d; k++) inverse[k * d + k] = 1 / ridge;
  return { inverse, moment: new Float64Array(d), theta: new Float64Array(d) };
}

/** theta' x, and sqrt(x' A^-1 x): the deviation of the estimate for noise of deviation 1. */
export function ridgeEstimate({ inverse, theta }: RidgeState, x: ArrayLike<number>): { mean: number; deviation: number } {
  const d = theta.length;
  let [mean, variance] = [0, 0];
  for (let i = 0; i < d; i++) {
    const xi = x[i] as number;
    mean += (theta[i] as number) * xi;
    if (xi === 0) continue;
    let row = 0;
    for (let j = 0; j < d; j++) row += (inverse[i * d + j] as number) * (x[j] as number);
    variance += xi * row;
  }
  return { mean, deviation: Math.sqrt(Math.max(variance, 0)) };
}

/**
 * Takes one row in, in place: A^-1 -= (A^-1 x)(A^-1 x)' w / (1 + w x' A^-1 x), b += w r x. Source: Sherman and Morrison (1950).
 * @param weight w > 0 counts the row as so many.
 */
export function ridgeUpdate({ inverse, moment, theta }: RidgeState, x: ArrayLike<number>, reward: number, weight = 1): void {
  const d = theta.length;
  const turned = new Float64Array(d);
  for (let i = 0; i < d; i++)
    for (let j = 0; j < d; j++) turned[i] = (turned[i] as number) + (inverse[i * d + j] as number) * (x[j] as number);
  let size = 0;
  for (let i = 0; i < d; i++) size += (x[i] as number) * (turned[i] as number);
  const factor = weight / (1 + weight * size);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++)
      inverse[i * d + j] = (inverse[i * d + j] as number) - factor * (turned[i] as number) * (turned[j] as number);
    moment[i] = (moment[i] as number) + weight * reward * (x[i] as number);
  }
  for (let i = 0; i < d; i++) {
    let sum = 0;
    for (let j = 0; j < d; j++) sum += (inverse[i * d + j] as number) * (moment[j] as number);
    theta[i] = sum;
  }
}
