import { AppError } from "@plimsoll/schema";
import { checkFinite, degenerateTarget, invalidInput, type Values } from "../../evaluation/inputs.ts";
import { fitSeverity } from "./fit-severity.ts";

export interface MeanExcessPoint {
  threshold: number;
  nAbove: number;
  /** Mean of loss - threshold over the losses above it. */
  meanExcess: number;
  /** 95 % interval by the normal distribution. */
  low: number;
  high: number;
}

export interface StabilityPoint {
  threshold: number;
  nAbove: number;
  /** Tail shape with its standard error. */
  shape: number;
  shapeSe: number | null;
  scale: number;
  /** scale - shape * threshold: the same at every threshold from which the tail is generalised Pareto. */
  modifiedScale: number;
}

export interface HillPoint {
  /** Largest losses used. */
  k: number;
  threshold: number;
  /** Estimate of the shape (1 / Pareto index), with its asymptotic 95 % interval shape (1 +- 1.96 / sqrt k). */
  shape: number;
  low: number;
  high: number;
}

export interface ThresholdDiagnostics {
  meanExcess: MeanExcessPoint[];
  stability: StabilityPoint[];
  hill: HillPoint[];
}

/** Losses above a threshold that an estimate needs. */
const LEAST_ABOVE = 15;

/**
 * Where does the tail begin? Three plots over candidate thresholds: the mean excess becomes a straight line (rising for a heavy tail), shape and
 * modified scale of a generalised Pareto fit become level, and so does the Hill estimate. No rule replaces the look at them.
 * @param losses [n] > 0. @param nPoints 5 to 200 thresholds, equally spaced in rank from the median to the 15th largest loss.
 * @throws AppError "INVALID_INPUT"; "DEGENERATE_TARGET" for fewer than 40 losses.
 * Source: Davison and Smith (1990); Embrechts, Klueppelberg and Mikosch (1997), section 6.2; Hill (1975).
 */
export function thresholdDiagnostics(losses: Values, nPoints = 40): ThresholdDiagnostics {
  checkFinite("losses", losses);
  if (!Number.isInteger(nPoints) || nPoints < 5 || nPoints > 200)
    throw invalidInput(`'nPoints' must be a whole number from 5 to 200. Got ${nPoints}.`);
  const sorted = Float64Array.from(losses).sort();
  const n = sorted.length;
  if ((sorted[0] as number) <= 0) throw invalidInput(`Losses must be above zero. The smallest is ${sorted[0]}.`);
  if (n < 40) throw degenerateTarget(`Threshold diagnostics need at least 40 losses. Got ${n}.`, { nLosses: n });
  const ranks = [
    ...new Set(Array.from({ length: nPoints }, (_, k) => Math.round(n / 2 + (k / (nPoints - 1)) * (n / 2 - LEAST_ABOVE - 1)))),
  ];
  const thresholds = [...new Set(ranks.map((rank) => sorted[rank] as number))];
  const excesses = thresholds
    .map((threshold) => ({ threshold, above: sorted.filter((x) => x > threshold) }))
    .filter(({ above }) => above.length >= LEAST_ABOVE - 1);
  return {
    meanExcess: excesses.map(({ threshold, above }) => meanExcessAt(threshold, above)),
    stability: excesses.flatMap(({ threshold, above }) => stabilityAt(threshold, above)),
    hill: ranks.map((rank) => hillAt(sorted, n - 1 - rank)),
  };
}

function meanExcessAt(threshold: number, above: Float64Array): MeanExcessPoint {
  const n = above.length;
  const meanExcess = above.reduce((sum, x) => sum + x - threshold, 0) / n;
  const variance = above.reduce((sum, x) => sum + (x - threshold - meanExcess) ** 2, 0) / (n - 1);
  const half = 1.96 * Math.sqrt(variance / n);
  return { threshold, nAbove: n, meanExcess, low: meanExcess - half, high: meanExcess + half };
}

function stabilityAt(threshold: number, above: Float64Array): StabilityPoint[] {
  try {
    const { params, standardErrors } = fitSeverity("generalised-pareto", { losses: above }, { threshold });
    const [scale, shape] = [params.scale as number, params.shape as number];
    return [
      { threshold, nAbove: above.length, shape, shapeSe: standardErrors?.shape ?? null, scale, modifiedScale: scale - shape * threshold },
    ];
  } catch (error) {
    // A threshold without an optimum is a gap in the plot, not the end of it.
    if (error instanceof AppError && (error.kind === "numerical" || error.kind === "data")) return [];
    throw error;
  }
}

function hillAt(sorted: Float64Array, k: number): HillPoint {
  const n = sorted.length;
  const threshold = sorted[n - 1 - k] as number;
  let sum = 0;
  for (let i = n - k; i < n; i++) sum += Math.log((sorted[i] as number) / threshold);
  const shape = sum / k;
  const half = (1.96 * shape) / Math.sqrt(k);
  return { k, threshold, shape, low: shape - half, high: shape + half };
}
