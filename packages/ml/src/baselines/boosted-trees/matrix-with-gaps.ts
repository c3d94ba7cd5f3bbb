import { checkSameLength, invalidInput } from "../../evaluation/inputs.ts";

/** Refuses rows that are not [n, d] or hold an infinite cell, naming row and column; NaN stands for a missing value. */
export function checkRows(x: Float32Array | Float64Array, n: number, d: number): void {
  if (!Number.isInteger(n) || n < 1 || !Number.isInteger(d) || d < 1)
    throw invalidInput(`A matrix needs n >= 1 rows and d >= 1 columns. Got ${n} and ${d}.`);
  checkSameLength("x", x.length, "n times d", n * d);
  for (let i = 0; i < x.length; i += 1) {
    if (x[i] === Number.POSITIVE_INFINITY || x[i] === Number.NEGATIVE_INFINITY) {
      const [row, column] = [Math.floor(i / d), i % d];
      throw invalidInput(`Features must be finite or NaN for missing. Row ${row}, column ${column} is ${x[i]}; pass NaN or a number.`, {
        row,
        column,
      });
    }
  }
}
