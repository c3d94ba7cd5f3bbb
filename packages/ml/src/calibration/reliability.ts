import { checkBinary, checkProbabilities, invalidInput, type Values } from "../evaluation/inputs.ts";
import { wilsonInterval } from "../evaluation/report.ts";

/** Rows of neighbouring probability: what was predicted, and what happened with its Wilson 95 % interval. */
export interface ReliabilityBin {
  count: number;
  events: number;
  /** Lowest and highest probability in the bin. */
  lowest: number;
  highest: number;
  meanPredicted: number;
  observedRate: number;
  low: number;
  high: number;
}

/**
 * Bins of equally many rows, ascending by probability: row k of the sorted n goes to bin floor(bins * k / n), and rows of one probability
 * stay together in the bin of the first of them, so that the result does not depend on the order of the rows.
 * @param y [n] labels 0 or 1. @param probability [n] in [0, 1]. @param bins at least 1.
 * @returns the bins that hold rows; fewer than asked where many rows share a probability.
 * @throws AppError "INVALID_INPUT" if empty, lengths differ, or values are not what they claim.
 */
export function equalCountBins(y: Values, probability: Values, bins = 10): ReliabilityBin[] {
  checkBinary(y, probability);
  checkProbabilities("probability", probability);
  if (!Number.isInteger(bins) || bins < 1) throw invalidInput(`'bins' must be a whole number of at least 1. Got ${bins}.`);
  const n = y.length;
  const order = Array.from({ length: n }, (_row, i) => i).sort((a, b) => (probability[a] as number) - (probability[b] as number));
  const found: { at: number; rows: number[] }[] = [];
  order.forEach((row, k) => {
    const last = found.at(-1);
    const tied = k > 0 && probability[row] === probability[order[k - 1] as number];
    const at = Math.floor((bins * k) / n);
    if (last && (tied || last.at === at)) last.rows.push(row);
    else found.push({ at, rows: [row] });
  });
  return found.map(({ rows }) => {
    const events = rows.reduce((sum, row) => sum + (y[row] as number), 0);
    const predicted = rows.reduce((sum, row) => sum + (probability[row] as number), 0);
    return {
      count: rows.length,
      events,
      lowest: probability[rows[0] as number] as number,
      highest: probability[rows.at(-1) as number] as number,
      meanPredicted: predicted / rows.length,
      observedRate: events / rows.length,
      ...wilsonInterval(events, rows.length),
    };
  });
}

/**
 * Expected calibration error over given bins: sum of (n_b / n) |observed rate - mean predicted|.
 * @returns in [0, 1]. Source: Naeini, Cooper and Hauskrecht (2015).
 */
export function binnedError(bins: readonly Pick<ReliabilityBin, "count" | "meanPredicted" | "observedRate">[]): number {
  const n = bins.reduce((sum, { count }) => sum + count, 0);
  return bins.reduce((sum, { count, meanPredicted, observedRate }) => sum + (count / n) * Math.abs(observedRate - meanPredicted), 0);
}

/**
 * What `binnedError` would be on average if every probability were true: chance alone makes gaps. With bins near normal,
 * E|gap_b| = sqrt(2 / pi) sqrt(m_b (1 - m_b) / n_b), m_b the bin's mean predicted probability.
 */
export function chanceError(bins: readonly Pick<ReliabilityBin, "count" | "meanPredicted">[]): number {
  const n = bins.reduce((sum, { count }) => sum + count, 0);
  return bins.reduce((sum, { count, meanPredicted: m }) => sum + (count / n) * Math.sqrt((2 / Math.PI) * ((m * (1 - m)) / count)), 0);
}

/** Parts of the Brier score; `reliability - resolution + uncertainty + withinBins` is the score itself. */
export interface BrierDecomposition {
  /** sum (n_b / n) (m_b - o_b)^2: how far predictions are from what happens. Lower is better. */
  reliability: number;
  /** sum (n_b / n) (o_b - o)^2: how far the bins' rates are from the base rate. Higher is better. */
  resolution: number;
  /** o (1 - o): what the base rate alone leaves. */
  uncertainty: number;
  /** Mean of (p - m_b)^2 - 2 (p - m_b)(y - o_b): what is left because a bin holds different probabilities. */
  withinBins: number;
}

/**
 * The Brier score in parts, over bins of equally many rows (`equalCountBins`).
 * @param y [n] labels 0 or 1. @param probability [n] in [0, 1].
 * @throws AppError as `equalCountBins`. Source: Murphy (1973); Stephenson, Coelho and Jolliffe (2008) for the part within bins.
 */
export function brierDecomposition(y: Values, probability: Values, bins = 10): BrierDecomposition {
  const groups = equalCountBins(y, probability, bins);
  const n = y.length;
  const rate = groups.reduce((sum, { events }) => sum + events, 0) / n;
  const weighted = (value: (bin: ReliabilityBin) => number) => groups.reduce((sum, bin) => sum + (bin.count / n) * value(bin), 0);
  let within = 0;
  for (let i = 0; i < n; i++) {
    const p = probability[i] as number;
    const bin = groups.find(({ highest }) => p <= highest) as ReliabilityBin;
    const off = p - bin.meanPredicted;
    within += off * off - 2 * off * ((y[i] as number) - bin.observedRate);
  }
  return {
    reliability: weighted(({ meanPredicted, observedRate }) => (meanPredicted - observedRate) ** 2),
    resolution: weighted(({ observedRate }) => (observedRate - rate) ** 2),
    uncertainty: rate * (1 - rate),
    withinBins: within / n,
  };
}
