import { z } from "zod";
import { invalidInput } from "../../../evaluation/inputs.ts";
import { cholesky, inverseOf, solveCholesky } from "../../../numeric/cholesky.ts";
import { defineMethod } from "./method.ts";

const holding = z.strictObject({ asset: z.string(), weight: z.number() });
const view = z.strictObject({
  holdings: z
    .array(holding)
    .min(1)
    .meta({ title: "Portfolio", description: "What the view is about: one asset at 1, or one at 1 against others at -1 together." }),
  expectedReturn: z.number().meta({ title: "Expected return", description: "A year, decimal, over the risk-free rate." }),
  confidence: z.number().gt(0, "must be above 0").max(1, "must be at most 1").nullable().default(null).meta({
    title: "Confidence",
    description:
      "0 to 1: how far the view moves its portfolio's return from the market's to its own. None = as uncertain as the market's own.",
  }),
});
export type BlackLittermanView = z.output<typeof view>;

/** @returns posterior mean and covariance of one year's returns. */
export interface BlackLittermanPosterior {
  /** [n] market-implied excess returns. */
  equilibrium: Float64Array;
  /** [n] */
  mean: Float64Array;
  /** [n, n] of returns: S + that of the mean. */
  covariance: Float64Array;
}

/**
 * Market equilibrium combined with views: prior pi = delta S w_market with covariance tau S; views P mu = q with diagonal Omega.
 * mean = pi + tau S P' (P tau S P' + Omega)^-1 (q - P pi); covariance = S + tau S - tau S P' (P tau S P' + Omega)^-1 P tau S.
 * Omega_k = P_k tau S P_k' (1 - c) / c for a confidence c; one half where none is given, which is He and Litterman's choice.
 * @param covariance [n, n] of a year. @param market [n] weights.
 * Source: Black and Litterman (1992); He and Litterman (1999); Idzorek (2005) for the confidence, in its closed form (Walters 2014).
 */
export function blackLittermanPosterior(
  covariance: Float64Array,
  market: Float64Array,
  views: readonly { holdings: Float64Array; expectedReturn: number; confidence: number | null }[],
  { riskAversion, tau }: { riskAversion: number; tau: number },
): BlackLittermanPosterior {
  const n = market.length;
  const k = views.length;
  const equilibrium = product(covariance, market).map((value) => riskAversion * value);
  if (k === 0) return { equilibrium, mean: equilibrium, covariance: covariance.map((value) => (1 + tau) * value) };
  // Column v of tau S P'.
  const carried = views.map(({ holdings }) => product(covariance, holdings).map((value) => tau * value));
  const middle = new Float64Array(k * k);
  views.forEach((row, a) => {
    carried.forEach((column, b) => {
      middle[a * k + b] = dot(row.holdings, column);
    });
    const own = middle[a * k + a] as number;
    if (!(own > 0))
      throw invalidInput(`View ${a + 1} is about a portfolio without risk: it says nothing about returns. Check its holdings.`, {
        path: ["params", "views", String(a)],
      });
    const confidence = row.confidence ?? 0.5;
    middle[a * k + a] = own + (own * (1 - confidence)) / confidence;
  });
  const factor = cholesky(middle, k);
  const surprise = views.map(({ holdings, expectedReturn }) => expectedReturn - dot(holdings, equilibrium));
  const pull = solveCholesky(factor, surprise);
  const inverse = inverseOf(factor, k);
  const mean = equilibrium.map(
    (value, i) => value + carried.reduce((sum, column, v) => sum + (column[i] as number) * (pull[v] as number), 0),
  );
  const posterior = covariance.map((value, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let gained = 0;
    for (let a = 0; a < k; a++)
      for (let b = 0; b < k; b++) gained += (carried[a]?.[i] ?? 0) * (inverse[a * k + b] as number) * (carried[b]?.[j] ?? 0);
    return (1 + tau) * value - gained;
  });
  return { equilibrium, mean, covariance: posterior };
}

/** max m'w - (delta / 2) w'Vw over the allowed weights, with the posterior mean m and covariance V. */
export const blackLitterman = defineMethod({
  name: "black-litterman",
  title: "Black-Litterman",
  description: "Starts from the returns that the market's weights imply and moves them by views, each as far as its confidence goes.",
  keepsConstraints: true,
  params: z.strictObject({
    marketWeights: z
      .array(holding)
      .default([])
      .meta({ title: "Market weights", description: "Of every asset, such as market capitalisations; none = equal weights." }),
    views: z
      .array(view)
      .max(50, "takes at most 50 views")
      .default([])
      .meta({ title: "Views", description: "Expected excess returns of assets or of one against another." }),
    riskAversion: z
      .number()
      .gt(0, "must be above 0")
      .max(1000)
      .default(2.5)
      .meta({ title: "Risk aversion", description: "Delta of the market: 2.5 in He and Litterman." }),
    tau: z
      .number()
      .gt(0, "must be above 0")
      .max(1, "must be at most 1")
      .default(0.05)
      .meta({ title: "Tau", description: "Uncertainty of the equilibrium returns over that of returns." }),
  }),
  async weights({ covariance, returns: { assets }, feasible, periodsPerYear }, params) {
    const yearly = covariance.map((value) => value * periodsPerYear);
    const market =
      params.marketWeights.length === 0
        ? new Float64Array(assets.length).fill(1 / assets.length)
        : holdingsOf(params.marketWeights, assets);
    const total = market.reduce((sum, weight) => sum + weight, 0);
    if (market.some((weight) => weight < 0) || !(total > 0))
      throw invalidInput("Market weights must not be negative, and one must be above zero.", { path: ["params", "marketWeights"] });
    const views = params.views.map((entry) => ({ ...entry, holdings: holdingsOf(entry.holdings, assets) }));
    const posterior = blackLittermanPosterior(
      yearly,
      market.map((weight) => weight / total),
      views,
      params,
    );
    return feasible.minimize({ quadratic: posterior.covariance, cost: posterior.mean.map((value) => -value / params.riskAversion) });
  },
});

function holdingsOf(holdings: readonly z.output<typeof holding>[], assets: readonly string[]): Float64Array {
  const out = new Float64Array(assets.length);
  for (const { asset, weight } of holdings) {
    const at = assets.indexOf(asset);
    if (at < 0) throw invalidInput(`'${asset}' is not among the assets ${assets.join(", ")}.`, { asset });
    out[at] = (out[at] as number) + weight;
  }
  return out;
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);

function product(matrix: Float64Array, v: Float64Array): Float64Array {
  return v.map((_, i) => v.reduce((sum, value, j) => sum + (matrix[i * v.length + j] as number) * value, 0));
}
