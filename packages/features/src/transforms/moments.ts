import type { NumericColumn } from "../table.ts";

export interface Moments {
  n: number;
  mean: number;
  /** ddof 0; exactly 0 where the values are equal but for rounding. */
  std: number;
}

/** Below this share of the mean a spread is rounding noise of the sum, not information. */
const ROUNDING = 1e-12;

/** Mean and standard deviation (ddof 0) of the present values of all columns, taken as one sample; 0 and 0 of none, or where they overflow. */
export function momentsOf(columns: readonly NumericColumn[]): Moments {
  let n = 0;
  let sum = 0;
  for (const { values } of columns) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      if (!Number.isNaN(value)) {
        sum += value;
        n++;
      }
    }
  }
  if (n === 0) return { n, mean: 0, std: 0 };
  const mean = sum / n + 0;
  let squares = 0;
  for (const { values } of columns) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      if (!Number.isNaN(value)) squares += (value - mean) * (value - mean);
    }
  }
  const std = Math.sqrt(squares / n);
  if (!Number.isFinite(std) || !Number.isFinite(mean)) return { n, mean: 0, std: 0 };
  return { n, mean, std: std <= ROUNDING * Math.abs(mean) ? 0 : std };
}
