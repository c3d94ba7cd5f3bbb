import type { HitCounts } from "./hits.ts";

/** k ln p with 0 ln 0 = 0. */
const term = (k: number, p: number): number => (k === 0 ? 0 : k * Math.log(p));

/** ln likelihood of x hits among n at chance p. */
const bernoulli = (n: number, x: number, p: number): number => term(x, p) + term(n - x, 1 - p);

/**
 * Kupiec's ratio of unconditional coverage, -2 ln [L(p) / L(x / n)], about chi2(1).
 * @param p the chance of a hit if the model is right, 1 - alpha. Source: Kupiec (1995).
 */
export function coverageRatio({ n, x }: Pick<HitCounts, "n" | "x">, p: number): number {
  return Math.max(0, -2 * (bernoulli(n, x, p) - bernoulli(n, x, x / n)));
}

/**
 * Christoffersen's ratio of independence against a first-order Markov chain, about chi2(1); 0 where there is no hit, or nothing but hits,
 * to leave from. Source: Christoffersen (1998).
 */
export function independenceRatio({ n00, n01, n10, n11 }: Pick<HitCounts, "n00" | "n01" | "n10" | "n11">): number {
  const total = n00 + n01 + n10 + n11;
  const pooled = (n01 + n11) / total;
  const fromQuiet = n00 + n01 > 0 ? n01 / (n00 + n01) : 0;
  const fromHit = n10 + n11 > 0 ? n11 / (n10 + n11) : 0;
  const alternative = bernoulli(n00 + n01, n01, fromQuiet) + bernoulli(n10 + n11, n11, fromHit);
  return Math.max(0, -2 * (bernoulli(total, n01 + n11, pooled) - alternative));
}
