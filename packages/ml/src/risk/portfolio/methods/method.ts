import type { z } from "zod";
import { type Parameters, parametersOf } from "../../parameters.ts";
import type { FeasibleSet } from "../feasible-set.ts";
import type { AssetReturns } from "../returns.ts";

/** What a method may look at: the past alone. */
export interface MethodInput {
  returns: AssetReturns;
  /** [n, n] of one period's returns. */
  covariance: Float64Array;
  /** [n] expected returns a period; computed only when a method asks for them. */
  expected(): Float64Array;
  /** A period. */
  riskFreeRate: number;
  periodsPerYear: number;
  /** What the weights add up to. */
  sum: number;
  feasible: FeasibleSet;
}

/** A way to choose weights. */
export interface PortfolioMethod extends Parameters<Record<string, unknown>> {
  name: string;
  title: string;
  description: string;
  /** Whether it optimises within the constraints; the weights of the others are moved to the nearest allowed ones, and the result says so. */
  keepsConstraints: boolean;
  /** @returns [n] that add up to `sum`. */
  weights(input: MethodInput, params: unknown): Promise<Float64Array>;
}

interface Definition<Schema extends z.ZodType> extends Pick<PortfolioMethod, "name" | "title" | "description" | "keepsConstraints"> {
  params: Schema;
  weights(input: MethodInput, params: z.output<Schema>): Promise<Float64Array> | Float64Array;
}

export function defineMethod<Schema extends z.ZodType>(definition: Definition<Schema>): PortfolioMethod {
  const parameters = parametersOf(`method '${definition.name}'`, definition.params);
  return {
    ...definition,
    ...parameters,
    parse: (params) => parameters.parse(params) as Record<string, unknown>,
    weights: async (input, params) => definition.weights(input, parameters.parse(params)),
  };
}

/** Positive weights scaled to add up to `sum`. */
export function scaledTo(sum: number, weights: Float64Array): Float64Array {
  const total = weights.reduce((subtotal, weight) => subtotal + weight, 0);
  return weights.map((weight) => (weight * sum) / total);
}
