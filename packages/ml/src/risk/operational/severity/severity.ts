import type { Rng } from "@plimsoll/features";
import type { z } from "zod";
import type { Sampler } from "../../../numeric/samplers.ts";
import { type Parameters, parametersOf } from "../../parameters.ts";

/** The size of one loss with given parameters; account currency, positive. */
export interface SeverityAt {
  /** Smallest possible loss. */
  lower: number;
  /** ln density; -Infinity outside the support. */
  logPdf(x: number): number;
  cdf(x: number): number;
  /** P(X > x), with all its digits where it is small. */
  sf(x: number): number;
  /** x with P(X > x) = q, 0 < q <= 1. */
  upperQuantile(q: number): number;
  /** Infinity where it does not exist. */
  mean: number;
  /** E[min(X, limit)], finite for every limit. */
  limitedMean(limit: number): number;
  sampler(rng: Rng): Sampler;
}

/** Parameters that are given, not estimated, such as a threshold. */
export type FixedParams = Readonly<Record<string, number>>;

/** A distribution of loss sizes. */
export interface SeverityDistribution extends Parameters<Record<string, number>> {
  name: string;
  title: string;
  description: string;
  /** Names of parameters that a fit takes as given, each with how it is chosen when nothing is said. */
  fixed: readonly string[];
  at(params: unknown): SeverityAt;
  /** As `at` for parameters that a fit made itself: not parsed, thousands of times in one fit. */
  form(params: Readonly<Record<string, number>>): SeverityAt;
  /** Fixed parameters that are not given, chosen from the data: the reporting threshold or the smallest loss. */
  fixedFrom(losses: Float64Array, thresholds: Float64Array | null): Record<string, number>;
  /** Unbounded variables of a fit, and the parameters they stand for. */
  start(losses: Float64Array, fixed: FixedParams): number[];
  paramsOf(free: Float64Array | readonly number[], fixed: FixedParams): Record<string, number>;
  /**
   * Sum of the ln densities of losses as a function of the parameters: what does not hang on them (logarithms, sums) is computed once for the
   * thousands of evaluations of a fit. @param losses [n] within the support.
   */
  likelihood(losses: Float64Array, fixed: FixedParams): Likelihood;
}

export type Likelihood = (params: Readonly<Record<string, number>>) => number;

interface Definition<Schema extends z.ZodType<Record<string, number>>>
  extends Pick<SeverityDistribution, "name" | "title" | "description" | "start" | "paramsOf">,
    Partial<Pick<SeverityDistribution, "fixed" | "fixedFrom">> {
  /** The sum of `logPdf` unless given. */
  likelihood?(losses: Float64Array, fixed: FixedParams): (params: z.output<Schema>) => number;
  params: Schema;
  at(params: z.output<Schema>): SeverityAt;
}

export function defineSeverity<Schema extends z.ZodType<Record<string, number>>>(definition: Definition<Schema>): SeverityDistribution {
  const parameters = parametersOf(`severity '${definition.name}'`, definition.params);
  return {
    fixed: [],
    fixedFrom: () => ({}),
    ...definition,
    ...parameters,
    at: (params) => definition.at(parameters.parse(params)),
    form: (params) => definition.at(params as z.output<Schema>),
    likelihood(losses, fixed) {
      const own = definition.likelihood?.(losses, fixed);
      if (own) return (params) => own(params as z.output<Schema>);
      return (params) => {
        const { logPdf } = definition.at(params as z.output<Schema>);
        let sum = 0;
        for (let i = 0; i < losses.length; i++) sum += logPdf(losses[i] as number);
        return sum;
      };
    },
  };
}

/** Mean and standard deviation (ddof 0) of the logarithms. */
export function logMoments(losses: Float64Array): { mean: number; deviation: number } {
  const n = losses.length;
  const mean = losses.reduce((sum, x) => sum + Math.log(x), 0) / n;
  return { mean, deviation: Math.sqrt(losses.reduce((sum, x) => sum + (Math.log(x) - mean) ** 2, 0) / n) };
}

export const meanOf = (losses: Float64Array): number => losses.reduce((sum, x) => sum + x, 0) / losses.length;
