import { binomialPmf, logGamma } from "../../../numeric/distributions.ts";
import type { HitCounts } from "./hits.ts";

/** Sequences less likely than this altogether are left out: far below what a probability is printed with. */
const NEGLIGIBLE = 1e-15;

/**
 * All that a test of hit counts can meet if hits are independent with chance p: calls `visit` for every class of sequences with the same
 * counts, with the class's probability. A sequence of x hits in r runs, first day a, last day b, has z = r - 1 + [a = 0] + [b = 0] runs without
 * hits, and there are C(x - 1, r - 1) C(n - x - 1, z - 1) of them. Classes whose probability is negligible are passed over.
 * Time: some 10^5 visits for n = 4,000 at p = 0.05.
 */
export function visitHitCounts(n: number, p: number, visit: (counts: HitCounts, probability: number) => void): void {
  const logs = logFactorials(n);
  const ways = (top: number, bottom: number) =>
    bottom < 0 || bottom > top
      ? Number.NEGATIVE_INFINITY
      : (logs[top] as number) - (logs[bottom] as number) - (logs[top - bottom] as number);
  const mode = Math.floor(n * p);
  outwards(mode, 0, n, (x) => {
    if (binomialPmf(x, n, p) < NEGLIGIBLE) return false;
    if (x === 0 || x === n) {
      const edge = x === 0 ? { n00: n - 1, n11: 0 } : { n00: 0, n11: n - 1 };
      visit({ n, x, n01: 0, n10: 0, ...edge }, binomialPmf(x, n, p));
      return true;
    }
    const weight = x * Math.log(p) + (n - x) * Math.log1p(-p);
    for (const first of [0, 1]) {
      for (const last of [0, 1]) {
        const quietRuns = (runs: number) => runs + 1 - first - last;
        const most = Math.min(x, n - x + 1);
        // The most likely number of runs: each hit starts one unless the day before was a hit too.
        outwards(Math.min(most, Math.max(1, Math.round((x * (n - x)) / n))), 1, most, (runs) => {
          const probability = Math.exp(weight + ways(x - 1, runs - 1) + ways(n - x - 1, quietRuns(runs) - 1));
          if (probability > 0) {
            const [n01, n10] = [runs - first, runs - last];
            visit({ n, x, n01, n10, n11: x - runs, n00: n - x - quietRuns(runs) }, probability);
          }
          return probability > NEGLIGIBLE * 1e-3 || runs === 1;
        });
      }
    }
    return true;
  });
}

/** The chance that a statistic of the hit counts of a right model is at least `bound`: its exact size where `bound` is a critical value. */
export function exactExceedance(n: number, p: number, statistic: (counts: HitCounts) => number, bound: number): number {
  let sum = 0;
  // A statistic equal to the bound but for rounding counts as reaching it.
  const reached = bound - 1e-9 * Math.max(1, Math.abs(bound));
  visitHitCounts(n, p, (counts, probability) => {
    if (statistic(counts) >= reached) sum += probability;
  });
  return Math.min(1, sum);
}

/** Calls `visit` for `from`, then each way until it answers false. */
function outwards(from: number, low: number, high: number, visit: (value: number) => boolean): void {
  for (let value = from; value <= high && (visit(value) || value === from); value++);
  for (let value = from - 1; value >= low && visit(value); value--);
}

function logFactorials(n: number): Float64Array {
  return Float64Array.from({ length: n + 1 }, (_, k) => logGamma(k + 1));
}
