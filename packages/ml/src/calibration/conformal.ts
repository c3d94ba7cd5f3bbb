import { checkFinite, checkSameLength, invalidInput, type Values } from "../evaluation/inputs.ts";

/**
 * The conformal quantile: the ceil((n + 1) level)-th smallest of n scores, which a new exchangeable row's score stays at or below with
 * probability at least `level`.
 * @param scores [n] nonconformity of held-out rows, finite; higher = stranger. @param level in (0, 1), e.g. 0.9.
 * @throws AppError "INVALID_INPUT" if the level is outside (0, 1) or n is too small for it: n >= level / (1 - level) rows are needed.
 * Source: Vovk, Gammerman and Shafer (2005); Lei et al. (2018), section 2.2. @example conformalQuantile([1, 2, 3, 4], 0.8) === 4
 */
export function conformalQuantile(scores: Values, level: number): number {
  if (!(level > 0 && level < 1)) throw invalidInput(`'level' must be in (0, 1). Got ${level}; pass for example 0.9.`);
  checkFinite("scores", scores);
  const sorted = Float64Array.from(scores).sort();
  const rank = Math.ceil((sorted.length + 1) * level - 1e-9);
  if (rank > sorted.length) {
    const needed = rowsFor(level);
    throw invalidInput(
      `A level of ${level} needs at least ${needed} held-out rows. Got ${sorted.length}; lower the level or hold out more.`,
    );
  }
  return sorted[rank - 1] as number;
}

/** Held-out rows that a level needs at least: the smallest n with ceil((n + 1) level) <= n. */
export const rowsFor = (level: number): number => Math.ceil(level / (1 - level) - 1e-9);

/** An interval for each row. */
export interface PredictionIntervals {
  low: Float64Array;
  high: Float64Array;
}

/**
 * Half the width of split-conformal intervals of a regression: prediction +- halfWidth covers a new row with probability >= level.
 * @param y [n] observed. @param prediction [n] of rows held out from training, same unit.
 */
export function residualHalfWidth(y: Values, prediction: Values, level: number): number {
  checkSameLength("y", y.length, "prediction", prediction.length);
  checkFinite("y", y);
  return conformalQuantile(
    Float64Array.from(y, (value, i) => Math.abs(value - (prediction[i] as number))),
    level,
  );
}

/** A regression's interval around every prediction. */
export const residualIntervals = (prediction: Values, halfWidth: number): PredictionIntervals => ({
  low: Float64Array.from(prediction, (value) => value - halfWidth),
  high: Float64Array.from(prediction, (value) => value + halfWidth),
});

/**
 * Conformalised quantile regression: by how much both predicted quantiles must move outwards (negative: inwards) for the band between them
 * to cover a new row with probability >= level; the band stays as wide as each row needs. score = max(low - y, y - high).
 * @param y [n] observed. @param low [n] @param high [n] predicted quantiles of rows held out from training, e.g. of 5 % and 95 %.
 * Source: Romano, Patterson and Candes (2019), algorithm 1.
 */
export function quantileMargin(y: Values, { low, high }: { low: Values; high: Values }, level: number): number {
  checkSameLength("y", y.length, "low", low.length);
  checkSameLength("y", y.length, "high", high.length);
  checkFinite("y", y);
  return conformalQuantile(
    Float64Array.from(y, (value, i) => Math.max((low[i] as number) - value, value - (high[i] as number))),
    level,
  );
}

/** Both quantiles moved outwards by the margin; where they cross, each is their middle. */
export function quantileIntervals({ low, high }: { low: Values; high: Values }, margin: number): PredictionIntervals {
  checkSameLength("low", low.length, "high", high.length);
  const pair = (i: number): [number, number] => {
    const [from, to] = [(low[i] as number) - margin, (high[i] as number) + margin];
    return from <= to ? [from, to] : [(from + to) / 2, (from + to) / 2];
  };
  return { low: Float64Array.from(low, (_value, i) => pair(i)[0]), high: Float64Array.from(low, (_value, i) => pair(i)[1]) };
}

/** Share of rows inside their interval, and the mean width. */
export function intervalCoverage(y: Values, { low, high }: PredictionIntervals): { coverage: number; meanWidth: number } {
  checkSameLength("y", y.length, "low", low.length);
  checkFinite("y", y);
  let [inside, width] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    const value = y[i] as number;
    if (value >= (low[i] as number) && value <= (high[i] as number)) inside++;
    width += (high[i] as number) - (low[i] as number);
  }
  return { coverage: inside / y.length, meanWidth: width / y.length };
}
