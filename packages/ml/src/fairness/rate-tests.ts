import { logGamma, normalSf } from "../numeric/distributions.ts";

/** Counts of two groups: approvals among all. */
export interface TwoRates {
  approvedA: number;
  nA: number;
  approvedB: number;
  nB: number;
}

/** Expected counts below which the normal approximation is not used. */
const SMALL = 5;
/** Likelihoods this close are equal but for rounding. */
const TIE = 1 + 1e-9;

/**
 * Two-sided p-value of the hypothesis that two groups have the same rate: Fisher's exact test where an expected count is below 5, else the z test
 * of two proportions with the pooled variance. @returns 1 where both groups have the same rate or one is empty.
 * @example equalRatesPValue({ approvedA: 3, nA: 4, approvedB: 1, nB: 4 }) is 34 / 70, Fisher's tea
 */
export function equalRatesPValue({ approvedA, nA, approvedB, nB }: TwoRates): number {
  const total = nA + nB;
  const approved = approvedA + approvedB;
  if (nA === 0 || nB === 0 || approved === 0 || approved === total) return 1;
  const smallest = (Math.min(nA, nB) * Math.min(approved, total - approved)) / total;
  if (smallest < SMALL) return fisherExact(approvedA, nA, approved, total);
  const rate = approved / total;
  const z = (approvedA / nA - approvedB / nB) / Math.sqrt(rate * (1 - rate) * (1 / nA + 1 / nB));
  return 2 * normalSf(Math.abs(z));
}

/** The probabilities of all tables with the same margins that are no likelier than this one, added up. Source: Fisher (1935). */
function fisherExact(found: number, nA: number, approved: number, total: number): number {
  const logChoose = (n: number, k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
  const logMass = (k: number): number => logChoose(approved, k) + logChoose(total - approved, nA - k) - logChoose(total, nA);
  const own = Math.exp(logMass(found)) * TIE;
  let sum = 0;
  for (let k = Math.max(0, nA + approved - total); k <= Math.min(nA, approved); k++) {
    const mass = Math.exp(logMass(k));
    if (mass <= own) sum += mass;
  }
  return Math.min(1, sum);
}
