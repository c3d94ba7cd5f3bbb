import type { PositionLevel, PositionModel } from "./position-method.ts";

/** VaR and ES of a portfolio as multiples of its standard deviation, at one level. */
export interface TailMultiples {
  alpha: number;
  var: number;
  es: number;
}

/**
 * Risk of returns whose every combination has one distribution but for mean and scale: VaR = -mean + multiple * sqrt(x' C x). The components are
 * those of the derivative, x_i (C x)_i / sqrt(x' C x) * multiple - x_i mean_i.
 * @param mean [assets] over the horizon. @param covariance [assets, assets] over the horizon. @param multiplesOf the portfolio's own multiples,
 * for a correction by its skewness and kurtosis; a constant for the normal and the t.
 * Source: Garman (1996), "Improving on VaR"; McNeil, Frey and Embrechts (2015), section 8.5.
 */
export function ellipticalModel(
  mean: Float64Array,
  covariance: Float64Array,
  multiplesOf: (positions: Float64Array) => TailMultiples[],
  statistics: Record<string, number>,
): PositionModel {
  const n = mean.length;
  return {
    statistics,
    losses: () => null,
    risk(positions) {
      const slope = Float64Array.from({ length: n }, (_, i) => {
        let sum = 0;
        for (let j = 0; j < n; j++) sum += (covariance[i * n + j] as number) * (positions[j] as number);
        return sum;
      });
      const variance = positions.reduce((sum, position, i) => sum + position * (slope[i] as number), 0);
      const deviation = Math.sqrt(Math.max(0, variance));
      const expected = positions.reduce((sum, position, i) => sum + position * (mean[i] as number), 0);
      return multiplesOf(positions).map(({ alpha, var: varMultiple, es: esMultiple }): PositionLevel => {
        const component = (multiple: number) =>
          positions.map(
            (position, i) =>
              (deviation > 0 ? (multiple * position * (slope[i] as number)) / deviation : 0) - position * (mean[i] as number),
          );
        return {
          alpha,
          var: varMultiple * deviation - expected,
          es: esMultiple * deviation - expected,
          standardError: null,
          componentVar: component(varMultiple),
          componentEs: component(esMultiple),
        };
      });
    },
  };
}
