/** The distribution of anomaly scores over the training rows, thinned: what turns a score into a share. Plain JSON. */
export interface ScoreDistribution {
  /** Ascending and distinct. */
  scores: number[];
  /** Share of the training rows with at most that score, ascending to 1. */
  shares: number[];
}

/** Points kept over the whole range, and as many again in each half of what lies above: the tail is where alerts are decided. */
const POINTS = 256;

/**
 * The empirical distribution function of scores: share(s) = rows with a score <= s, divided by all rows. Kept exactly up to 256 rows; of more, at 256 even
 * steps of the rank, then at 256 even steps of the upper half, of its upper half, and so on to the largest score.
 * @param scores [n] finite, n >= 1.
 */
export function scoreDistribution(scores: ArrayLike<number>): ScoreDistribution {
  const sorted = Float64Array.from(scores).sort();
  const n = sorted.length;
  const ranks = new Set<number>([0, n - 1]);
  for (let from = 0; from < n - 1; from += Math.ceil((n - from) / 2)) {
    for (let k = 0; k < POINTS; k++) ranks.add(Math.floor(from + (k * (n - from)) / POINTS));
  }
  const out: ScoreDistribution = { scores: [], shares: [] };
  for (const rank of [...ranks].sort((a, b) => a - b)) {
    const score = sorted[rank] as number;
    if (out.scores.at(-1) === score) continue;
    // Of equal scores the last rank tells the share; a kept rank in their midst stands for all of them.
    let last = rank;
    while (last + 1 < n && sorted[last + 1] === score) last++;
    out.scores.push(score);
    out.shares.push((last + 1) / n);
  }
  return out;
}

/** The share of training rows that a score is at least as high as: linear between the points kept, 0 below the first, 1 from the last. */
export function shareOf({ scores, shares }: ScoreDistribution, score: number): number {
  const last = scores.length - 1;
  if (score < (scores[0] as number)) return 0;
  if (score >= (scores[last] as number)) return 1;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((scores[middle] as number) <= score) low = middle;
    else high = middle;
  }
  const [a, b] = [scores[low] as number, scores[high] as number];
  const [from, to] = [shares[low] as number, shares[high] as number];
  return from + ((score - a) / (b - a)) * (to - from);
}
