/** Below this many values their own middle is pivot enough; a sample would cost more than it saves. */
const SAMPLED = 600;

/**
 * The k-th smallest value (k from 0), in linear time on average with about n + min(k, n - k) comparisons. Afterwards no value before k is
 * larger and none behind it is smaller. Reorders `values`.
 * @param values at least k + 1 numbers without NaN. Source: Floyd and Rivest (1975), Algorithm 489.
 */
export function selectKth(values: Float64Array, k: number): number {
  select(values, k, 0, values.length - 1);
  return values[k] as number;
}

function select(values: Float64Array, k: number, from: number, to: number): void {
  let [left, right] = [from, to];
  while (right > left) {
    if (right - left > SAMPLED) {
      // Selecting within a sample first puts a value at k that is almost surely next to the wanted one.
      const n = right - left + 1;
      const place = k - left + 1;
      const z = Math.log(n);
      const size = 0.5 * Math.exp((2 * z) / 3);
      const spread = 0.5 * Math.sqrt((z * size * (n - size)) / n) * Math.sign(place - n / 2);
      const low = Math.max(left, Math.floor(k - (place * size) / n + spread));
      const high = Math.min(right, Math.floor(k + ((n - place) * size) / n + spread));
      select(values, k, low, high);
    }
    const pivot = values[k] as number;
    let i = left;
    let j = right;
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
    if (j < k) left = i;
    if (k < i) right = j;
  }
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
