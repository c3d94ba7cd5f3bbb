import { AppError } from "@plimsoll/schema";
import type { Values } from "../evaluation/inputs.ts";
import { brierScore, calibrationError, calibrationLine, spiegelhalterZ } from "../evaluation/probability.ts";
import { normalSf } from "../numeric/distributions.ts";
import { type HosmerLemeshow, hosmerLemeshow } from "./hosmer-lemeshow.ts";
import {
  type BrierDecomposition,
  binnedError,
  brierDecomposition,
  chanceError,
  equalCountBins,
  type ReliabilityBin,
} from "./reliability.ts";

/** How true probabilities are on rows that neither training nor calibration has seen. JSON-safe. */
export interface CalibrationReport {
  nRows: number;
  nEvents: number;
  meanPredicted: number;
  observedRate: number;
  /** Of `calibrationLine`; 1 and 0 when true. Null where it has no value: equal probabilities, or classes parted perfectly. */
  slope: number | null;
  intercept: number | null;
  /** Expected calibration error over ten bins of equally many rows, and over ten of equal width. */
  ece: number;
  eceEqualWidth: number;
  /** What `ece` would be by chance alone if every probability were true. */
  eceByChance: number;
  /** Largest gap of a bin of equal width. */
  mce: number;
  brier: number;
  decomposition: BrierDecomposition;
  /** Null where the test has no value. */
  hosmerLemeshow: HosmerLemeshow | null;
  spiegelhalter: { z: number; pValue: number } | null;
  /** Ten bins of equally many rows, ascending. */
  deciles: ReliabilityBin[];
}

/**
 * Calibration of probabilities on held-out rows, in one table.
 * @param y [n] labels 0 or 1. @param probability [n] in [0, 1].
 * @throws AppError "INVALID_INPUT" if empty, lengths differ or values are not what they claim; "DEGENERATE_TARGET" if one class only.
 */
export function calibrationReport(y: Values, probability: Values): CalibrationReport {
  const deciles = equalCountBins(y, probability);
  const n = y.length;
  const nEvents = deciles.reduce((sum, { events }) => sum + events, 0);
  const { ece: eceEqualWidth, mce } = calibrationError(y, probability);
  const line = valueOrNull(() => calibrationLine(y, probability));
  const z = valueOrNull(() => spiegelhalterZ(y, probability));
  return {
    nRows: n,
    nEvents,
    meanPredicted: deciles.reduce((sum, { count, meanPredicted }) => sum + count * meanPredicted, 0) / n,
    observedRate: nEvents / n,
    slope: line?.slope ?? null,
    intercept: line?.intercept ?? null,
    ece: binnedError(deciles),
    eceEqualWidth,
    eceByChance: chanceError(deciles),
    mce,
    brier: brierScore(y, probability),
    decomposition: brierDecomposition(y, probability),
    hosmerLemeshow: valueOrNull(() => hosmerLemeshow(y, probability)),
    spiegelhalter: z === null ? null : { z, pValue: 2 * normalSf(Math.abs(z)) },
    deciles,
  };
}

/** Null where a statistic has no value for these probabilities; other errors go on. */
function valueOrNull<Value>(compute: () => Value): Value | null {
  try {
    return compute();
  } catch (error) {
    if (error instanceof AppError && (error.code === "DEGENERATE_TARGET" || error.code === "DIVERGED")) return null;
    throw error;
  }
}
