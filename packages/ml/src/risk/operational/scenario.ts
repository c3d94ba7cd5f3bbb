import { z } from "zod";
import { checkFinite, invalidInput, type Values } from "../../evaluation/inputs.ts";
import { gammaCdf, gammaQuantile, normalQuantile } from "../../numeric/distributions.ts";
import { findRoot } from "../../numeric/find-root.ts";
import { minimizeByDifferences } from "../../numeric/minimize-by-differences.ts";
import { parseWith } from "../parameters.ts";
import { severityOf } from "./severity/index.ts";

/** What a workshop says about one kind of loss. */
export const Scenario = z.strictObject({
  name: z.string().min(1).meta({ title: "Name", description: "Of the scenario." }),
  yearsBetween: z
    .number()
    .gt(0)
    .max(1e6)
    .meta({ title: "Once in years", description: "How often such a loss comes: 5 = once in five years." }),
  severity: z
    .string()
    .default("lognormal")
    .meta({ title: "Severity", description: "Family of the size: lognormal, weibull, gamma or another that fits quantiles." }),
  quantiles: z
    .array(z.strictObject({ probability: z.number().gt(0).lt(1), amount: z.number().gt(0) }))
    .min(2, "needs at least two quantiles")
    .max(10)
    .meta({
      title: "Quantiles",
      description: "Sizes of one loss with the share of losses below them: 0.5 = the usual loss, 0.9 = the worst of ten.",
    }),
});
export type Scenario = z.output<typeof Scenario>;

export interface ScenarioLaw {
  frequency: { name: "poisson"; params: { mean: number } };
  severity: { name: string; params: Record<string, number> };
  /** What the law says at each given probability; equal to the amounts where there are as many quantiles as parameters. */
  fitted: { probability: number; amount: number; lawAmount: number }[];
  /** Largest ratio of a law's amount to the expert's, or its inverse: 1 = exact. Far from 1 the expert's quantiles do not belong together. */
  largestRatio: number;
}

/**
 * The loss law of an expert's statements: least squares in the logarithms of the amounts, exact for as many quantiles as parameters.
 * @throws AppError "INVALID_INPUT" for amounts that do not rise with their probabilities, or a family with parameters that must be given.
 * Source: Shevchenko and Wuethrich (2006), section 3.
 */
export function scenarioLaw(scenario: unknown): ScenarioLaw {
  const { name, yearsBetween, severity, quantiles } = parseWith("scenario", Scenario, scenario);
  const family = severityOf(severity);
  if (family.fixed.length > 0)
    throw invalidInput(
      `Scenario '${name}': '${severity}' needs ${family.fixed.join(", ")}, which quantiles do not give. Use lognormal, weibull or gamma.`,
      { path: ["severity"] },
    );
  const sorted = quantiles.toSorted((a, b) => a.probability - b.probability);
  sorted.forEach(({ amount, probability }, i) => {
    const before = sorted[i - 1];
    if (before && (amount <= before.amount || probability === before.probability))
      throw invalidInput(
        `Scenario '${name}': amounts must rise with their probabilities. ${amount} at ${probability} follows ${before.amount} at ${before.probability}.`,
        { path: ["quantiles"] },
      );
  });
  const start = family.start(
    Float64Array.from(sorted, ({ amount }) => amount),
    {},
  );
  if (sorted.length < start.length)
    throw invalidInput(`Scenario '${name}': '${severity}' needs at least ${start.length} quantiles. Got ${sorted.length}.`, {
      path: ["quantiles"],
    });
  const amountAt = (free: Float64Array, probability: number) => family.form(family.paramsOf(free, {})).upperQuantile(1 - probability);
  const error = (free: Float64Array) => {
    if (!family.params.safeParse(family.paramsOf(free, {})).success) return Number.POSITIVE_INFINITY;
    const value = sorted.reduce((sum, { probability, amount }) => sum + Math.log(amountAt(free, probability) / amount) ** 2, 0);
    return Number.isFinite(value) ? value : Number.POSITIVE_INFINITY;
  };
  const { x } = minimizeByDifferences(error, start, { tolerance: 1e-9 });
  const fitted = sorted.map(({ probability, amount }) => ({ probability, amount, lawAmount: amountAt(x, probability) }));
  return {
    frequency: { name: "poisson", params: { mean: 1 / yearsBetween } },
    severity: { name: severity, params: family.paramsOf(x, {}) },
    fitted,
    largestRatio: Math.max(...fitted.map(({ amount, lawAmount }) => Math.max(amount / lawAmount, lawAmount / amount))),
  };
}

