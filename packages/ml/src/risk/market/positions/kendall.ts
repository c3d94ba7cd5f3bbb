/**
 * Kendall's tau of two series: (concordant - discordant pairs) / all pairs, a tie counting as neither; in n log n steps by counting the exchanges of
 * a merge sort. @param x [n]. @param y [n]. @returns in [-1, 1]. Source: Knight (1966).
 */
export function kendallTau(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const n = x.length;
  const pairs = (n * (n - 1)) / 2;
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort(
    (a, b) => (x[a] as number) - (x[b] as number) || (y[a] as number) - (y[b] as number),
  );
  const sorted = Float64Array.from(order, (i) => y[i] as number);
  let [tiedX, tiedBoth] = [0, 0];
  for (let start = 0; start < n; ) {
    let end = start + 1;
    while (end < n && x[order[end] as number] === x[order[start] as number]) end++;
    tiedX += pairsOf(end - start);
    for (let from = start; from < end; ) {
      let to = from + 1;
      while (to < end && sorted[to] === sorted[from]) to++;
      tiedBoth += pairsOf(to - from);
      from = to;
    }
    start = end;
  }
  const discordant = sortCounting(sorted);
  let tiedY = 0;
  for (let start = 0; start < n; ) {
    let end = start + 1;
    while (end < n && sorted[end] === sorted[start]) end++;
    tiedY += pairsOf(end - start);
    start = end;
  }
  const concordant = pairs - discordant - tiedX - tiedY + tiedBoth;
  return (concordant - discordant) / pairs;
}

const pairsOf = (n: number): number => (n * (n - 1)) / 2;

/** Sorts ascending in place and returns how many pairs stood the wrong way round. */
function sortCounting(values: Float64Array): number {
  const n = values.length;
  let from: Float64Array = values;
  let to: Float64Array = new Float64Array(n);
  let count = 0;
  for (let width = 1; width < n; width *= 2) {
    for (let start = 0; start < n; start += 2 * width) {
      const middle = Math.min(start + width, n);
      const end = Math.min(start + 2 * width, n);
      let [left, right] = [start, middle];
      for (let at = start; at < end; at++) {
        if (left < middle && (right >= end || (from[left] as number) <= (from[right] as number))) to[at] = from[left++] as number;
        else {
          count += middle - left;
          to[at] = from[right++] as number;
        }
      }
    }
    [from, to] = [to, from];
  }
  if (from !== values) values.set(from);
  return count;
}
