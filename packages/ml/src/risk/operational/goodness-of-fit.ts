import { createRng } from "@plimsoll/features";
import { AppError } from "@plimsoll/schema";
import { invalidInput } from "../../evaluation/inputs.ts";
import { chiSquaredSf } from "../../numeric/distributions.ts";
import { uniformSampler } from "../../numeric/samplers.ts";
import { pause, type RunControl } from "../run-control.ts";
import { type CheckedLosses, checkLosses, fitSeverity, type SeverityFit, type SeverityInput } from "./fit-severity.ts";
import { severityOf } from "./severity/index.ts";
import type { SeverityAt } from "./severity/severity.ts";

/** Distances of the losses from a law, on the scale of their own probabilities. */
export interface FitDistances {
  /** Kolmogorov-Smirnov: largest distance of the distribution functions. */
  ks: number;
  /** Anderson-Darling A^2: weighs both tails. */
  ad: number;
  /** Upper-tail Anderson-Darling AU^2: weighs the large losses, which capital hangs on. */
  adUpper: number;
}

export interface GoodnessOfFit extends FitDistances {
  /** Share of losses drawn and fitted anew that lie further off, (1 + count) / (1 + replicates); null without replicates. */
  p: { ks: number; ad: number; adUpper: number } | null;
  /** Replicates whose fit found no optimum, left out. */
  nFailed: number;
  /** Pearson's chi-squared over cells of equal probability, with cells - 1 - fitted parameters degrees of freedom; null for too few losses. */
  chi2: { statistic: number; degrees: number; p: number; cells: { from: number; to: number; observed: number; expected: number }[] } | null;
  /** Quantiles of the law beside the losses in order, at most 500 points that always include the largest. */
  qq: { theoretical: number; observed: number }[];
}

/**
 * How well a fitted severity describes the losses. The p values come from losses drawn from the fit and fitted anew: the published tables hold
 * for given, not for fitted parameters, and would accept almost anything. Each loss is judged above its own reporting threshold.
 * @param replicates 0 (no p values) to 10,000.
 * @throws AppError "INVALID_INPUT", "CANCELLED".
 * Source: Stute, Gonzalez Manteiga and Presedo Quindimil (1993) for the parametric bootstrap; Chernobai, Rachev and Fabozzi (2005) for AU^2.
 */
export async function goodnessOfFit(
  fit: SeverityFit,
  input: SeverityInput,
  { replicates = 200, seed = 1, ...control }: RunControl & { replicates?: number; seed?: number } = {},
): Promise<GoodnessOfFit> {
  if (!Number.isInteger(replicates) || replicates < 0 || replicates > 10_000)
    throw invalidInput(`'replicates' must be a whole number from 0 to 10000. Got ${replicates}.`);
  const data = checkLosses(input);
  const at = severityOf(fit.name).at(fit.params);
  const distances = distancesOf(transformed(at, data));
  const uniform = uniformSampler(createRng(seed));
  const worse = { ks: 0, ad: 0, adUpper: 0 };
  let nFailed = 0;
  for (let replicate = 0; replicate < replicates; replicate++) {
    await pause(control, `goodness of fit of ${fit.name}`, replicate / replicates);
    const drawn = drawnLike(at, data, uniform);
    const again = refitted(fit, drawn);
    if (!again) {
      nFailed++;
      continue;
    }
    const other = distancesOf(transformed(severityOf(fit.name).at(again.params), drawn));
    for (const name of ["ks", "ad", "adUpper"] as const) if (other[name] >= distances[name]) worse[name]++;
  }
  const share = (count: number) => (1 + count) / (1 + replicates - nFailed);
  return {
    ...distances,
    p: replicates === 0 ? null : { ks: share(worse.ks), ad: share(worse.ad), adUpper: share(worse.adUpper) },
    nFailed,
    chi2: chiSquared(at, data, fit.nFree),
    qq: quantilePoints(at, data),
  };
}

/** [n] P(X <= x_i | X > H_i), ascending: uniform under the law. */
function transformed(at: SeverityAt, { losses, thresholds }: CheckedLosses): Float64Array {
  const reported = reportedShare(at, thresholds);
  return losses.map((x, i) => Math.min(1, Math.max(0, 1 - at.sf(x) / reported(i)))).sort();
}

