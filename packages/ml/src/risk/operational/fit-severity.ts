import { AppError } from "@plimsoll/schema";
import { checkFinite, checkSameLength, degenerateTarget, invalidInput, type Values } from "../../evaluation/inputs.ts";
import { cholesky, inverseOf } from "../../numeric/cholesky.ts";
import { hessianOf, minimizeByDifferences } from "../../numeric/minimize-by-differences.ts";
import { severityOf } from "./severity/index.ts";
import type { FixedParams, SeverityAt, SeverityDistribution } from "./severity/severity.ts";

export interface SeverityInput {
  /** [n] gross loss amounts, > 0 and above their reporting threshold. */
  losses: Values;
  /** Losses below it are not in the data: one number for all, or [n]; none = everything is reported. */
  thresholds?: number | Values | null | undefined;
}

export interface SeverityFit {
  name: string;
  params: Record<string, number>;
  /** Of estimated parameters, by the observed information; null where the optimum lies at the edge of what is allowed. */
  standardErrors: Record<string, number> | null;
  /** [nFree, nFree] of the unbounded variables of the fit; null as above. */
  freeCovariance: Float64Array | null;
  /** The optimum in those variables. */
  free: Float64Array;
  fixed: FixedParams;
  nLosses: number;
  nFree: number;
  logLikelihood: number;
  /** P(X > threshold) under the fit, mean over the losses: what share of all losses the data can show. Where it is small, the rest is
   *  extrapolation: model the losses above the threshold alone (`aboveThreshold`). */
  shareReported: number;
  /** 2 nFree - 2 logLikelihood. */
  aic: number;
  /** nFree ln n - 2 logLikelihood. */
  bic: number;
}

/** Losses and thresholds as checked arrays. */
export interface CheckedLosses {
  losses: Float64Array;
  /** [n], or null where nothing is cut off. */
  thresholds: Float64Array | null;
}

/** @throws AppError "INVALID_INPUT" for amounts that are not above zero or not above their threshold. */
export function checkLosses({ losses, thresholds = null }: SeverityInput): CheckedLosses {
  checkFinite("losses", losses);
  const amounts = Float64Array.from(losses);
  const below = amounts.findIndex((x) => !(x > 0));
  if (below >= 0) throw invalidInput(`Losses must be above zero. Row ${below} is ${amounts[below]}.`, { row: below });
  if (thresholds === null || thresholds === 0) return { losses: amounts, thresholds: null };
  const cut = typeof thresholds === "number" ? new Float64Array(amounts.length).fill(thresholds) : Float64Array.from(thresholds);
  checkSameLength("thresholds", cut.length, "losses", amounts.length);
  cut.forEach((h, row) => {
    if (!(h >= 0)) throw invalidInput(`Thresholds must be >= 0. Row ${row} is ${h}.`, { row });
    if ((amounts[row] as number) < h)
      throw invalidInput(
        `A loss must not be below its reporting threshold. Row ${row} has ${amounts[row]}, below ${h}: leave it out or lower the threshold.`,
        { row },
      );
  });
  return { losses: amounts, thresholds: cut.some((h) => h > 0) ? cut : null };
}

export interface SeveritySearch {
  /** A fit to like losses: the search begins there, with its curvature, where it is likelier than the distribution's own start. */
  from?: Pick<SeverityFit, "free" | "freeCovariance">;
  /** Estimate standard errors; true unless given. */
  errors?: boolean;
}

/**
 * Maximum likelihood of losses that are seen only above a reporting threshold H_i: sum of ln f(x_i) - ln P(X > H_i). Without the second term a fit
 * takes the missing small losses for a fact about the world, and the tail comes out wrong.
 * @param given parameters that are given, such as `threshold`; see the distribution's own. @returns params with standard errors.
 * @throws AppError "INVALID_INPUT" (losses, unknown distribution, a fixed parameter it does not have); "DEGENERATE_TARGET" for too few or
 * equal losses; "NOT_CONVERGED", also where the likelihood grows without end.
 * Source: Klugman, Panjer and Willmot (2012), section 13.2; Ergashev (2008) for truncation in operational risk.
 */
export function fitSeverity(
  name: string,
  input: SeverityInput,
  given: FixedParams = {},
  { from, errors = true }: SeveritySearch = {},
): SeverityFit {
  const distribution = severityOf(name);
  const data = checkLosses(input);
  const fixed = fixedOf(distribution, data, given);
  const own = distribution.start(data.losses, fixed);
  requireSpread(distribution, data.losses, own.length);
  const mean = cost(distribution, data, fixed);
  // A fit at an edge, whose likelihood is flat, is no place to begin: the search would stay.
  const warm = from?.freeCovariance && mean(from.free) < mean(Float64Array.from(own)) ? from : null;
  const start = warm?.free ?? own;
  const inverse = warm?.freeCovariance?.map((value) => value * data.losses.length);
  const minimum = searched(distribution, mean, start, inverse);
  const n = data.losses.length;
  const nFree = start.length;
  const params = distribution.paramsOf(minimum.x, fixed);
  const logLikelihood = -minimum.value * n;
  return {
    name,
    params,
    ...(errors ? uncertainty(distribution, mean, minimum.x, fixed, n) : { standardErrors: null, freeCovariance: null }),
    free: minimum.x,
    fixed,
    nLosses: n,
    nFree,
    shareReported: data.thresholds ? meanTail(distribution.form(params), data.thresholds) : 1,
    logLikelihood,
    aic: 2 * nFree - 2 * logLikelihood,
    bic: nFree * Math.log(n) - 2 * logLikelihood,
  };
}

