import { AppError } from "@plimsoll/schema";
import { z } from "zod";
import { type Minimum, minimize } from "../../../../numeric/minimize.ts";
import { type Estimates, kept, recalled } from "../../estimates.ts";
import { checkNoMajority, checkSeries } from "../../series.ts";
import { backcastOf } from "./backcast.ts";
import { type GarchLikelihood, type GarchSpec, garchLikelihood } from "./garch-likelihood.ts";
import { initialCurvature, type StandardErrors, standardErrors } from "./standard-errors.ts";

export interface FittedParameter {
  name: string;
  value: number;
  /** From the inverse Hessian; null where the likelihood does not identify the parameter. */
  standardError: number | null;
  /** From the sandwich of Hessian and scores, valid also where the errors' distribution is wrong (Bollerslev and Wooldridge, 1992). */
  robustStandardError: number | null;
  /** The estimate lies on the edge of what is allowed: its standard errors are those of an interior point and only a guide. */
  atBound: boolean;
}

/** A volatility model with the parameters of greatest likelihood, in the units of the returns it was fitted on. */
export interface GarchFit {
  spec: GarchSpec;
  parameters: FittedParameter[];
  mean: number;
  /** The process's parameters, the errors' shapes. */
  theta: number[];
  shape: number[];
  logLikelihood: number;
  aic: number;
  bic: number;
  nObservations: number;
  backcast: number;
  /** How much of a shock to the variance is left a day later; at one or above there is no long-run variance. */
  persistence: number;
  longRunVariance: number | null;
  /** [n + 1]: the last is the variance of the day after the sample. */
  variance: Float64Array;
  /** [n] (r - mean) / sqrt(variance) */
  standardised: Float64Array;
  iterations: number;
}

export interface GarchFitOptions {
  /** Estimate standard errors (a second pass of some 20 likelihoods). True when nothing is said. */
  standardErrors?: boolean;
  /** How many of the best starts are followed to their end; 2 when nothing is said. */
  nStarts?: number;
  /** Where the maximum is kept; one that is there is taken, not searched again. */
  estimates?: Estimates | undefined;
}

/** The maximum in units of the returns' deviation. */
type Maximum = Pick<Minimum, "x" | "value" | "iterations">;
const KeptMaximum = z.object({ x: z.array(z.number()).transform((x) => Float64Array.from(x)), value: z.number(), iterations: z.int() });

/**
 * Fits a specification by maximum likelihood with analytic gradients, under its bounds and the row that keeps it stationary. Returns are
 * first divided by their standard deviation, so that decimals, percents and basis points give the same fit.
 * @param returns [n], finite, n >= 20 + 10 for each parameter.
 * @throws AppError "INVALID_INPUT" (too short, not finite), "DEGENERATE_SERIES" (constant, or mostly one value), "NOT_CONVERGED".
 */
export function fitGarch(spec: GarchSpec, returns: Float64Array, options: GarchFitOptions = {}): GarchFit {
  const nParameters = Number(spec.mean === "constant") + spec.process.parameters.length + spec.innovation.shapes.length;
  const { mean, deviation } = checkSeries(returns, { name: "returns", minimum: 20 + 10 * nParameters });
  checkNoMajority(returns, "returns");
  const scaled = returns.map((value) => value / deviation);
  const backcast = backcastOf(scaled);
  const likelihood = garchLikelihood(spec, scaled, backcast);
  const scaling = { deviation, backcast, errors: options.standardErrors ?? true };
  const known = recalled(options.estimates, "maximum", KeptMaximum);
  if (known) return describe(spec, likelihood, known, scaling);
  const best = greatest(spec, likelihood, mean / deviation, options.nStarts ?? 2);
  kept(options.estimates, "maximum", { x: Array.from(best.x), value: best.value, iterations: best.iterations });
  return describe(spec, likelihood, best, scaling);
}

/** The best of the maxima that the best starts lead to. @throws AppError "NOT_CONVERGED". */
function greatest(spec: GarchSpec, likelihood: GarchLikelihood, mean: number, nStarts: number): Minimum {
  const starts = rankedStarts(spec, likelihood, mean);
  let best: Minimum | null = null;
  for (const start of starts.slice(0, nStarts)) {
    const found = climb(spec, likelihood, start);
    if (found && (!best || found.value < best.value)) best = found;
  }
  // EGARCH's likelihood has a kink in the mean at every return: on one of them the other parameters are led to their best alone.
  if (best && !best.converged && likelihood.hasMean) best = climb(spec, likelihood, Array.from(best.x), best.x[0]);
  if (!best?.converged) {
    throw new AppError(
      "NOT_CONVERGED",
      "numerical",
      `The likelihood of ${likelihood.nObservations} returns found no maximum from ${starts.length} starts. Look for outliers, data errors or long stretches of one value in the series, or take fewer lags.`,
    );
  }
  return best;
}

/** Bounds of mean, process and shapes. The mean stays within the returns' own range. */
function boundsOf({ process, innovation, mean }: GarchSpec) {
  const all = [...(mean === "constant" ? [{ lower: -1e3, upper: 1e3 }] : []), ...process.parameters, ...innovation.shapes];
  return { lower: all.map(({ lower }) => lower), upper: all.map(({ upper }) => upper) };
}

function rowsOf({ process, innovation, mean }: GarchSpec) {
  const before = mean === "constant" ? [0] : [];
  const after = innovation.shapes.map(() => 0);
  return process.rows.map(({ coefficients, upper }) => ({ coefficients: [...before, ...coefficients, ...after], upper }));
}

