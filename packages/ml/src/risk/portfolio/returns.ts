import { invalidInput } from "../../evaluation/inputs.ts";

/** Simple returns of several assets over the same periods. */
export interface AssetReturns {
  assets: readonly string[];
  nPeriods: number;
  /** [nPeriods, assets] row-major, oldest first: P_t / P_(t-1) - 1, finite, > -1. */
  values: Float64Array;
}

/**
 * Simple returns of prices.
 * @param prices one array an asset, oldest first, all > 0. @returns one period less than prices.
 * @throws AppError "INVALID_INPUT" naming asset and row of a missing or non-positive price.
 */
export function returnsOfPrices(assets: readonly string[], prices: readonly ArrayLike<number>[]): AssetReturns {
  const nRows = prices[0]?.length ?? 0;
  if (prices.length !== assets.length || prices.some(({ length }) => length !== nRows))
    throw invalidInput(
      `Each asset needs one price a row. Got ${assets.length} names and ${prices.length} series of ${prices.map(({ length }) => length).join(", ")} rows.`,
    );
  if (nRows < 2) throw invalidInput(`Returns need at least two rows of prices. Got ${nRows}.`);
  const n = assets.length;
  const values = new Float64Array((nRows - 1) * n);
  prices.forEach((series, asset) => {
    for (let row = 0; row < nRows; row++) {
      const price = series[row] as number;
      if (!(price > 0 && Number.isFinite(price)))
        throw invalidInput(`Prices must be above zero. '${assets[asset]}' has ${price} in row ${row}: fill or leave out that row first.`, {
          asset: assets[asset],
          row,
        });
      if (row > 0) values[(row - 1) * n + asset] = price / (series[row - 1] as number) - 1;
    }
  });
  return checkReturns({ assets, nPeriods: nRows - 1, values });
}

/** The same returns. @throws AppError "INVALID_INPUT" for repeated names, sizes that do not agree or a return that is not finite or <= -1. */
export function checkReturns(returns: AssetReturns): AssetReturns {
  const { assets, nPeriods, values } = returns;
  const n = assets.length;
  if (n === 0 || new Set(assets).size < n)
    throw invalidInput(`Assets need different names, at least one. Got ${assets.join(", ") || "none"}.`);
  if (!Number.isInteger(nPeriods) || nPeriods < 1 || values.length !== nPeriods * n)
    throw invalidInput(`Returns must be [nPeriods, assets]. Got ${values.length} values for ${nPeriods} periods of ${n} assets.`);
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    if (Number.isFinite(value) && value > -1) continue;
    const [period, asset] = [Math.floor(at / n), assets[at % n]];
    throw invalidInput(`Returns must be decimals above -1. '${asset}' has ${value} in period ${period}.`, { period, asset });
  }
  return returns;
}

/** Periods start <= t < end, as a view on the same memory. */
export function periodsOf({ assets, values }: AssetReturns, start: number, end: number): AssetReturns {
  return { assets, nPeriods: end - start, values: values.subarray(start * assets.length, end * assets.length) };
}

/** [n] mean return a period. */
export function meanReturns({ assets, nPeriods, values }: AssetReturns): Float64Array {
  const n = assets.length;
  const mean = new Float64Array(n);
  for (let at = 0; at < values.length; at++) mean[at % n] = (mean[at % n] as number) + (values[at] as number);
  return mean.map((sum) => sum / nPeriods);
}

/** Return of fixed weights in each period. @param weights [n]. @returns [nPeriods]. */
export function portfolioReturns({ assets, nPeriods, values }: AssetReturns, weights: ArrayLike<number>): Float64Array {
  const n = assets.length;
  return Float64Array.from({ length: nPeriods }, (_, t) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (weights[i] as number) * (values[t * n + i] as number);
    return sum;
  });
}
