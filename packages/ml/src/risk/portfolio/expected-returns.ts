import { AppError } from "@plimsoll/schema";
import { z } from "zod";
import { cholesky, solveCholesky } from "../../numeric/cholesky.ts";
import { parseWith } from "../parameters.ts";
import { type AssetReturns, meanReturns } from "./returns.ts";

/** How expected returns are estimated. */
export const ExpectedReturns = z.strictObject({
  method: z.enum(["BAYES_STEIN", "SAMPLE"]).default("BAYES_STEIN").meta({
    title: "Expected returns",
    description: "BAYES_STEIN draws sample means to that of the minimum-variance portfolio; SAMPLE takes them as they are.",
  }),
});

export interface ExpectedReturnsEstimate {
  /** [n] a period. */
  expected: Float64Array;
  /** Weight of the common mean, 0 to 1. */
  shrinkage: number;
}

/**
 * Expected returns a period. Bayes-Stein: (1 - w) mean + w m, m the mean of the minimum-variance portfolio,
 * w = (n + 2) / (n + 2 + T (mean - m 1)' S^-1 (mean - m 1)). Sample means of a few years are mostly noise, and optimisers chase noise.
 * @param covariance [n, n]; must be positive definite for BAYES_STEIN.
 * @throws AppError "INVALID_INPUT" for options, "NOT_POSITIVE_DEFINITE".
 * Source: Jorion (1986), equations 13 to 17, with the given covariance for S.
 */
export function expectedReturns(returns: AssetReturns, covariance: Float64Array, options: unknown): ExpectedReturnsEstimate {
  const { method } = parseWith("expectedReturns", ExpectedReturns, options);
  const mean = meanReturns(returns);
  const n = mean.length;
  if (method === "SAMPLE" || n === 1) return { expected: mean, shrinkage: 0 };
  const factor = factorOf(covariance, returns.assets);
  const byOne = solveCholesky(factor, new Float64Array(n).fill(1));
  const total = byOne.reduce((sum, value) => sum + value, 0);
  const common = byOne.reduce((sum, value, i) => sum + value * (mean[i] as number), 0) / total;
  const off = mean.map((value) => value - common);
  const distance = solveCholesky(factor, off).reduce((sum, value, i) => sum + value * (off[i] as number), 0);
  const shrinkage = (n + 2) / (n + 2 + returns.nPeriods * distance);
  return { expected: mean.map((value) => (1 - shrinkage) * value + shrinkage * common), shrinkage };
}

/** Matrices know assets by their number: the reader of an error knows names. */
function factorOf(covariance: Float64Array, assets: readonly string[]): Float64Array {
  try {
    return cholesky(covariance, assets.length);
  } catch (error) {
    if (!(error instanceof AppError && error.code === "NOT_POSITIVE_DEFINITE")) throw error;
    const asset = assets[Number(error.context.row)] ?? "one";
    throw new AppError(
      "NOT_POSITIVE_DEFINITE",
      "numerical",
      `'${asset}' moves exactly as the assets before it do, or as a mix of them (one series twice, two share classes, a fund of the others): the covariance is singular. Leave it out, use more periods than assets, or pass expectedReturns SAMPLE where the method needs no inverse.`,
      { asset },
      { cause: error },
    );
  }
}
