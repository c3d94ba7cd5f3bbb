import { AppError } from "@plimsoll/schema";

/** Fewer different values than this are no market series but a constant or a switch. */
const MIN_DISTINCT = 3;

export interface SeriesMoments {
  mean: number;
  /** Standard deviation, ddof 0. */
  deviation: number;
}

/**
 * What every model of this folder asks of a series before it reads it.
 * @throws AppError "INVALID_INPUT" if a value is not finite (naming its row) or there are fewer than `minimum`; "DEGENERATE_SERIES" if the
 * series is constant or has fewer than three different values, as a market that did not trade or a cell filled forward has.
 */
export function checkSeries(values: ArrayLike<number>, { name, minimum }: { name: string; minimum: number }): SeriesMoments {
  const n = values.length;
  if (n < minimum)
    throw new AppError(
      "INVALID_INPUT",
      "input",
      `'${name}' needs at least ${minimum} values for this model. Got ${n}; give a longer series.`,
    );
  const distinct = new Set<number>();
  let mean = 0;
  for (let t = 0; t < n; t++) {
    const value = values[t] as number;
    if (!Number.isFinite(value)) {
      throw new AppError(
        "INVALID_INPUT",
        "input",
        `'${name}' must be finite. Row ${t} is ${value}; drop or fill missing days first (returnsOf does so).`,
        { row: t },
      );
    }
    if (distinct.size < MIN_DISTINCT) distinct.add(value);
    mean += value / n;
  }
  let square = 0;
  for (let t = 0; t < n; t++) square += ((values[t] as number) - mean) ** 2 / n;
  const deviation = Math.sqrt(square);
  if (distinct.size < MIN_DISTINCT || !(deviation > 1e-14 * Math.abs(mean))) {
    throw new AppError(
      "DEGENERATE_SERIES",
      "data",
      `'${name}' has ${distinct.size} different value(s) in ${n} rows: there is no variance to model. Check for prices that were filled forward.`,
    );
  }
  return { mean, deviation };
}
