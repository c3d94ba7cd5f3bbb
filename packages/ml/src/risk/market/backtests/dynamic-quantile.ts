import { createRng, type Rng } from "@plimsoll/features";
import { z } from "zod";
import { wholeNumber } from "../../../architectures/params.ts";
import { chiSquaredQuantile, chiSquaredSf } from "../../../numeric/distributions.ts";
import { defineBacktest, untested } from "./backtest.ts";
import { hitsOf } from "./hits.ts";

/** A column that keeps less than this share of its square once the others are taken out says nothing of its own. */
const DEPENDENT = 1e-9;
/** A VaR that moves by less than a billionth of its size is constant. */
const ROUNDING = 1e-18;

/**
 * Engle and Manganelli's dynamic quantile test: I_t - p regressed on a constant, the last `lags` hits and the VaR itself;
 * DQ = b'X'X b / (p (1 - p)), about chi2 with as many degrees of freedom as X has independent columns (a constant VaR, or hits that never come
 * within `lags` days of the end, leave fewer). Source: Engle and Manganelli (2004), section 4.
 */
export const dynamicQuantile = defineBacktest({
  name: "dynamic-quantile",
  title: "Dynamic quantile (Engle and Manganelli)",
  question: "Can a hit be foretold from the last hits or from the VaR itself?",
  needsEs: false,
  params: z.strictObject({
    lags: wholeNumber(4, [1, 20], "Lags", "Days of past hits that the regression reads."),
    simulations: wholeNumber(2000, [200, 100_000], "Simulations", "Simulated hit sequences behind the size."),
  }),
  run(forecasts, { lags, simulations }, { level, seed }) {
    const p = 1 - forecasts.alpha;
    const hits = hitsOf(forecasts);
    const statistic = regression(forecasts.var, lags, p);
    const own = statistic(hits);
    if (own === null) return untested(`chi-squared (${lags + 2})`, `Needs more than ${2 * lags + 2} days. Got ${hits.length}.`);
    const rng = createRng(seed);
    const drawn = new Uint8Array(hits.length);
    let [rejections, above] = [0, 0];
    for (let round = 0; round < simulations; round++) {
      drawHits(rng, p, drawn);
      const other = statistic(drawn);
      if (!other) continue;
      if (other.value > chiSquaredQuantile(1 - level, other.df)) rejections++;
      if (other.value >= own.value) above++;
    }
    const size = rejections / simulations;
    return {
      statistic: own.value,
      reference: `chi-squared (${own.df})`,
      pValue: chiSquaredSf(own.value, own.df),
      finiteSamplePValue: (above + 1) / (simulations + 1),
      size: { value: size, method: "simulated", standardError: Math.sqrt((size * (1 - size)) / simulations) },
      note: null,
      details: { df: own.df, lags },
    };
  },
});

/** Independent hits of chance p, by the geometric gaps between them. */
export function drawHits(rng: Rng, p: number, hits: Uint8Array): void {
  hits.fill(0);
  const scale = 1 / Math.log1p(-p);
  for (let t = Math.floor(Math.log(1 - rng.next()) * scale); t < hits.length; t += 1 + Math.floor(Math.log(1 - rng.next()) * scale))
    hits[t] = 1;
}

/**
 * DQ as a function of the hits. Past hits enter as 0 and 1: with the constant they span what I - p spans. Only the days with hits cost time,
 * so that thousands of simulated sequences take a second.
 */
function regression(valueAtRisk: Float64Array, lags: number, p: number): (hits: Uint8Array) => { value: number; df: number } | null {
  const n = valueAtRisk.length;
  const rows = n - lags;
  const d = lags + 2;
  let [sum, scale] = [0, 0];
  for (const value of valueAtRisk) scale = Math.max(scale, Math.abs(value));
  // The VaR less its mean, over its largest value: the same span, without digits lost to its level.
  const level = Float64Array.from(valueAtRisk, (value) => value / (scale || 1));
  for (let t = lags; t < n; t++) sum += (level[t] as number) / rows;
  for (let t = 0; t < n; t++) level[t] = (level[t] as number) - sum;
  let square = 0;
  for (let t = lags; t < n; t++) square += (level[t] as number) ** 2;
  return (hits) => {
    if (rows < d + 1) return null;
    const cross = new Float64Array(d * d);
    const right = new Float64Array(d);
    const add = (i: number, j: number, value: number) => {
      cross[i * d + j] = (cross[i * d + j] as number) + value;
      if (i !== j) cross[j * d + i] = (cross[j * d + i] as number) + value;
    };
    add(0, 0, rows);
    add(d - 1, d - 1, square);
    right[0] = -p * rows;
    for (let s = 0; s < n; s++) {
      if (!hits[s]) continue;
      if (s >= lags) {
        right[0] = (right[0] as number) + 1;
        right[d - 1] = (right[d - 1] as number) + (level[s] as number);
      }
      for (let i = 1; i <= lags; i++) {
        const t = s + i;
        if (t < lags || t >= n) continue;
        add(0, i, 1);
        add(i, i, 1);
        add(i, d - 1, level[t] as number);
        right[i] = (right[i] as number) + (hits[t] as number) - p;
        for (let j = i + 1; j <= lags; j++) if (t - j >= 0 && hits[t - j]) add(i, j, 1);
      }
    }
    return projection(cross, right, d, p * (1 - p));
  };
}

/** right' cross^-1 right / variance over the independent columns, by a Cholesky factor that passes over the others. */
function projection(cross: Float64Array, right: Float64Array, d: number, variance: number): { value: number; df: number } {
  let [value, df] = [0, 0];
  const factor = new Float64Array(d * d);
  const y = new Float64Array(d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = cross[i * d + j] as number;
      for (let k = 0; k < j; k++) sum -= (factor[i * d + k] as number) * (factor[j * d + k] as number);
      if (j < i) factor[i * d + j] = factor[j * d + j] === 0 ? 0 : sum / (factor[j * d + j] as number);
      else
        factor[i * d + i] = sum > Math.max(DEPENDENT * (cross[i * d + i] as number), ROUNDING * (cross[0] as number)) ? Math.sqrt(sum) : 0;
    }
    if (factor[i * d + i] === 0) continue;
    let sum = right[i] as number;
    for (let k = 0; k < i; k++) sum -= (factor[i * d + k] as number) * (y[k] as number);
    y[i] = sum / (factor[i * d + i] as number);
    value += (y[i] as number) ** 2;
    df++;
  }
  return { value: value / variance, df };
}
