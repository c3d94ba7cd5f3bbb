import { AppError, type Baseline } from "@plimsoll/schema";
import { checkFinite, checkSameLength, countPositives, degenerateTarget, invalidInput, type Values } from "../evaluation/inputs.ts";

/** Rows to fit a baseline on. */
export interface BaselineInput {
  /** [n, d] row-major, finite. Standardised columns make a penalty fair. */
  x: Float32Array | Float64Array;
  /** [n] labels 0 or 1, both present. */
  y: Values;
  n: number;
  d: number;
  /** [n] finite and >= 0; unless given every row counts once. */
  weight?: Values;
}

export interface BaselineModel {
  /** Probabilities of the positive class, [n], of [n, d] row-major rows. */
  predict(x: Float32Array | Float64Array, n: number): Float64Array;
}

/** One entry of the registry. */
export interface BaselineDefinition {
  name: Baseline;
  title: string;
  fit(input: BaselineInput): BaselineModel;
}

/** The checks that every baseline makes before it fits; returns the weighted share of positives, in (0, 1).
 *  @throws AppError "INVALID_INPUT" for sizes that do not agree, cells that are not finite, labels other than 0 and 1 or a negative
 *  weight; "DEGENERATE_TARGET" if the rows that count hold one class only. */
export function checkBaselineInput({ x, y, n, d, weight }: BaselineInput): number {
  checkSameLength("y", y.length, "n", n);
  checkMatrix(x, n, d);
  countPositives(y);
  if (weight) {
    checkSameLength("weight", weight.length, "y", n);
    checkFinite("weight", weight);
  }
  let total = 0;
  let positive = 0;
  for (let i = 0; i < n; i += 1) {
    const w = weight ? (weight[i] as number) : 1;
    if (w < 0) throw invalidInput(`Weights must not be negative. Row ${i} is ${w}.`, { row: i });
    total += w;
    positive += w * (y[i] as number);
  }
  if (positive === 0 || positive === total) {
    throw degenerateTarget(
      `A baseline needs both classes among its ${n} training rows. All are ${positive === 0 ? "negative" : "positive"}; use more rows.`,
      {
        nRows: n,
      },
    );
  }
  return positive / total;
}

/** Refuses a matrix that is not [n, d] or holds a cell that is not finite, naming row and column. */
export function checkMatrix(x: Float32Array | Float64Array, n: number, d: number): void {
  if (!Number.isInteger(n) || n < 1 || !Number.isInteger(d) || d < 1)
    throw invalidInput(`A matrix needs n >= 1 rows and d >= 1 columns. Got ${n} and ${d}.`);
  checkSameLength("x", x.length, "n times d", n * d);
  for (let i = 0; i < x.length; i += 1) {
    if (!Number.isFinite(x[i])) {
      const [row, column] = [Math.floor(i / d), i % d];
      throw invalidInput(`Features must be finite. Row ${row}, column ${column} is ${x[i]}; impute missing values first.`, { row, column });
    }
  }
}

/** The fit ran into numbers that do not settle. */
export function notConverged(message: string): AppError {
  return new AppError("DIVERGED", "numerical", message);
}
