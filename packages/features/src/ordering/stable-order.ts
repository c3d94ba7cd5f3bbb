/** Below this, comparing costs less than six passes over the digits. */
const SMALL = 2048;
/** Digits of 11, 11 and 10 bits: low word, then high word. */
const DIGITS = [
  { word: 0, shift: 0, mask: 0x7ff },
  { word: 0, shift: 11, mask: 0x7ff },
  { word: 0, shift: 22, mask: 0x3ff },
  { word: 1, shift: 0, mask: 0x7ff },
  { word: 1, shift: 11, mask: 0x7ff },
  { word: 1, shift: 22, mask: 0x3ff },
] as const;

/** Whether no value is smaller than the one before it and none is NaN. */
export function isAscending(values: Float64Array): boolean {
  let previous = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!(value >= previous)) return false;
    previous = value;
  }
  return true;
}

/**
 * Positions of the values in ascending order; equal values keep their order. Sorted by digits of the bits, in linear time; a digit
 * that all values share costs one count. Memory: 24 bytes a value.
 * @param values without NaN; 0 and -0 are equal. @returns [n] indices into `values`.
 */
export function stableOrder(values: Float64Array): Int32Array {
  const n = values.length;
  let order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  if (isAscending(values)) return order;
  if (n < SMALL) return order.sort((a, b) => (values[a] as number) - (values[b] as number) || a - b);
  const words = sortableWords(values);
  let scratch = new Int32Array(n);
  for (const { word, shift, mask } of DIGITS) {
    const keys = words[word];
    const starts = new Uint32Array(mask + 1);
    for (let i = 0; i < n; i++) {
      const digit = ((keys[i] as number) >>> shift) & mask;
      starts[digit] = (starts[digit] as number) + 1;
    }
    if (starts.includes(n)) continue;
    countsToStarts(starts);
    for (let i = 0; i < n; i++) {
      const index = order[i] as number;
      const digit = ((keys[index] as number) >>> shift) & mask;
      const place = starts[digit] as number;
      starts[digit] = place + 1;
      scratch[place] = index;
    }
    [order, scratch] = [scratch, order];
  }
  return order;
}

/** Low and high words whose order as unsigned numbers is the order of the values: a negative's bits turned, the sign bit of others. */
function sortableWords(values: Float64Array): [low: Uint32Array, high: Uint32Array] {
  const n = values.length;
  const low = new Uint32Array(n);
  const high = new Uint32Array(n);
  const cell = new Float64Array(1);
  const bits = new Uint32Array(cell.buffer);
  for (let i = 0; i < n; i++) {
    cell[0] = (values[i] as number) + 0;
    const top = bits[1] as number;
    const isNegative = top >>> 31 === 1;
    low[i] = isNegative ? ~(bits[0] as number) : (bits[0] as number);
    high[i] = isNegative ? ~top : top ^ 0x80000000;
  }
  return [low, high];
}

function countsToStarts(counts: Uint32Array | Int32Array): void {
  let start = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i] as number;
    counts[i] = start;
    start += count;
  }
}

/** Rows of each group, one group after the other: those of group g are `rows[starts[g]] .. rows[starts[g + 1] - 1]`. */
export interface GroupedRows {
  starts: Int32Array;
  rows: Int32Array;
}

/**
 * Rows by their group, in the order given within each.
 * @param codes group of each row, -1 = none: such rows are left out. @param count number of groups.
 * @param order the rows in the order wanted; by default 0 .. n - 1.
 */
export function groupRows(codes: Int32Array, count: number, order?: Int32Array): GroupedRows {
  const n = codes.length;
  const starts = new Int32Array(count + 1);
  for (let i = 0; i < n; i++) {
    const code = codes[i] as number;
    if (code >= 0) starts[code] = (starts[code] as number) + 1;
  }
  countsToStarts(starts);
  const rows = new Int32Array(starts[count] as number);
  const next = starts.slice();
  for (let i = 0; i < n; i++) {
    const row = order ? (order[i] as number) : i;
    const code = codes[row] as number;
    if (code < 0) continue;
    const place = next[code] as number;
    next[code] = place + 1;
    rows[place] = row;
  }
  return { starts, rows };
}
