import type { Continuation } from "../volatility/garch/variance-process.ts";

/**
 * Sums of the returns of `horizon` days, one for each path, sorted ascending: each day's return is mean + sqrt(variance) z with z from `draw`,
 * and moves the variance of the next day.
 */
export function simulateSums(path: Continuation, mean: number, horizon: number, nPaths: number, draw: () => number): Float64Array {
  const sums = new Float64Array(nPaths);
  for (let k = 0; k < nPaths; k++) {
    path.reset();
    let sum = 0;
    for (let day = 0; day < horizon; day++) {
      const z = draw();
      sum += mean + Math.sqrt(path.variance()) * z;
      path.next(z);
    }
    sums[k] = sum;
  }
  return sums.sort();
}
