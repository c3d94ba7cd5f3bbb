/** How the values of one feature become small integers: value bins 0 .. nBins - 1, then `nBins` for a missing value. */
export interface FeatureBins {
  /** Column of x. */
  feature: number;
  kind: "NUMERIC" | "CATEGORICAL";
  /** Value bins, 1 .. 255. */
  nBins: number;
  /** Whether a training row lacks the value. */
  hasMissing: boolean;
  /** NUMERIC [nBins - 1], ascending: bin b holds values in (upper[b - 1], upper[b]]. CATEGORICAL: empty. */
  upper: Float64Array;
  /** CATEGORICAL: the code of bins 0 .. length - 1, the most frequent first; every other code is in bin `length`. NUMERIC: empty. */
  categories: Float64Array;
}

/** Categories with a bin of their own; the rest share one. */
const MAX_CATEGORIES = 254;

/** Cuts a numeric feature into bins of about equal weight; a value heavier than an even share has a bin to itself.
 *  Cuts lie halfway between neighbouring values, so that a value alone in its bin is cut off from both neighbours.
 *  @param column [n] values, NaN = missing, no infinities. @param weight [n] > 0. @param maxBins in 2 .. 255.
 *  @returns bins; one bin when all values are equal or missing. Row weights count as repeated rows.
 *  Source: Ke et al. (2017), "LightGBM", section 2.1: histogram-based split finding. */
export function numericBins(feature: number, column: Float64Array, weight: Float64Array | null, maxBins: number): FeatureBins {
  const sorted = column.filter((value) => !Number.isNaN(value)).sort();
  const hasMissing = sorted.length < column.length;
  let nValues = 0;
  for (let i = 0; i < sorted.length; i += 1) {
    if (nValues === 0 || sorted[i] !== sorted[nValues - 1]) sorted[nValues++] = sorted[i] as number;
  }
  const values = sorted.subarray(0, nValues);
  const upper =
    nValues <= maxBins
      ? Float64Array.from({ length: Math.max(0, nValues - 1) }, (_, i) => between(values[i] as number, values[i + 1] as number))
      : cutEvenly(values, weightPerValue(values, column, weight), maxBins);
  return { feature, kind: "NUMERIC", nBins: upper.length + 1, hasMissing, upper, categories: new Float64Array(0) };
}

/** Gives each of a categorical feature's most frequent codes a bin. @param column [n] finite codes, NaN = missing. @param weight [n] > 0. */
export function categoricalBins(feature: number, column: Float64Array, weight: Float64Array | null): FeatureBins {
  const total = new Map<number, number>();
  let hasMissing = false;
  for (let i = 0; i < column.length; i += 1) {
    const code = column[i] as number;
    if (!Number.isNaN(code)) total.set(code, (total.get(code) ?? 0) + (weight ? (weight[i] as number) : 1));
    else hasMissing = true;
  }
  const byWeight = [...total].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const categories = Float64Array.from(byWeight.slice(0, MAX_CATEGORIES), ([code]) => code);
  return { feature, kind: "CATEGORICAL", nBins: categories.length + 1, hasMissing, upper: new Float64Array(0), categories };
}

/** The bin of every value of a column, into out[i * stride]; a missing value gets nBins. */
export function assignBins(bins: FeatureBins, column: Float64Array, out: Uint8Array, offset: number, stride: number): void {
  if (bins.kind === "CATEGORICAL") {
    const binOf = new Map(Array.from(bins.categories, (code, bin) => [code, bin]));
    for (let i = 0; i < column.length; i += 1) {
      const code = column[i] as number;
      out[offset + i * stride] = Number.isNaN(code) ? bins.nBins : (binOf.get(code) ?? bins.nBins - 1);
    }
    return;
  }
  // Eight halvings of a table of 255 cuts, whatever their number: no branch to mispredict.
  const cuts = new Float64Array(256).fill(Number.POSITIVE_INFINITY);
  cuts.set(bins.upper);
  for (let i = 0; i < column.length; i += 1) {
    const value = column[i] as number;
    let bin = 0;
    for (let step = 128; step > 0; step >>= 1) bin += (cuts[bin + step - 1] as number) < value ? step : 0;
    out[offset + i * stride] = Number.isNaN(value) ? bins.nBins : bin;
  }
}

/** Halfway between a < b; a itself where the two are neighbours in floating point. */
function between(a: number, b: number): number {
  const middle = a / 2 + b / 2;
  return middle >= a && middle < b ? middle : a;
}

function weightPerValue(values: Float64Array, column: Float64Array, weight: Float64Array | null): Float64Array {
  const total = new Float64Array(values.length);
  for (let i = 0; i < column.length; i += 1) {
    const value = column[i] as number;
    if (Number.isNaN(value)) continue;
    let low = 0;
    let high = values.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    total[low] = (total[low] as number) + (weight ? (weight[i] as number) : 1);
  }
  return total;
}

function cutEvenly(values: Float64Array, total: Float64Array, maxBins: number): Float64Array {
  let left = total.reduce((sum, w) => sum + w, 0);
  let binsLeft = maxBins;
  const even = left / maxBins;
  for (const w of total) {
    if (w < even) continue;
    left -= w;
    binsLeft -= 1;
  }
  let share = left / Math.max(1, binsLeft);
  const upper: number[] = [];
  let filled = 0;
  for (let i = 0; i + 1 < values.length && upper.length < maxBins - 1; i += 1) {
    const w = total[i] as number;
    const heavy = w >= even;
    filled += w;
    if (!heavy) left -= w;
    const beforeHeavy = (total[i + 1] as number) >= even && filled >= share / 2;
    if (!heavy && filled < share && !beforeHeavy) continue;
    upper.push(between(values[i] as number, values[i + 1] as number));
    filled = 0;
    if (!heavy) {
      binsLeft -= 1;
      share = left / Math.max(1, binsLeft);
    }
  }
  return Float64Array.from(upper);
}
