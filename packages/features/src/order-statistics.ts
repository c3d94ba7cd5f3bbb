/**
 * The k-th smallest value (k from 0) by Hoare's quickselect, in linear time on average. Reorders `values`.
 * @param values at least k + 1 numbers without NaN.
 */
export function selectKth(values: Float64Array, k: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = medianOfThree(values, low, high);
    let i = low;
    let j = high;
    while (i <= j) {
      while ((values[i] as number) < pivot) i++;
      while ((values[j] as number) > pivot) j--;
      if (i <= j) {
        const held = values[i] as number;
        values[i] = values[j] as number;
        values[j] = held;
        i++;
        j--;
      }
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else return values[k] as number;
  }
  return values[k] as number;
}

function medianOfThree(values: Float64Array, low: number, high: number): number {
  const a = values[low] as number;
  const b = values[(low + high) >>> 1] as number;
  const c = values[high] as number;
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

/** The present values of several columns in one array. */
export function presentValues(columns: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(columns.reduce((sum, values) => sum + values.length, 0));
  let n = 0;
  for (const values of columns) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      if (!Number.isNaN(value)) out[n++] = value;
    }
  }
  return out.subarray(0, n);
}

/** The median, half-way between the two middle values of an even count; null of none. Reorders `values`. */
export function medianOf(values: Float64Array): number | null {
  const n = values.length;
  if (n === 0) return null;
  const upper = selectKth(values, n >>> 1);
  if (n % 2 === 1) return upper;
  let lower = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n >>> 1; i++) lower = Math.max(lower, values[i] as number);
  return lower + (upper - lower) / 2;
}

/**
 * The quantile at `level` in [0, 1]: linear between the order statistics around (n - 1) level (Hyndman and Fan's type 7, numpy's default).
 * Null of none. Reorders `values`.
 */
export function quantileOf(values: Float64Array, level: number): number | null {
  const n = values.length;
  if (n === 0) return null;
  const position = (n - 1) * level;
  const below = Math.floor(position);
  const low = selectKth(values, below);
  if (below === position) return low + 0;
  let high = Number.POSITIVE_INFINITY;
  for (let i = below + 1; i < n; i++) if ((values[i] as number) < high) high = values[i] as number;
  return low + (high - low) * (position - below) + 0;
}

/** The most frequent value; of several, the smallest. Null of none. */
export function modeOf(values: Float64Array): number | null {
  const counts = new Map<number, number>();
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  let best: number | null = null;
  let bestCount = 0;
  for (const [value, count] of counts) {
    if (count > bestCount || (count === bestCount && best !== null && value < best)) {
      best = value;
      bestCount = count;
    }
  }
  return best;
}

/** Texts with their counts, the most frequent first; ties in code-unit order, so that no file order decides. */
export function levelCounts(columns: readonly { codes: Int32Array; dictionary: readonly string[] }[]): { text: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { codes, dictionary } of columns) {
    const byCode = new Float64Array(dictionary.length);
    for (let i = 0; i < codes.length; i++) {
      const code = codes[i] as number;
      if (code >= 0) byCode[code] = (byCode[code] as number) + 1;
    }
    byCode.forEach((count, code) => {
      const text = dictionary[code] as string;
      if (count > 0) counts.set(text, (counts.get(text) ?? 0) + count);
    });
  }
  return [...counts].map(([text, count]) => ({ text, count })).sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
}
