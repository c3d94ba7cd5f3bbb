/** Rows of a bin by outcome: sums of row weights, label 1 = bad. */
export interface OutcomeCounts {
  good: number;
  bad: number;
}

/** Stands for an empty cell, so that a bin without one outcome keeps a finite weight of evidence. */
const EMPTY_CELL = 0.5;

/** Weight of evidence of a bin: how its odds of bad compare with everybody's.
 *  WoE = ln[(bad_i / bad) / (good_i / good)]; positive = riskier than average. Where the bin has no bad or no good row, that cell alone
 *  counts as 0.5 rows.
 *  @param bin counts of the bin, not both 0. @param total counts of all bins, both > 0. @returns finite log-ratio.
 *  @example weightOfEvidence({ good: 20, bad: 30 }, { good: 60, bad: 40 }) === Math.log(0.75 / (1 / 3)) */
export function weightOfEvidence(bin: OutcomeCounts, total: OutcomeCounts): number {
  const bad = (bin.bad || EMPTY_CELL) / total.bad;
  const good = (bin.good || EMPTY_CELL) / total.good;
  return Math.log(bad / good);
}

/** A bin's part of the information value: (bad_i / bad - good_i / good) WoE_i, >= 0. The empty cell of a bin counts as in `weightOfEvidence`. */
export function informationValue(bin: OutcomeCounts, total: OutcomeCounts): number {
  const bad = (bin.bad || EMPTY_CELL) / total.bad;
  const good = (bin.good || EMPTY_CELL) / total.good;
  return (bad - good) * Math.log(bad / good);
}
