import { informationValue, type OutcomeCounts } from "./weight-of-evidence.ts";

export interface MonotoneOptions {
  /** Bins at most. */
  maxBins: number;
  /** Weight of a bin at least. */
  minWeight: number;
  /** Whether the share of bads must rise or fall from bin to bin. */
  monotone: boolean;
}

/** Merges neighbouring pre-bins into the bins of highest information value whose share of bads rises or falls throughout.
 *  Exact by dynamic programming: best(b, i, j) = IV(i, j) + max over k of best(b - 1, k, i), where bin (k, i) has not the larger share
 *  of bads than (i, j); once for rising, once for falling. O(P^3 maxBins) time for P pre-bins.
 *  @param preBins [P] counts in order. @param total counts that shares are of (missing values included).
 *  @returns ascending ends of the bins, the last P; [P] alone where no cut leaves both sides with enough weight, a good and a bad row. */
export function monotoneBins(preBins: readonly OutcomeCounts[], total: OutcomeCounts, options: MonotoneOptions): number[] {
  const sums = [{ good: 0, bad: 0 }];
  for (const { good, bad } of preBins) {
    const last = sums[sums.length - 1] as OutcomeCounts;
    sums.push({ good: last.good + good, bad: last.bad + bad });
  }
  const trends = options.monotone ? [1, -1] : [0];
  let best: Best = { value: -1, ends: [preBins.length] };
  for (const trend of trends) {
    const found = bestBins(sums, total, options, trend);
    if (found.value > best.value) best = found;
  }
  return best.ends;
}

interface Best {
  value: number;
  ends: number[];
}

function bestBins(sums: readonly OutcomeCounts[], total: OutcomeCounts, { maxBins, minWeight }: MonotoneOptions, trend: number): Best {
  const size = sums.length;
  const value = new Float64Array(size * size).fill(Number.NaN);
  const share = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) {
    for (let j = i + 1; j < size; j += 1) {
      const bin = difference(sums[j] as OutcomeCounts, sums[i] as OutcomeCounts);
      share[i * size + j] = bin.bad / (bin.bad + bin.good);
      if (bin.bad > 0 && bin.good > 0 && bin.bad + bin.good >= minWeight) value[i * size + j] = informationValue(bin, total);
    }
  }
  // layer[i * size + j]: the best value of exactly b bins over [0, j), the last of them [i, j).
  let layer = new Float64Array(size * size).fill(Number.NEGATIVE_INFINITY);
  for (let j = 1; j < size; j += 1) if (!Number.isNaN(value[j])) layer[j] = value[j] as number;
  const from: Int32Array[] = [];
  let best: Best = { value: layer[size - 1] as number, ends: [size - 1] };
  for (let b = 1; b < maxBins; b += 1) {
    const next = new Float64Array(size * size).fill(Number.NEGATIVE_INFINITY);
    const step = new Int32Array(size * size);
    for (let i = 1; i < size; i += 1) {
      for (let j = i + 1; j < size; j += 1) {
        const own = value[i * size + j] as number;
        if (Number.isNaN(own)) continue;
        for (let k = 0; k < i; k += 1) {
          const sum = (layer[k * size + i] as number) + own;
          if (sum <= (next[i * size + j] as number)) continue;
          if (trend * ((share[i * size + j] as number) - (share[k * size + i] as number)) < 0) continue;
          next[i * size + j] = sum;
          step[i * size + j] = k;
        }
      }
    }
    from.push(step);
    layer = next;
    for (let i = b; i < size - 1; i += 1) {
      const sum = layer[i * size + size - 1] as number;
      // Bins that add nothing but rounding are not worth having.
      if (sum > best.value + 1e-9) best = { value: sum, ends: traceEnds(from, i, size) };
    }
  }
  return best;
}

function traceEnds(from: readonly Int32Array[], lastStart: number, size: number): number[] {
  const ends = [size - 1];
  let [i, j] = [lastStart, size - 1];
  for (let b = from.length - 1; b >= 0; b -= 1) {
    ends.push(i);
    const k = (from[b] as Int32Array)[i * size + j] as number;
    [i, j] = [k, i];
  }
  return ends.reverse();
}

function difference(a: OutcomeCounts, b: OutcomeCounts): OutcomeCounts {
  return { good: a.good - b.good, bad: a.bad - b.bad };
}
