import { fitLogistic } from "../../baselines/logistic.ts";
import { checkFinite, checkSameLength, invalidInput, type Values } from "../../evaluation/inputs.ts";
import { type PdTermStructure, termStructureOf } from "./pd-term-structure.ts";

/** Loans followed period by period. */
export interface HazardSample {
  /** [n, d] row-major covariates known at the start. */
  x: Float64Array;
  n: number;
  d: number;
  /** [n] whole periods observed, >= 1: the period of default, or the last one seen. */
  periods: Values;
  /** [n] 1 = default in that period, 0 = censored after it. */
  defaulted: Values;
}

export interface HazardModel {
  /** [nPeriods] log-odds of default in each period for covariates of zero. */
  baseline: Float64Array;
  /** [d] change of the log-odds by one unit. */
  weights: Float64Array;
}

/** Rows of the person-period table, one a loan and period lived through. */
export interface PersonPeriods {
  /** [m] row of the sample. */
  subject: Uint32Array;
  /** [m] period, from 1. */
  period: Uint32Array;
  /** [m] 1 in the period of default. */
  y: Float64Array;
}

/** Each loan as one row for every period it lived through; the outcome is 1 in the period of default only. @throws AppError "INVALID_INPUT". */
export function personPeriods(periods: Values, defaulted: Values): PersonPeriods {
  checkSameLength("periods", periods.length, "defaulted", defaulted.length);
  checkFinite("periods", periods);
  let total = 0;
  for (let i = 0; i < periods.length; i++) {
    const count = periods[i] as number;
    if (!Number.isInteger(count) || count < 1)
      throw invalidInput(`'periods' must be whole numbers >= 1. Row ${i} is ${count}.`, { row: i });
    if (defaulted[i] !== 0 && defaulted[i] !== 1)
      throw invalidInput(`'defaulted' must be 0 or 1. Row ${i} is ${defaulted[i]}.`, { row: i });
    total += count;
  }
  const out = { subject: new Uint32Array(total), period: new Uint32Array(total), y: new Float64Array(total) };
  let at = 0;
  for (let i = 0; i < periods.length; i++) {
    for (let t = 1; t <= (periods[i] as number); t++) {
      out.subject[at] = i;
      out.period[at] = t;
      out.y[at] = t === periods[i] ? (defaulted[i] as number) : 0;
      at++;
    }
  }
  return out;
}

/**
 * Discrete-time proportional odds of default: logit h_it = a_t + x_i' w, with a free baseline a_t for each period, by penalised maximum
 * likelihood on the person-period rows, whose likelihood is that of independent Bernoulli draws.
 * @param nPeriods periods of the baseline; later ones of a loan are left out. @param l2 penalty on weights and on the baseline's
 * differences from its mean, >= 0; a small one keeps a period without defaults finite.
 * @throws AppError "INVALID_INPUT" if a period has no loan at risk; as `fitLogistic` else.
 * Source: Cox (1972), section 7; Singer and Willett (1993).
 */
export function fitDiscreteHazard(sample: HazardSample, nPeriods: number, { l2 = 1e-3 } = {}): HazardModel {
  const { x, n, d } = sample;
  if (!Number.isInteger(nPeriods) || nPeriods < 1) throw invalidInput(`'nPeriods' must be a whole number >= 1. Got ${nPeriods}.`);
  checkSameLength("periods", sample.periods.length, "n", n);
  checkSameLength("x", x.length, "n times d", n * d);
  const rows = personPeriods(sample.periods, sample.defaulted);
  const kept = Uint32Array.from({ length: rows.y.length }, (_, i) => i).filter((i) => (rows.period[i] as number) <= nPeriods);
  const width = nPeriods + d;
  const design = new Float64Array(kept.length * width);
  const atRisk = new Float64Array(nPeriods);
  kept.forEach((row, at) => {
    const period = (rows.period[row] as number) - 1;
    atRisk[period] = (atRisk[period] as number) + 1;
    design[at * width + period] = 1;
    const subject = rows.subject[row] as number;
    design.set(x.subarray(subject * d, subject * d + d), at * width + nPeriods);
  });
  const empty = atRisk.indexOf(0);
  if (empty >= 0) throw invalidInput(`No loan is at risk in period ${empty + 1}. Use at most ${empty} periods.`, { nPeriods });
  const y = Float64Array.from(kept, (row) => rows.y[row] as number);
  const { bias, weights } = fitLogistic({ x: design, y, n: kept.length, d: width, l2 });
  return { baseline: weights.slice(0, nPeriods).map((a) => a + bias), weights: weights.slice(nPeriods) };
}

/** The PD term structure of one loan. @param x [d]. @throws AppError "INVALID_INPUT". */
export function predictTermStructure({ baseline, weights }: HazardModel, x: Values): PdTermStructure {
  checkSameLength("x", x.length, "weights", weights.length);
  if (x.length > 0) checkFinite("x", x);
  const shift = weights.reduce((sum, w, j) => sum + w * (x[j] as number), 0);
  return termStructureOf(baseline.map((a) => 1 / (1 + Math.exp(-a - shift))));
}