/** The process's starts by falling likelihood. */
function rankedStarts(spec: GarchSpec, likelihood: GarchLikelihood, mean: number): number[][] {
  const { process, innovation } = spec;
  const shape = innovation.shapes.map(({ start }) => start);
  const own = process.starts.map((theta) => [...(spec.mean === "constant" ? [mean] : []), ...theta, ...shape]);
  return own
    .map((start) => ({ start, value: likelihood.evaluate(start) }))
    .filter(({ value }) => Number.isFinite(value))
    .sort((a, b) => b.value - a.value)
    .map(({ start }) => start);
}

/** @param mean if given, the mean is held at it. */
function climb(spec: GarchSpec, likelihood: GarchLikelihood, start: readonly number[], mean?: number): Minimum | null {
  const n = likelihood.nObservations;
  const objective = (x: Float64Array, gradient: Float64Array) => {
    const value = likelihood.evaluate(x, gradient);
    for (let k = 0; k < gradient.length; k++) gradient[k] = -(gradient[k] as number) / n;
    return -value / n;
  };
  try {
    const { lower, upper } = boundsOf(spec);
    if (mean !== undefined) {
      lower[0] = mean;
      upper[0] = mean;
    }
    return minimize({
      start,
      lower,
      upper,
      rows: rowsOf(spec),
      objective,
      curvature: initialCurvature(likelihood, start),
      tolerance: 1e-10,
    });
  } catch (error) {
    // A start at which a derivative overflows is no start; the others decide.
    if (error instanceof AppError && error.code === "INVALID_INPUT") return null;
    throw error;
  }
}

interface Scaling {
  deviation: number;
  backcast: number;
  errors: boolean;
}

/** The maximum in the units of the returns. */
function describe(spec: GarchSpec, likelihood: GarchLikelihood, best: Maximum, { deviation, backcast, errors }: Scaling): GarchFit {
  const { process, innovation } = spec;
  const n = likelihood.nObservations;
  const nMean = Number(spec.mean === "constant");
  const nProcess = process.parameters.length;
  const scaledTheta = Array.from(best.x.subarray(nMean, nMean + nProcess));
  const shape = Array.from(best.x.subarray(nMean + nProcess));
  const theta = [process.rescaleOmega(scaledTheta, deviation), ...scaledTheta.slice(1)];
  const mean = nMean ? (best.x[0] as number) * deviation : 0;
  const names = [...(nMean ? ["mu"] : []), ...process.parameters.map(({ name }) => name), ...innovation.shapes.map(({ name }) => name)];
  const values = [...(nMean ? [mean] : []), ...theta, ...shape];
  const estimates = errors ? standardErrors(likelihood, best.x, unitJacobian(spec, scaledTheta, deviation)) : null;
  const bounds = boundsOf(spec);
  const onRow = boundRows(spec, best.x);
  // The last evaluation is not that of the maximum.
  likelihood.evaluate(best.x);
  const square = deviation * deviation;
  const logLikelihood = -best.value * n - n * Math.log(deviation);
  const variance = likelihood.variance().map((value) => value * square);
  return {
    spec,
    parameters: names.map((name, i) => ({
      name,
      value: values[i] as number,
      standardError: errorOf(estimates, "hessian", i),
      robustStandardError: errorOf(estimates, "robust", i),
      atBound: onRow.has(i) || near(best.x[i] as number, bounds.lower[i] as number) || near(best.x[i] as number, bounds.upper[i] as number),
    })),
    mean,
    theta,
    shape,
    logLikelihood,
    aic: 2 * names.length - 2 * logLikelihood,
    bic: names.length * Math.log(n) - 2 * logLikelihood,
    nObservations: n,
    backcast: backcast * square,
    persistence: process.persistence(theta, innovation, shape),
    longRunVariance: process.longRunVariance(theta, innovation, shape),
    variance,
    standardised: likelihood.residuals().map((e, t) => (e * deviation) / Math.sqrt(variance[t] as number)),
    iterations: best.iterations,
  };
}

const near = (value: number, bound: number): boolean => Math.abs(value - bound) <= 1e-7 * Math.max(1, Math.abs(bound));

/** Parameters that a row holds. */
function boundRows(spec: GarchSpec, x: Float64Array): Set<number> {
  const held = new Set<number>();
  for (const { coefficients, upper } of rowsOf(spec)) {
    const sum = coefficients.reduce((total, value, i) => total + value * (x[i] as number), 0);
    if (near(sum, upper))
      coefficients.forEach((value, i) => {
        if (value !== 0) held.add(i);
      });
  }
  return held;
}

const errorOf = (estimates: StandardErrors | null, kind: keyof StandardErrors, i: number): number | null => {
  const value = estimates?.[kind][i];
  return value !== undefined && Number.isFinite(value) ? value : null;
};

/** d (parameter in the returns' units) / d (parameter in units of the sample's deviation), [k, k]: not diagonal for EGARCH's omega. */
function unitJacobian(spec: GarchSpec, theta: readonly number[], deviation: number): Float64Array {
  const nMean = Number(spec.mean === "constant");
  const count = nMean + theta.length + spec.innovation.shapes.length;
  const jacobian = new Float64Array(count * count);
  for (let i = 0; i < count; i++) jacobian[i * count + i] = 1;
  if (nMean) jacobian[0] = deviation;
  // Omega is linear in all parameters: differences give it exactly.
  const base = spec.process.rescaleOmega(theta, deviation);
  theta.forEach((value, k) => {
    const moved = theta.map((own, i) => (i === k ? value + 1 : own));
    jacobian[nMean * count + nMean + k] = spec.process.rescaleOmega(moved, deviation) - base;
  });
  return jacobian;
}
