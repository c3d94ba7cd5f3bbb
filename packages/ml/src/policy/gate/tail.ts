import { refuse } from "../refuse.ts";

export interface TailReport {
  months: number;
  /** Mean profit of the worst 5 % of months, currency; the more negative the worse. */
  candidate: number;
  champion: number;
}

const LEVEL = 0.95;

/**
 * The tail of monthly profits of two policies. @param candidate and champion [months] profit of each month, simulated or estimated from
 * the same log. @throws AppError "INVALID_INPUT" for fewer than 12 months or months that are not the same.
 */
export function tailReport(candidate: ArrayLike<number>, champion: ArrayLike<number>): TailReport {
  if (candidate.length !== champion.length || candidate.length < 12)
    throw refuse(
      `The tail of monthly profits needs the same 12 months or more of both policies. Got ${candidate.length} and ${champion.length}.`,
    );
  return { months: candidate.length, candidate: worstMean(candidate), champion: worstMean(champion) };
}

/** Mean of the worst (1 - 0.95) * n months, the last of them in part. */
function worstMean(profits: ArrayLike<number>): number {
  const sorted = Float64Array.from(profits).sort();
  const tail = (1 - LEVEL) * sorted.length;
  let [left, sum] = [tail, 0];
  for (const profit of sorted) {
    const part = Math.min(left, 1);
    sum += part * profit;
    left -= part;
    if (left <= 1e-12) break;
  }
  return sum / tail;
}

/** Sums of values by month of their time: profits of months from the parts of an estimate. @param decidedAt milliseconds since 1970, UTC. */
export function monthlySums(values: Float64Array, decidedAt: Float64Array): Float64Array {
  const sums = new Map<number, number>();
  for (let i = 0; i < values.length; i++) {
    const { year, month } = monthOf(decidedAt[i] as number);
    const key = year * 12 + month;
    sums.set(key, (sums.get(key) ?? 0) + (values[i] as number));
  }
  return Float64Array.from([...sums].sort(([a], [b]) => a - b).map(([, sum]) => sum));
}

function monthOf(time: number): { year: number; month: number } {
  const [year = "0", month = "1"] = new Date(time).toISOString().split("-");
  return { year: Number(year), month: Number(month) - 1 };
}
