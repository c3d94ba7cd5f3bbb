import type { Rng } from "@plimsoll/features";
import type { z } from "zod";
import { checkFinite, invalidInput, type Values } from "../../../evaluation/inputs.ts";
import { discreteSampler, type Sampler } from "../../../numeric/samplers.ts";
import { type Parameters, parametersOf } from "../../parameters.ts";

/** The number of losses of one year, with given parameters. */
export interface FrequencyAt {
  mean: number;
  variance: number;
  pmf(k: number): number;
  /** P(N = k) = (a + b / k) P(N = k - 1): Panjer's class. */
  panjer: { a: number; b: number };
  /** E[z^N] of a complex number, for transforms: [re, im]. */
  generating(re: number, im: number): [number, number];
}

export interface FrequencyFit {
  params: Record<string, number>;
  standardErrors: Record<string, number>;
  logLikelihood: number;
  /** Estimated parameters. */
  nFree: number;
}

/** A distribution of counts. */
export interface FrequencyDistribution extends Parameters<Record<string, number>> {
  name: string;
  title: string;
  description: string;
  at(params: unknown): FrequencyAt;
  /** Maximum likelihood on yearly counts. @throws AppError "INVALID_INPUT"; "DEGENERATE_TARGET" where the counts cannot come from it. */
  fit(counts: Values): FrequencyFit;
  /** The parameters when each loss is counted with a chance of `share`; above one it undoes a smaller share. */
  thinned(params: unknown, share: number): Record<string, number>;
}

interface Definition<Schema extends z.ZodType<Record<string, number>>>
  extends Pick<FrequencyDistribution, "name" | "title" | "description"> {
  params: Schema;
  at(params: z.output<Schema>): FrequencyAt;
  fit(counts: Float64Array): FrequencyFit;
  thinned(params: z.output<Schema>, share: number): Record<string, number>;
}

export function defineFrequency<Schema extends z.ZodType<Record<string, number>>>(definition: Definition<Schema>): FrequencyDistribution {
  const parameters = parametersOf(`frequency '${definition.name}'`, definition.params);
  return {
    ...definition,
    ...parameters,
    at: (params) => definition.at(parameters.parse(params)),
    fit: (counts) => definition.fit(checkCounts(counts)),
    thinned(params, share) {
      if (!(share > 0 && Number.isFinite(share))) throw invalidInput(`A share of counted losses must be above zero. Got ${share}.`);
      return parameters.parse(definition.thinned(parameters.parse(params), share));
    },
  };
}

/** Mass that a table of counts may leave out on either side. */
const NEGLIGIBLE = 1e-15;

/** Counts that a table may hold: beyond, years differ by more losses than anybody has. */
const MOST_COUNTS = 4e6;

/** Draws counts, from a table of the probabilities around the mean. @throws AppError "INVALID_INPUT" if they spread too wide for one. */
export function countSampler(frequency: FrequencyAt, rng: Rng): Sampler {
  const { mean, variance, pmf } = frequency;
  if (mean === 0) return () => 0;
  const reach = Math.ceil(8 * Math.sqrt(variance) + 30);
  let first = Math.max(0, Math.floor(mean) - reach);
  while (first > 0 && pmf(first) > NEGLIGIBLE) first = Math.max(0, first - reach);
  let last = Math.ceil(mean) + reach;
  while (last - first <= MOST_COUNTS && pmf(last) > NEGLIGIBLE) last += reach;
  if (last - first > MOST_COUNTS)
    throw invalidInput(
      `A frequency of mean ${mean} and variance ${variance} spreads over more than ${MOST_COUNTS} counts. Use a smaller mean or a larger size.`,
      { path: ["frequency"] },
    );
  const weights = Float64Array.from({ length: last - first + 1 }, (_, k) => pmf(first + k));
  return discreteSampler(rng, weights, first);
}

function checkCounts(counts: Values): Float64Array {
  checkFinite("counts", counts);
  const out = Float64Array.from(counts);
  const bad = out.findIndex((count) => !Number.isInteger(count) || count < 0);
  if (bad >= 0)
    throw invalidInput(`Counts must be whole numbers >= 0, one a year, years without losses included. Year ${bad} has ${out[bad]}.`, {
      year: bad,
    });
  return out;
}

/** Mean and unbiased variance of counts (variance 0 of a single year). */
export function momentsOf(counts: Float64Array): { mean: number; variance: number } {
  const n = counts.length;
  const mean = counts.reduce((sum, count) => sum + count, 0) / n;
  const squares = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0);
  return { mean, variance: n > 1 ? squares / (n - 1) : 0 };
}
