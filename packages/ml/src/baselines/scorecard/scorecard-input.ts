import { checkFinite, checkSameLength, countPositives, degenerateTarget, invalidInput } from "../../evaluation/inputs.ts";
import { checkRows } from "../boosted-trees/matrix-with-gaps.ts";
import type { ScorecardInput } from "./fit-scorecard.ts";

/** Rows that count, in Float64. */
export interface ScorecardRows {
  x: Float64Array;
  y: Float64Array;
  /** Null where every row counts once. */
  weight: Float64Array | null;
  n: number;
  d: number;
  isCategorical(feature: number): boolean;
}

/** Checks what a scorecard is fitted on and leaves out rows of weight 0. @throws AppError as `fitScorecard`. */
export function checkScorecardInput({ x, y, n, d, weight, categorical = [] }: ScorecardInput): ScorecardRows {
  checkRows(x, n, d);
  checkSameLength("y", y.length, "n", n);
  countPositives(y);
  if (weight) {
    checkSameLength("weight", weight.length, "y", n);
    checkFinite("weight", weight);
  }
  for (const column of categorical) {
    if (!Number.isInteger(column) || column < 0 || column >= d)
      throw invalidInput(`'categorical' names column ${column}; there are columns 0 to ${d - 1}.`);
  }
  const rows: number[] = [];
  for (let i = 0; i < n; i += 1) {
    const w = weight ? (weight[i] as number) : 1;
    if (w < 0) throw invalidInput(`Weights must not be negative. Row ${i} is ${w}.`, { row: i });
    if (w > 0) rows.push(i);
  }
  const nPositive = rows.reduce((sum, i) => sum + (y[i] as number), 0);
  if (nPositive === 0 || nPositive === rows.length) {
    throw degenerateTarget(
      `A scorecard needs both classes among its ${rows.length} training rows that count. All are ${nPositive === 0 ? "negative" : "positive"}; use more rows.`,
      { nRows: rows.length },
    );
  }
  const kept = new Float64Array(rows.length * d);
  rows.forEach((i, k) => {
    kept.set(x.subarray(i * d, (i + 1) * d), k * d);
  });
  const codes = new Set(categorical);
  return {
    x: kept,
    y: Float64Array.from(rows, (i) => y[i] as number),
    weight: weight ? Float64Array.from(rows, (i) => weight[i] as number) : null,
    n: rows.length,
    d,
    isCategorical: (feature) => codes.has(feature),
  };
}
