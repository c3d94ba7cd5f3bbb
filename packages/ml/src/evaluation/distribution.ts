import type { DataSplit, MetricValue } from "@plimsoll/schema";
import { type BootstrapOptions, bootstrapIntervals, DEFAULT_BOOTSTRAP } from "./bootstrap.ts";
import { checkFinite, checkSameLength, invalidInput, type Values } from "./inputs.ts";
import { metricValues } from "./metric-values.ts";

interface Part {
  /** [n] observed values. */
  y: Values;
  split: DataSplit;
  /** Null: no intervals. Unless given 1,000 replicates, fewer above 200,000 rows. */
  bootstrap?: BootstrapOptions | null;
}

/** What quantile forecasts are judged by, each with its 95 % percentile bootstrap interval.
 *  pinball = mean over rows and quantiles of (q - [y < z]) (y - z), in the target's unit; coverage_q = share of rows with y <= z, which
 *  should be q.
 *  @param prediction [n, levels] row-major. @param levels probabilities of the quantiles, ascending.
 *  @throws AppError "INVALID_INPUT" if empty, lengths differ or a value is not finite. Source: Koenker and Bassett (1978). */
export function evaluateQuantiles({
  y,
  prediction,
  levels,
  split,
  bootstrap = DEFAULT_BOOTSTRAP,
}: Part & { prediction: Values; levels: readonly number[] }): MetricValue[] {
  const [n, k] = [y.length, levels.length];
  checkSameLength("prediction", prediction.length, "y times levels", n * k);
  checkFinite("y", y);
  checkFinite("prediction", prediction);
  // A row's own pinball loss and which quantiles cover it: a replicate only adds up.
  const rows = new Float64Array(n * (k + 1));
  for (let i = 0; i < n; i += 1) {
    for (let at = 0; at < k; at += 1) {
      const r = (y[i] as number) - (prediction[i * k + at] as number);
      const start = i * (k + 1);
      rows[start] = (rows[start] as number) + (((levels[at] as number) - (r < 0 ? 1 : 0)) * r) / k;
      rows[start + 1 + at] = r <= 0 ? 1 : 0;
    }
  }
  const names = ["pinball", ...levels.map((level) => `coverage_${level}`)];
  return meansOf(names, rows, n, split, bootstrap);
}

/** qlike = mean of ln h + y / h, the quasi-likelihood of variance forecasts h against proxies y >= 0; lower is better, and only differences between
 *  models mean something. @param prediction [n] > 0. @throws AppError "INVALID_INPUT" if empty, lengths differ, a value is not finite, a
 *  forecast is not positive or a proxy is negative. Source: Patton (2011), equation 6. */
export function evaluateVariance({ y, prediction, split, bootstrap = DEFAULT_BOOTSTRAP }: Part & { prediction: Values }): MetricValue[] {
  const n = y.length;
  checkSameLength("prediction", prediction.length, "y", n);
  checkFinite("y", y);
  checkFinite("prediction", prediction);
  const rows = Float64Array.from({ length: n }, (_, i) => {
    const [proxy, h] = [y[i] as number, prediction[i] as number];
    if (proxy < 0 || h <= 0)
      throw invalidInput(`A variance forecast must be > 0 and its proxy >= 0. Row ${i} has ${h} and ${proxy}.`, { row: i });
    return Math.log(h) + proxy / h;
  });
  return meansOf(["qlike"], rows, n, split, bootstrap);
}

/** Means over rows of [n, names] row-major numbers. */
function meansOf(
  names: readonly string[],
  rows: Float64Array,
  n: number,
  split: DataSplit,
  bootstrap: BootstrapOptions | null,
): MetricValue[] {
  const k = names.length;
  const fill = (counts: Uint16Array, out: Float64Array): boolean => {
    out.fill(0);
    for (let i = 0; i < n; i += 1) {
      const count = counts[i] as number;
      if (count === 0) continue;
      for (let at = 0; at < k; at += 1) out[at] = (out[at] as number) + count * (rows[i * k + at] as number);
    }
    for (let at = 0; at < k; at += 1) out[at] = (out[at] as number) / n;
    return true;
  };
  const values = new Float64Array(k);
  fill(new Uint16Array(n).fill(1), values);
  return metricValues(names, split, values, bootstrap && bootstrapIntervals(n, k, fill, bootstrap));
}
