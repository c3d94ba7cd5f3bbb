import { AppError, type Task, type ValidationMethod, type ValidationSpec } from "@plimsoll/schema";
import type { Table } from "../table.ts";

/** Row indices of the table, ascending. */
export interface Fold {
  train: Int32Array;
  /** The rows that the fold's model is judged on. */
  test: Int32Array;
}

export interface FoldRequest {
  validation: ValidationSpec;
  table: Table;
  task: Task;
  /** The target's column; its classes are kept in proportion where rows are drawn. Null where there is none. */
  target: string | null;
  /** The rows to cut, ascending; all unless given. */
  rows?: Int32Array | undefined;
}

/** What a scheme cuts: rows, and the number of the class that each row of the table has, or null where there are no classes. */
export interface FoldInput {
  validation: ValidationSpec;
  table: Table;
  rows: Int32Array;
  classes: ArrayLike<number> | null;
}

/** One way to cut rows into folds. */
export interface FoldScheme {
  method: Exclude<ValidationMethod, "HOLD_OUT">;
  cut(input: FoldInput): Fold[];
  /**
   * Takes a share of a fold's training rows away for early stopping, in the manner of the scheme: it leaks no more into them than the
   * fold's training rows leak into its test rows.
   * @returns the rest and the part.
   */
  carve(input: FoldInput, fraction: number): [rest: Int32Array, part: Int32Array];
}

export const invalidValidation = (field: string, message: string): AppError =>
  new AppError("INVALID_INPUT", "input", message, { path: ["validation", field] });

/** The rows that are in none of the test rows. */
export function without(rows: Int32Array, test: Int32Array): Int32Array {
  const tested = new Set(test);
  return rows.filter((row) => !tested.has(row));
}
