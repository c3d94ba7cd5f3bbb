import { normalCdf, normalPdf } from "../../numeric/distributions.ts";

const STEPS = 400;
const REACH = 8;

/**
 * The chance of each allowed action to have the largest of independent normal values: the exact propensity of Thompson sampling.
 * P(a) = integral over z of phi(z) * product over b != a of Phi((m_a + s_a z - m_b) / s_b), by the trapezoid rule on [-8, 8] with 400 steps,
 * which is exact to rounding for smooth integrands; scaled to sum to 1. Values without spread: all on the first of the largest.
 * @param means [actions]. @param deviations [actions], at least 0.
 */
export function bestOfNormals(means: readonly number[], deviations: readonly number[], allowed: Uint8Array): Float64Array {
  const open = means.flatMap((_mean, a) => (allowed[a] === 1 ? [a] : []));
  const chances = new Float64Array(means.length);
  const total = open.reduce((sum, a) => {
    chances[a] = open.length === 1 ? 1 : chanceOfBest(a, open, means, deviations);
    return sum + (chances[a] as number);
  }, 0);
  return chances.map((chance) => chance / total);
}

function chanceOfBest(a: number, open: readonly number[], means: readonly number[], deviations: readonly number[]): number {
  const [mean, deviation] = [means[a] as number, deviations[a] as number];
  // A value without spread is one point of the integral.
  const allBelow = (value: number): number => {
    let product = 1;
    for (const b of open) {
      if (b === a) continue;
      const spread = deviations[b] as number;
      const gap = value - (means[b] as number);
      if (spread > 0) product *= normalCdf(gap / spread);
      else if (gap < 0 || (gap === 0 && b < a)) return 0;
    }
    return product;
  };
  if (deviation === 0) return allBelow(mean);
  const h = (2 * REACH) / STEPS;
  let sum = 0;
  for (let k = 0; k <= STEPS; k++) {
    const z = -REACH + k * h;
    sum += normalPdf(z) * allBelow(mean + deviation * z);
  }
  return sum * h;
}