const meanTail = (at: SeverityAt, thresholds: Float64Array): number => thresholds.reduce((sum, h) => sum + at.sf(h), 0) / thresholds.length;

/** How often each threshold stands: its tail is computed once. */
function countsOf(thresholds: Float64Array): [threshold: number, count: number][] {
  const counts = new Map<number, number>();
  for (const h of thresholds) counts.set(h, (counts.get(h) ?? 0) + 1);
  return [...counts];
}

/** Mean negative log-likelihood of the free variables; Infinity where a parameter leaves its range. */
function cost(distribution: SeverityDistribution, data: CheckedLosses, fixed: FixedParams): (free: Float64Array) => number {
  const likelihood = distribution.likelihood(data.losses, fixed);
  const cuts = data.thresholds ? countsOf(data.thresholds) : [];
  return (free) => {
    const params = distribution.paramsOf(free, fixed);
    if (!distribution.params.safeParse(params).success) return Number.POSITIVE_INFINITY;
    let sum = likelihood(params);
    if (cuts.length > 0) {
      const at = distribution.form(params);
      for (const [h, count] of cuts) sum -= count * Math.log(at.sf(h));
    }
    const value = -sum / data.losses.length;
    return Number.isFinite(value) ? value : Number.POSITIVE_INFINITY;
  };
}

function searched(
  distribution: SeverityDistribution,
  mean: (free: Float64Array) => number,
  start: ArrayLike<number>,
  inverse?: Float64Array,
) {
  try {
    return minimizeByDifferences(mean, start, { tolerance: 1e-7, ...(inverse ? { inverse } : {}) });
  } catch (error) {
    if (!(error instanceof AppError && error.code === "NOT_CONVERGED")) throw error;
    throw new AppError(
      "NOT_CONVERGED",
      "numerical",
      `No best ${distribution.title.toLowerCase()} was found: the likelihood keeps growing towards the edge of its parameters. The losses above the threshold look like another distribution (a pure power law, for example); try that one, a lower threshold or more losses.`,
      { severity: distribution.name },
      { cause: error },
    );
  }
}

function fixedOf(distribution: SeverityDistribution, { losses, thresholds }: CheckedLosses, given: FixedParams): FixedParams {
  const unknown = Object.keys(given).find((name) => !distribution.fixed.includes(name));
  if (unknown !== undefined)
    throw invalidInput(
      `'${unknown}' cannot be given to a fit of '${distribution.name}'. It takes: ${distribution.fixed.join(", ") || "nothing"}.`,
      { path: ["fixed", unknown] },
    );
  const fixed = { ...distribution.fixedFrom(losses, thresholds), ...given };
  const lower = distribution.form(distribution.paramsOf(distribution.start(losses, fixed), fixed)).lower;
  const least = losses.reduce((smallest, x) => Math.min(smallest, x), Number.POSITIVE_INFINITY);
  if (least < lower)
    throw invalidInput(
      `'${distribution.name}' begins at ${lower}, but there is a loss of ${least}. Pass the losses above it only, or another beginning.`,
      { path: ["fixed"] },
    );
  return fixed;
}

/** Fewer losses than this for each parameter say nothing about it. */
const LOSSES_A_PARAMETER = 5;

function requireSpread(distribution: SeverityDistribution, losses: Float64Array, nFree: number): void {
  if (losses.length < LOSSES_A_PARAMETER * nFree)
    throw degenerateTarget(
      `A fit of '${distribution.name}' needs at least ${LOSSES_A_PARAMETER * nFree} losses. Got ${losses.length}: use a simpler distribution or a wider cell.`,
      { nLosses: losses.length },
    );
  if (losses.every((x) => x === losses[0]))
    throw degenerateTarget(`All ${losses.length} losses are ${losses[0]}: a distribution cannot be fitted to one value.`);
}

/** Covariance of the free variables, and standard errors of the parameters by the delta method. */
function uncertainty(
  distribution: SeverityDistribution,
  mean: (free: Float64Array) => number,
  x: Float64Array,
  fixed: FixedParams,
  n: number,
) {
  const size = x.length;
  const hessian = hessianOf(mean, x).map((value) => value * n);
  if (hessian.some((value) => !Number.isFinite(value))) return { standardErrors: null, freeCovariance: null };
  let freeCovariance: Float64Array;
  try {
    freeCovariance = inverseOf(cholesky(hessian, size), size);
  } catch (error) {
    if (error instanceof AppError && error.code === "NOT_POSITIVE_DEFINITE") return { standardErrors: null, freeCovariance: null };
    throw error;
  }
  const names = Object.keys(distribution.paramsOf(x, fixed)).filter((name) => !(name in fixed));
  const slopes = names.map((name) =>
    Float64Array.from({ length: size }, (_, i) => {
      const h = 1e-5 * Math.max(1, Math.abs(x[i] as number));
      const [up, down] = [x.slice(), x.slice()];
      up[i] = (x[i] as number) + h;
      down[i] = (x[i] as number) - h;
      return ((distribution.paramsOf(up, fixed)[name] as number) - (distribution.paramsOf(down, fixed)[name] as number)) / (2 * h);
    }),
  );
  const standardErrors = Object.fromEntries(
    names.map((name, at) => {
      const slope = slopes[at] as Float64Array;
      let variance = 0;
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++) variance += (slope[i] as number) * (slope[j] as number) * (freeCovariance[i * size + j] as number);
      return [name, Math.sqrt(variance)];
    }),
  );
  return { standardErrors, freeCovariance };
}
