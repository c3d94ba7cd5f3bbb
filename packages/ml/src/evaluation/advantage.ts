import { AppError, type MetricAdvantage } from "@plimsoll/schema";
import { delongTest } from "./delong.ts";
import { checkFinite, checkSameLength, type Values } from "./inputs.ts";
import { Z_95 } from "./normal.ts";
import { LOG_LOSS_CLIP } from "./probability.ts";

const NO_INTERVAL: ReadonlySet<string> = new Set(["DEGENERATE_TARGET", "DEGENERATE_VARIANCE"]);

/**
 * How much better one score ranks than another on the same rows: AUC of `score` less AUC of `baseline`, with its 95 % interval
 * difference +- 1.96 standard errors (DeLong).
 * @param y [rows] labels 0 or 1. @param score, baseline [rows] finite. @returns positive = `score` is better; null where the interval
 * has no meaning: a class of fewer than two rows, or AUCs that differ without any variance.
 * @throws AppError "INVALID_INPUT" as `delongTest`.
 */
export function aucAdvantage(y: Values, score: Values, baseline: Values): MetricAdvantage | null {
  try {
    const { aucA, aucB, standardError } = delongTest(y, score, baseline);
    const value = aucA - aucB;
    return { metric: "auc", value, low: value - Z_95 * standardError, high: value + Z_95 * standardError };
  } catch (error) {
    if (error instanceof AppError && NO_INTERVAL.has(error.code)) return null;
    throw error;
  }
}

/** -ln of the probability that each row's own class was given, clipped as the metric `log_loss`. @param y [n] class index. @param score [n, k]. @returns [n] */
export function logLosses(y: Values, score: Values): Float64Array {
  const k = score.length / y.length;
  return Float64Array.from(y, (label, i) => -Math.log(Math.max(score[i * k + label] as number, LOG_LOSS_CLIP)));
}

/**
 * How much smaller one model's mean loss is than another's on the same rows: mean of d_i = baseline_i - loss_i with its 95 % interval
 * mean +- 1.96 * sd(d) / sqrt(n) (ddof 1).
 * @param metric the loss's name. @param losses, baseline [rows] finite loss of each row, at least two rows. @returns positive = `losses` is better.
 * @throws AppError "INVALID_INPUT" if lengths differ or a loss is not finite.
 */
export function lossAdvantage(metric: string, losses: Values, baseline: Values): MetricAdvantage {
  checkSameLength("losses", losses.length, "baseline", baseline.length);
  checkFinite("losses", losses);
  checkFinite("baseline", baseline);
  const n = losses.length;
  const differences = Float64Array.from({ length: n }, (_, i) => (baseline[i] as number) - (losses[i] as number));
  const value = differences.reduce((sum, d) => sum + d, 0) / n;
  const variance = differences.reduce((sum, d) => sum + (d - value) ** 2, 0) / Math.max(1, n - 1);
  const half = Z_95 * Math.sqrt(variance / n);
  return { metric, value, low: value - half, high: value + half };
}
