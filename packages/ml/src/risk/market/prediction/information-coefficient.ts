import { invalidInput } from "../../../evaluation/inputs.ts";
import { twoSidedP } from "../../../evaluation/normal.ts";
import { longRunVariance } from "../hac.ts";

/** Forecasts with the returns that followed, by day. */
export interface ScoredRow {
  day: number;
  asset: number;
  score: number;
  forward: number;
}

export interface InformationCoefficient {
  /** CROSS_SECTION: correlation over the assets of a day, one value a day. TIME_SERIES: over stretches of 63 days of all assets. */
  kind: "CROSS_SECTION" | "TIME_SERIES";
  /** Mean of the values. */
  mean: number;
  deviation: number;
  /** mean / deviation (ICIR). */
  ratio: number;
  /** mean over its Newey-West standard error, with as many lags as the returns of neighbouring days overlap. */
  tStatistic: number;
  pValue: number;
  n: number;
  /** First day of each value, and the values. */
  days: Int32Array;
  values: Float64Array;
}

/** Days of a stretch where the assets are too few for a correlation a day. */
const STRETCH = 63;
const LEAST_ASSETS = 5;

/**
 * How forecasts go with what followed: Pearson's correlation (IC), or Spearman's with `ranks`.
 * @param rows with known forward returns. @param overlap horizon - 1.
 * @throws AppError "INVALID_INPUT" where fewer than two days or stretches have forecasts and returns that vary.
 */
export function informationCoefficient(
  rows: readonly ScoredRow[],
  nAssets: number,
  overlap: number,
  ranks: boolean,
): InformationCoefficient {
  const kind = nAssets >= LEAST_ASSETS ? "CROSS_SECTION" : "TIME_SERIES";
  const groups = new Map<number, ScoredRow[]>();
  const days = [...new Set(rows.map(({ day }) => day))].sort((a, b) => a - b);
  const place = new Map(days.map((day, at) => [day, at]));
  for (const row of rows) {
    const key = kind === "CROSS_SECTION" ? row.day : (days[Math.floor((place.get(row.day) as number) / STRETCH) * STRETCH] as number);
    const own = groups.get(key);
    if (own) own.push(row);
    else groups.set(key, [row]);
  }
  const found = [...groups]
    .filter(([, own]) => own.length >= LEAST_ASSETS)
    .map(([day, own]) => {
      const pick = (key: "score" | "forward") => {
        const values = own.map((row) => row[key]);
        return ranks ? ranksOf(values) : values;
      };
      return { day, value: correlation(pick("score"), pick("forward")) };
    })
    .filter((entry): entry is { day: number; value: number } => entry.value !== null)
    .sort((a, b) => a.day - b.day);
  const n = found.length;
  if (n < 2)
    throw invalidInput(`The information coefficient needs at least two days or stretches in which forecasts and returns vary. Got ${n}.`);
  const values = Float64Array.from(found, ({ value }) => value);
  const mean = values.reduce((sum, value) => sum + value / n, 0);
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const lags = kind === "CROSS_SECTION" ? Math.max(overlap, Math.floor(Math.cbrt(n))) : 1;
  const error = Math.sqrt(longRunVariance(values, lags) / n);
  const tStatistic = error > 0 ? mean / error : 0;
  return {
    kind,
    mean,
    deviation,
    ratio: deviation > 0 ? mean / deviation : 0,
    tStatistic,
    pValue: error > 0 ? twoSidedP(tStatistic) : 1,
    n,
    days: Int32Array.from(found, ({ day }) => day),
    values,
  };
}

/** Pearson's correlation; null where one side does not vary. */
export function correlation(x: readonly number[], y: readonly number[]): number | null {
  const n = x.length;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value / n, 0);
  const [mx, my] = [mean(x), mean(y)];
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [a, b] = [(x[i] as number) - mx, (y[i] as number) - my];
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  // What differs from its mean by rounding alone does not vary.
  const varies = (square: number, centre: number) => square > 1e-24 * n * centre * centre && square > 0;
  return varies(xx, mx) && varies(yy, my) ? xy / Math.sqrt(xx * yy) : null;
}

/** Ranks from 1, ties by their mean. */
export function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Array<number>(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end] as number] === values[order[start] as number]) end++;
    for (let k = start; k < end; k++) ranks[order[k] as number] = (start + end + 1) / 2;
    start = end;
  }
  return ranks;
}
