import type { z } from "zod";
import { type Parameters, parametersOf } from "../../parameters.ts";
import { type AssetReturns, meanReturns } from "../returns.ts";

export interface CovarianceEstimate {
  /** [n, n] row-major, symmetric, of one period's returns. */
  covariance: Float64Array;
  /** Weight of the target, 0 to 1; null where nothing is shrunk. */
  shrinkage: number | null;
}

/** A way to estimate a covariance matrix from returns. */
export interface CovarianceEstimator extends Parameters<Record<string, unknown>> {
  name: string;
  title: string;
  description: string;
  /** Periods it needs at least for `n` assets; the result is positive semidefinite from there on. */
  minPeriods(n: number): number;
  estimate(returns: AssetReturns, params: unknown): CovarianceEstimate;
}

interface Definition<Schema extends z.ZodType> extends Pick<CovarianceEstimator, "name" | "title" | "description" | "minPeriods"> {
  params: Schema;
  estimate(returns: AssetReturns, params: z.output<Schema>): CovarianceEstimate;
}

export function defineCovariance<Schema extends z.ZodType>(definition: Definition<Schema>): CovarianceEstimator {
  const parameters = parametersOf(`covariance '${definition.name}'`, definition.params);
  return {
    ...definition,
    ...parameters,
    parse: (params) => parameters.parse(params) as Record<string, unknown>,
    estimate: (returns, params) => definition.estimate(returns, parameters.parse(params)),
  };
}

/** Returns minus their means. @returns [nPeriods, n] row-major. */
export function centered(returns: AssetReturns): Float64Array {
  const n = returns.assets.length;
  const mean = meanReturns(returns);
  return returns.values.map((value, at) => value - (mean[at % n] as number));
}

/** X'X / divisor. @param x [rows, n] row-major. @returns [n, n]. */
export function crossProduct(x: Float64Array, n: number, divisor: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let start = 0; start < x.length; start += n) {
    for (let i = 0; i < n; i++) {
      const value = x[start + i] as number;
      for (let j = 0; j <= i; j++) out[i * n + j] = (out[i * n + j] as number) + value * (x[start + j] as number);
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      out[i * n + j] = (out[i * n + j] as number) / divisor;
      out[j * n + i] = out[i * n + j] as number;
    }
  }
  return out;
}

/** (1 - weight) S + weight F. */
export function shrunk(sample: Float64Array, target: Float64Array, weight: number): Float64Array {
  return sample.map((value, at) => (1 - weight) * value + weight * (target[at] as number));
}