export interface RateBelief {
  /** Expected losses a year. */
  mean: number;
  /** Interval that the expert is `confidence` sure of. */
  low: number;
  high: number;
  confidence: number;
}

export interface CombinedRate {
  /** Posterior mean losses a year: weight * data + (1 - weight) * expert. */
  mean: number;
  /** 95 % interval. */
  low: number;
  high: number;
  /** Of the data, 0 to 1. */
  dataWeight: number;
}

/**
 * A Poisson rate from an expert and from counts: a gamma belief of the expert's mean whose interval has the said confidence, updated by the years.
 * shape' = shape + sum of counts, rate' = rate + years.
 * @param counts [nYears] may be empty: the belief alone. @throws AppError "INVALID_INPUT" for an interval that does not hold the mean.
 * Source: Shevchenko and Wuethrich (2006), section 2.
 */
export function combinedRate({ mean, low, high, confidence }: RateBelief, counts: Values): CombinedRate {
  if (!(low >= 0 && low < mean && mean < high && Number.isFinite(high)) || !(confidence > 0 && confidence < 1))
    throw invalidInput(
      `A rate belief needs 0 <= low < mean < high and a confidence in (0, 1). Got ${low}, ${mean}, ${high}, ${confidence}.`,
      { path: ["belief"] },
    );
  if (counts.length > 0) checkFinite("counts", counts);
  const total = Array.from(counts).reduce((sum, count) => sum + count, 0);
  const shape = beliefShape(low / mean, high / mean, confidence);
  const years = counts.length;
  const rate = shape / mean + years;
  const posterior = shape + total;
  return {
    mean: posterior / rate,
    low: gammaQuantile(0.025, posterior, 1 / rate),
    high: gammaQuantile(0.975, posterior, 1 / rate),
    dataWeight: years / rate,
  };
}

/** Narrowest belief that is read: about one part in two thousand of the mean. */
const SHARPEST = 1e7;

/** The gamma shape of mean one that puts the share `confidence` between `low` and `high`; the share grows with the shape. */
function beliefShape(low: number, high: number, confidence: number): number {
  const share = (shape: number) => gammaCdf(high, shape, 1 / shape) - gammaCdf(low, shape, 1 / shape);
  if (share(SHARPEST) < confidence)
    throw invalidInput("The interval of the rate belief is too narrow for its confidence. Widen it.", { path: ["belief"] });
  return Math.exp(findRoot((logShape) => share(Math.exp(logShape)) - confidence, Math.log(1e-4), Math.log(SHARPEST), 1e-11));
}

export interface CombinedMedian {
  /** Parameters of the combined lognormal. */
  mu: number;
  sigma: number;
  dataWeight: number;
}

/**
 * A lognormal severity from an expert and from losses of known sigma: the expert's belief about mu is normal, its deviation read from an interval
 * of the median; the posterior mean of mu weighs both by their precision.
 * @param belief median with an interval the expert is `confidence` sure of. @param losses [n] > 0.
 * Source: Shevchenko and Wuethrich (2006), section 4. @throws AppError "INVALID_INPUT".
 */
export function combinedLognormal(
  belief: { median: number; low: number; high: number; confidence: number },
  { losses, sigma }: { losses: Values; sigma: number },
): CombinedMedian {
  const { median, low, high, confidence } = belief;
  if (!(low > 0 && low < median && median < high) || !(confidence > 0 && confidence < 1))
    throw invalidInput(
      `A median belief needs 0 < low < median < high and a confidence in (0, 1). Got ${low}, ${median}, ${high}, ${confidence}.`,
      { path: ["belief"] },
    );
  if (!(sigma > 0 && Number.isFinite(sigma))) throw invalidInput(`'sigma' must be above zero. Got ${sigma}.`, { path: ["sigma"] });
  if (losses.length > 0) checkFinite("losses", losses);
  const logs = Array.from(losses, (x, row) => {
    if (x > 0) return Math.log(x);
    throw invalidInput(`Losses must be above zero. Row ${row} is ${x}.`, { row });
  });
  const deviation = Math.log(high / low) / (2 * normalQuantile((1 + confidence) / 2));
  const precision = logs.length / sigma ** 2;
  const dataWeight = precision / (precision + 1 / deviation ** 2);
  const dataMean = logs.length === 0 ? 0 : logs.reduce((sum, x) => sum + x, 0) / logs.length;
  return { mu: dataWeight * dataMean + (1 - dataWeight) * Math.log(median), sigma, dataWeight };
}
