import { z } from "zod";
import { covarianceEstimator, covarianceEstimators } from "../../portfolio/covariance/index.ts";
import { type AssetReturns, meanReturns } from "../../portfolio/returns.ts";

const NAMES = covarianceEstimators.map(({ name }) => name) as [string, ...string[]];

/** How the covariance of a position method is estimated, and whether means count. */
export const covarianceParams = {
  covariance: z
    .enum(NAMES, `must be one of ${NAMES.join(", ")}`)
    .default("sample")
    .meta({ title: "Covariance", description: "Estimator of the assets' covariance matrix." }),
  mean: z
    .enum(["sample", "zero"], "must be sample or zero")
    .default("zero")
    .meta({ title: "Mean", description: "Mean returns of the history, or zero: over days a mean is noise." }),
};

export interface AssetMoments {
  /** [assets] of one day. */
  mean: Float64Array;
  /** [assets, assets] of one day. */
  covariance: Float64Array;
}

export function momentsOf(returns: AssetReturns, { covariance, mean }: { covariance: string; mean: "sample" | "zero" }): AssetMoments {
  return {
    mean: mean === "sample" ? meanReturns(returns) : new Float64Array(returns.assets.length),
    covariance: covarianceEstimator(covariance).estimate(returns, {}).covariance,
  };
}
