import { studentQuantile } from "../../numeric/distributions.ts";
import { refuse } from "../refuse.ts";
import { type OpeRows, type PreparedRows, prepareRows } from "./rows.ts";

/** What estimators take beside the rows; each uses its own. */
export interface EstimatorOptions {
  /** Largest weight of clipped IPS. */
  clip: number;
  /** Switch-DR trusts the model alone where the weight is above this. */
  tau: number;
  /** DRos shrinks a weight w to lambda w / (w^2 + lambda). */
  lambda: number;
}
export const ESTIMATOR_DEFAULTS: EstimatorOptions = { clip: 10, tau: 10, lambda: 100 };

/** One estimator of a policy's value from another policy's log. */
export interface Estimator {
  name: string;
  title: string;
  /** Whether it needs estimated mean rewards. */
  needsModel: boolean;
  /**
   * [n] the part that each decision has in the estimate: the estimate is their mean, and its standard error theirs. Ratio
   * estimators give the linear parts of the delta method, whose mean is the ratio itself.
   */
  parts(rows: PreparedRows, options: EstimatorOptions): Float64Array;
}

/** An estimate with what its trust rests on. */
export interface Estimate {
  estimator: string;
  /** Mean reward a decision, in the reward's unit. */
  value: number;
  /** Standard deviation of the parts (ddof 1) / sqrt(n). */
  se: number;
  /** value -+ 1.96 se. */
  ciLow: number;
  ciHigh: number;
  /** The one-sided 95 % bound: value - t(0.95, n - 1) se. */
  lower95: number;
  n: number;
  /** (sum w)^2 / sum w^2. */
  ess: number;
  maxWeight: number;
  meanWeight: number;
}

const Z95 = 1.959963984540054;

export function summarise(estimator: string, parts: Float64Array, weight: Float64Array): Estimate {
  const n = parts.length;
  const { mean, se } = meanWithError(parts);
  return {
    estimator,
    value: mean,
    se,
    ciLow: mean - Z95 * se,
    ciHigh: mean + Z95 * se,
    lower95: mean - studentQuantile(0.95, n - 1) * se,
    n,
    ...weightSummary(weight),
  };
}

/** Mean, and its standard error sd(ddof 1) / sqrt(n). */
export function meanWithError(values: Float64Array): { mean: number; se: number } {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i] as number;
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += ((values[i] as number) - mean) ** 2;
  return { mean, se: Math.sqrt(squares / (n - 1) / n) };
}

export function weightSummary(weight: Float64Array): Pick<Estimate, "ess" | "maxWeight" | "meanWeight"> {
  let [sum, squares, largest] = [0, 0, 0];
  for (let i = 0; i < weight.length; i++) {
    const w = weight[i] as number;
    sum += w;
    squares += w * w;
    if (w > largest) largest = w;
  }
  return { ess: squares > 0 ? (sum * sum) / squares : 0, maxWeight: largest, meanWeight: sum / weight.length };
}

/** @throws AppError "INVALID_INPUT" if the estimator needs a reward model and the rows have none, or an option is out of range. */
export function estimate(estimator: Estimator, rows: OpeRows | PreparedRows, options: Partial<EstimatorOptions> = {}): Estimate {
  const prepared = "weight" in rows ? rows : prepareRows(rows);
  return summarise(estimator.name, partsOf(estimator, prepared, options), prepared.weight);
}

/** The parts of an estimate, checked. */
export function partsOf(estimator: Estimator, rows: PreparedRows, options: Partial<EstimatorOptions> = {}): Float64Array {
  if (estimator.needsModel && !rows.hasModel)
    throw refuse(`Estimator '${estimator.name}' needs a reward model. Fit one on the log first, or take IPS or SNIPS.`, ["qHat"]);
  const all = { ...ESTIMATOR_DEFAULTS, ...options };
  for (const [name, value] of Object.entries(all))
    if (!(value > 0)) throw refuse(`Option '${name}' of an estimator must be above 0. Got ${value}.`, [name]);
  if (!(rows.meanWeight > 0))
    throw refuse(
      "The evaluated policy never takes a logged action: the log says nothing about it. Evaluate it on a log that explored its actions.",
    );
  return estimator.parts(rows, all);
}
