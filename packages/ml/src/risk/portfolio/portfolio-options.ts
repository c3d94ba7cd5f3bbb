import { z } from "zod";
import { parseWith } from "../parameters.ts";
import { PortfolioConstraints } from "./constraints.ts";
import { covarianceEstimator } from "./covariance/index.ts";
import { ExpectedReturns } from "./expected-returns.ts";
import { portfolioMethod } from "./methods/index.ts";

const named = (initial: string) =>
  z.strictObject({ name: z.string(), params: z.record(z.string(), z.unknown()).default({}) }).default({ name: initial, params: {} });

/** What a portfolio is made from, besides returns. */
export const PortfolioOptions = z.strictObject({
  method: named("minimum-variance").meta({
    title: "Method",
    description: "One of the registry of portfolio methods, with its parameters.",
  }),
  covariance: named("ledoit-wolf-constant-correlation").meta({
    title: "Covariance",
    description: "One of the registry of covariance estimators, with its parameters.",
  }),
  expectedReturns: ExpectedReturns.default({ method: "BAYES_STEIN" }).meta({
    title: "Expected returns",
    description: "For the methods that use them, and for the expected return that is shown.",
  }),
  constraints: PortfolioConstraints.prefault({}).meta({ title: "Constraints", description: "Which weights are allowed." }),
  riskFreeRate: z.number().gt(-0.5).lt(1).default(0).meta({ title: "Risk-free rate", description: "A year, decimal." }),
  periodsPerYear: z
    .int()
    .min(1)
    .max(366)
    .default(252)
    .meta({ title: "Periods a year", description: "252 for trading days, 52 for weeks, 12 for months." }),
});
export type PortfolioOptions = z.output<typeof PortfolioOptions>;

/** The options with defaults. @throws AppError "INVALID_INPUT" for a field, an unknown method or estimator, or their parameters. */
export function parsePortfolioOptions(options: unknown): PortfolioOptions {
  const parsed = parseWith("portfolio", PortfolioOptions, options);
  portfolioMethod(parsed.method.name).parse(parsed.method.params);
  covarianceEstimator(parsed.covariance.name).parse(parsed.covariance.params);
  return parsed;
}
