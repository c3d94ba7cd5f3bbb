import { entryOf } from "../../parameters.ts";
import { blackLitterman } from "./black-litterman.ts";
import { cvarOptimal } from "./cvar-optimal.ts";
import { equalWeight } from "./equal-weight.ts";
import { hierarchicalRiskParity } from "./hierarchical-risk-parity.ts";
import { inverseVolatility } from "./inverse-volatility.ts";
import { maximumSharpe } from "./maximum-sharpe.ts";
import { meanVariance } from "./mean-variance.ts";
import type { PortfolioMethod } from "./method.ts";
import { minimumVariance } from "./minimum-variance.ts";
import { riskParity } from "./risk-parity.ts";

/** Every way to choose weights, one line each. */
export const portfolioMethods: readonly PortfolioMethod[] = [
  equalWeight,
  inverseVolatility,
  minimumVariance,
  riskParity,
  hierarchicalRiskParity,
  cvarOptimal,
  meanVariance,
  maximumSharpe,
  blackLitterman,
];

/** The method of that name. @throws AppError "INVALID_INPUT" naming those that exist. */
export const portfolioMethod = (name: string): PortfolioMethod => entryOf("Portfolio method", portfolioMethods, name);
