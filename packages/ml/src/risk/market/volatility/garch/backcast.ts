const MEMORY = 75;
const DECAY = 0.94;

/**
 * The variance that stands for the days before a sample: squared residuals about the sample mean, the first counting most,
 * sum of 0.94^i e_i^2 / sum of 0.94^i over the first 75 days. It does not depend on the parameters, so the likelihood's gradient does not see it.
 * @param returns [n] @returns scalar, in squared units of the returns. Source: the package arch (Sheppard), `backcast`.
 */
export function backcastOf(returns: ArrayLike<number>): number {
  let mean = 0;
  for (let t = 0; t < returns.length; t++) mean += (returns[t] as number) / returns.length;
  let [sum, total, weight] = [0, 0, 1];
  for (let t = 0; t < Math.min(MEMORY, returns.length); t++) {
    sum += weight * ((returns[t] as number) - mean) ** 2;
    total += weight;
    weight *= DECAY;
  }
  return sum / total;
}