/** P(X > H_i); most registers have one threshold, whose tail is computed once. */
function reportedShare(at: SeverityAt, thresholds: Float64Array | null): (i: number) => number {
  if (!thresholds) return () => 1;
  let [last, share] = [Number.NaN, 1];
  return (i) => {
    const h = thresholds[i] as number;
    if (h !== last) [last, share] = [h, at.sf(h)];
    return share;
  };
}

/** @param u [n] ascending in [0, 1]. */
export function distancesOf(u: Float64Array): FitDistances {
  const n = u.length;
  let [ks, ad, adUpper] = [0, 0, 0];
  // Values of exactly 0 or 1 come from rounding: half a step of the empirical distribution keeps their logarithm finite.
  const inner = (value: number) => Math.min(1 - 1e-15, Math.max(1e-15, value));
  for (let i = 0; i < n; i++) {
    const value = u[i] as number;
    ks = Math.max(ks, value - i / n, (i + 1) / n - value);
    const logBelow = Math.log(inner(value));
    const logAbove = Math.log(1 - inner(u[n - 1 - i] as number));
    ad -= ((2 * i + 1) / n) * (logBelow + logAbove);
    adUpper += -2 * value - (2 - (2 * i + 1) / n) * Math.log(1 - inner(value));
  }
  return { ks, ad: ad - n, adUpper: adUpper + n / 2 };
}

function drawnLike(at: SeverityAt, { losses, thresholds }: CheckedLosses, uniform: () => number): CheckedLosses {
  const reported = reportedShare(at, thresholds);
  return { thresholds, losses: losses.map((_, i) => Math.max(thresholds?.[i] ?? 0, at.upperQuantile(uniform() * reported(i)))) };
}

/** The same distribution fitted to other losses; null where no optimum is found. */
export function refitted(fit: SeverityFit, { losses, thresholds }: CheckedLosses): SeverityFit | null {
  try {
    return fitSeverity(fit.name, { losses, thresholds }, fit.fixed, { from: fit, errors: false });
  } catch (error) {
    if (error instanceof AppError && (error.kind === "numerical" || error.kind === "data")) return null;
    throw error;
  }
}

/** Losses expected in each cell at least, and cells at most. */
const LEAST_EXPECTED = 5;
const MOST_CELLS = 20;

function chiSquared(at: SeverityAt, data: CheckedLosses, nFree: number): GoodnessOfFit["chi2"] {
  const n = data.losses.length;
  const nCells = Math.min(MOST_CELLS, Math.floor(n / LEAST_EXPECTED));
  const degrees = nCells - 1 - nFree;
  if (degrees < 1) return null;
  const u = transformed(at, data);
  const observed = new Float64Array(nCells);
  for (const value of u) {
    const cell = Math.min(nCells - 1, Math.floor(value * nCells));
    observed[cell] = (observed[cell] as number) + 1;
  }
  const expected = n / nCells;
  const statistic = observed.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // Edges in money are those of the lowest threshold: with several thresholds the cells are of probability alone.
  const reported = data.thresholds ? at.sf(data.thresholds.reduce((least, h) => Math.min(least, h), Number.POSITIVE_INFINITY)) : 1;
  const edge = (share: number) => (share >= 1 ? Number.MAX_VALUE : at.upperQuantile((1 - share) * reported));
  const cells = Array.from(observed, (count, k) => ({ from: edge(k / nCells), to: edge((k + 1) / nCells), observed: count, expected }));
  return { statistic, degrees, p: chiSquaredSf(statistic, degrees), cells };
}

const MOST_POINTS = 500;

function quantilePoints(at: SeverityAt, { losses, thresholds }: CheckedLosses): GoodnessOfFit["qq"] {
  const n = losses.length;
  const sorted = losses.slice().sort();
  const reported = thresholds ? thresholds.reduce((sum, h) => sum + at.sf(h), 0) / n : 1;
  const step = Math.max(1, n / MOST_POINTS);
  const points: GoodnessOfFit["qq"] = [];
  // From the largest down, so that it is always there.
  for (let position = n - 1; position >= 0; position -= step) {
    const i = Math.round(position);
    points.push({ theoretical: at.upperQuantile(((n - i - 0.5) / n) * reported), observed: sorted[i] as number });
  }
  return points.reverse();
}
