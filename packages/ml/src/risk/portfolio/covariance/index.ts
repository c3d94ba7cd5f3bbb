import { entryOf } from "../../parameters.ts";
import type { CovarianceEstimator } from "./estimator.ts";
import { ewmaCovariance } from "./ewma.ts";
import { ledoitWolfConstantCorrelation } from "./ledoit-wolf-constant-correlation.ts";
import { ledoitWolfIdentity } from "./ledoit-wolf-identity.ts";
import { sampleCovariance } from "./sample.ts";

/** Every covariance estimator, one line each. */
export const covarianceEstimators: readonly CovarianceEstimator[] = [
  ledoitWolfConstantCorrelation,
  ledoitWolfIdentity,
  sampleCovariance,
  ewmaCovariance,
];

/** The estimator of that name. @throws AppError "INVALID_INPUT" naming those that exist. */
export const covarianceEstimator = (name: string): CovarianceEstimator => entryOf("Covariance estimator", covarianceEstimators, name);
