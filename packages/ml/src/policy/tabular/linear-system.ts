import { AppError } from "@plimsoll/schema";

/**
 * The solution x of A x = b by Gaussian elimination with partial pivoting, in double precision.
 * @param matrix [n, n] row-major. @param right [n]; neither is changed.
 * @throws AppError "SINGULAR" if a pivot vanishes beside its column.
 */
export function solveLinearSystem(matrix: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  const a = matrix.slice();
  const x = right.slice();
  const at = (row: number, column: number): number => a[row * n + column] as number;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let row = k + 1; row < n; row++) if (Math.abs(at(row, k)) > Math.abs(at(pivot, k))) pivot = row;
    if (!(Math.abs(at(pivot, k)) > 1e-300))
      throw new AppError(
        "SINGULAR",
        "numerical",
        `The system of ${n} equations has no single solution (column ${k}). Check for duplicates.`,
      );
    if (pivot !== k) swapRows(a, x, n, pivot, k);
    for (let row = k + 1; row < n; row++) {
      const factor = at(row, k) / at(k, k);
      if (factor === 0) continue;
      for (let column = k + 1; column < n; column++) a[row * n + column] = at(row, column) - factor * at(k, column);
      x[row] = (x[row] as number) - factor * (x[k] as number);
    }
  }
  for (let row = n - 1; row >= 0; row--) {
    let sum = x[row] as number;
    for (let column = row + 1; column < n; column++) sum -= at(row, column) * (x[column] as number);
    x[row] = sum / at(row, row);
  }
  return x;
}

function swapRows(a: Float64Array, x: Float64Array, n: number, first: number, second: number): void {
  for (let column = 0; column < n; column++) {
    const kept = a[first * n + column] as number;
    a[first * n + column] = a[second * n + column] as number;
    a[second * n + column] = kept;
  }
  const kept = x[first] as number;
  x[first] = x[second] as number;
  x[second] = kept;
}
