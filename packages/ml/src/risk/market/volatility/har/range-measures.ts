import { invalidInput } from "../../../../evaluation/inputs.ts";

/** Prices of one day each, [n], oldest first, all positive. */
export interface OhlcPrices {
  open: ArrayLike<number>;
  high: ArrayLike<number>;
  low: ArrayLike<number>;
  close: ArrayLike<number>;
}

type DayMeasure = (open: number, high: number, low: number, close: number) => number;

/** Variance of a day from its range, in squared log returns (decimals); none of them sees the jump from the last close to the open. */
export const rangeMeasures = {
  /** ln(H / L)^2 / (4 ln 2). Source: Parkinson (1980). */
  parkinson: (_open, high, low) => Math.log(high / low) ** 2 / (4 * Math.LN2),
  /** ln(H / L)^2 / 2 - (2 ln 2 - 1) ln(C / O)^2. Source: Garman and Klass (1980). */
  "garman-klass": (open, high, low, close) => 0.5 * Math.log(high / low) ** 2 - (2 * Math.LN2 - 1) * Math.log(close / open) ** 2,
  /** ln(H / C) ln(H / O) + ln(L / C) ln(L / O): free of drift. Source: Rogers and Satchell (1991). */
  "rogers-satchell": (open, high, low, close) =>
    Math.log(high / close) * Math.log(high / open) + Math.log(low / close) * Math.log(low / open),
} satisfies Record<string, DayMeasure>;
export type RangeMeasure = keyof typeof rangeMeasures;
export const RANGE_MEASURES = Object.keys(rangeMeasures) as RangeMeasure[];

/**
 * Daily variances from ranges.
 * @param prices [n] each. @param scale 1 for decimal returns, 100 for percents. @returns [n], in squared units of the returns.
 * @throws AppError "INVALID_INPUT" if lengths differ, a price is not positive, or high and low do not hold open and close between them.
 */
export function measureOf(kind: RangeMeasure, { open, high, low, close }: OhlcPrices, scale = 1): Float64Array {
  const n = close.length;
  for (const [name, values] of Object.entries({ open, high, low })) {
    if (values.length !== n) throw invalidInput(`'${name}' must have one price for each close. Got ${values.length} for ${n}.`);
  }
  const measure: DayMeasure = rangeMeasures[kind];
  // Feeds round each price by itself: a high below the close by less than this is rounding.
  const slack = 1e-6;
  return Float64Array.from({ length: n }, (_, t) => {
    const [o, h, l, c] = [open[t] as number, high[t] as number, low[t] as number, close[t] as number];
    if (!(Math.min(o, h, l, c) > 0 && Math.max(o, h, l, c) < Number.POSITIVE_INFINITY))
      throw invalidInput(`Range measures need positive prices. Row ${t} is ${o}, ${h}, ${l}, ${c} (open, high, low, close).`, { row: t });
    if (h < Math.max(o, c, l) * (1 - slack) || l > Math.min(o, c, h) * (1 + slack))
      throw invalidInput(`High and low must enclose open and close. Row ${t} is ${o}, ${h}, ${l}, ${c} (open, high, low, close).`, {
        row: t,
      });
    return Math.max(0, scale * scale * measure(o, Math.max(h, o, c), Math.min(l, o, c), c));
  });
}
