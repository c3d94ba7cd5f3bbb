/**
 * Labels moved off 0 and 1 by the size of the sample: t = (N1 + 1) / (N1 + 2) for positives, 1 / (N0 + 2) for negatives, the posterior means
 * under a uniform prior. A fit to them stays finite where the classes are separated, and never claims a probability of 0 or 1.
 * @param y [n] labels 0 or 1. @returns [n] in (0, 1). Source: Platt (1999), section 2.2. @example smoothedTargets([0, 1]) is [1/3, 2/3]
 */
export function smoothedTargets(y: ArrayLike<number>): Float64Array {
  let positives = 0;
  for (let i = 0; i < y.length; i++) positives += y[i] as number;
  const [high, low] = [(positives + 1) / (positives + 2), 1 / (y.length - positives + 2)];
  return Float64Array.from({ length: y.length }, (_target, i) => (y[i] === 1 ? high : low));
}

export const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Logistic regression on targets between 0 and 1: each row counts as a positive of weight t and a negative of weight 1 - t.
 * @param x [n, d] row-major. @returns the rows, labels and weights that `fitLogistic` takes.
 */
export function fractionalRows(x: Float64Array, target: Float64Array, d: number): { x: Float64Array; y: Uint8Array; weight: Float64Array } {
  const n = target.length;
  const rows = new Float64Array(2 * n * d);
  rows.set(x);
  rows.set(x, n * d);
  const weight = new Float64Array(2 * n);
  weight.set(target);
  weight.set(
    target.map((t) => 1 - t),
    n,
  );
  return { x: rows, y: new Uint8Array(2 * n).fill(1, 0, n), weight };
}
