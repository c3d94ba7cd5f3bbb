import { createRng, type Rng } from "@plimsoll/features";
import { quantile } from "../../evaluation/bootstrap.ts";
import { checkSameLength, invalidInput } from "../../evaluation/inputs.ts";
import { measure, PERFORMANCE_METRICS, type PerformanceMetric, type PerformanceOptions } from "./performance.ts";

export interface BlockBootstrapOptions {
  /** 100 to 100,000; 1,000 unless given. */
  replicates?: number;
  seed?: number;
  /** Mean length of a block in periods; the cube root of the number of periods unless given. */
  blockLength?: number;
}

export interface MetricInterval {
  value: number;
  /** 95 %, percentile. */
  low: number;
  high: number;
}

export interface MetricDifference extends MetricInterval {
  /** Two-sided: twice the smaller share of resamples on either side of zero, at least 2 / (replicates + 1). */
  p: number;
}

export interface ComparedPerformance {
  metrics: Record<PerformanceMetric, MetricInterval>;
  /** Of the series minus the benchmark, over the same resampled periods. */
  difference: Record<PerformanceMetric, MetricDifference>;
}

/**
 * Performance with 95 % intervals, and its difference from a benchmark, by the stationary bootstrap: blocks of random length keep the
 * dependence of neighbouring periods, and both series are resampled by the same periods, which keeps what they share out of the difference.
 * The p values are of one comparison each: of many methods, some look better by chance.
 * @param returns @param benchmark [n] net returns of the same periods.
 * @throws AppError "INVALID_INPUT" for lengths that differ, fewer than 20 periods, or options out of range.
 * Source: Politis and Romano (1994); Ledoit and Wolf (2008) for the difference of Sharpe ratios.
 */
export function comparePerformance(
  returns: ArrayLike<number>,
  benchmark: ArrayLike<number>,
  performance: PerformanceOptions,
  { replicates = 1000, seed = 1, blockLength = Math.max(1, Math.round(Math.cbrt(returns.length))) }: BlockBootstrapOptions = {},
): ComparedPerformance {
  const n = returns.length;
  checkSameLength("returns", n, "benchmark", benchmark.length);
  if (n < 20) throw invalidInput(`Intervals need at least 20 periods. Got ${n}.`);
  if (!Number.isInteger(replicates) || replicates < 100 || replicates > 100_000)
    throw invalidInput(`'replicates' must be a whole number from 100 to 100000. Got ${replicates}.`);
  if (!(blockLength >= 1 && blockLength <= n))
    throw invalidInput(`'blockLength' must be from 1 to ${n}, the number of periods. Got ${blockLength}.`);
  const k = PERFORMANCE_METRICS.length;
  const rng = createRng(seed);
  const rows = new Uint32Array(n);
  const [own, other] = [new Float64Array(k), new Float64Array(k)];
  const levels = Array.from({ length: k }, () => new Float64Array(replicates));
  const gaps = Array.from({ length: k }, () => new Float64Array(replicates));
  for (let replicate = 0; replicate < replicates; replicate++) {
    drawBlocks(rows, blockLength, rng);
    measure(returns, rows, performance, own);
    measure(benchmark, rows, performance, other);
    for (let at = 0; at < k; at++) {
      (levels[at] as Float64Array)[replicate] = own[at] as number;
      (gaps[at] as Float64Array)[replicate] = (own[at] as number) - (other[at] as number);
    }
  }
  measure(returns, null, performance, own);
  measure(benchmark, null, performance, other);
  const intervals = PERFORMANCE_METRICS.map((name, at) => [name, intervalOf(own[at] as number, levels[at] as Float64Array)]);
  const differences = PERFORMANCE_METRICS.map((name, at) => {
    const sample = gaps[at] as Float64Array;
    return [name, { ...intervalOf((own[at] as number) - (other[at] as number), sample), p: twoSided(sample) }];
  });
  return {
    metrics: Object.fromEntries(intervals) as ComparedPerformance["metrics"],
    difference: Object.fromEntries(differences) as ComparedPerformance["difference"],
  };
}

/** Rows in blocks that go round the end, each of geometric length. */
export function drawBlocks(rows: Uint32Array, blockLength: number, rng: Rng): void {
  const n = rows.length;
  let row = 0;
  for (let t = 0; t < n; t++) {
    row = t === 0 || rng.next() * blockLength < 1 ? rng.int(n) : (row + 1) % n;
    rows[t] = row;
  }
}

function intervalOf(value: number, sample: Float64Array): MetricInterval {
  sample.sort();
  return { value, low: quantile(sample, 0.025), high: quantile(sample, 0.975) };
}

function twoSided(sample: Float64Array): number {
  const below = sample.reduce((count, value) => count + (value < 0 ? 1 : value === 0 ? 0.5 : 0), 0);
  return Math.min(1, (2 * (Math.min(below, sample.length - below) + 1)) / (sample.length + 1));
}
