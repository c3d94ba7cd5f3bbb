import { AppError } from "@plimsoll/schema";

/** A pivot that keeps less than this share of its diagonal is zero but for rounding. */
const REDUNDANT = 1e-12;

/**
 * The Cholesky factor: lower triangular L with L L' = A.
 * @param matrix [n, n] row-major, symmetric; only its lower triangle is read.
 * @param semidefinite accepts directions of zero variance, whose column of L is zero; else they are refused.
 * @returns [n, n] row-major, zeros above the diagonal.
 * @throws AppError "NOT_POSITIVE_DEFINITE" naming the first row that breaks it.
 */
export function cholesky(matrix: ArrayLike<number>, n: number, { semidefinite = false } = {}): Float64Array {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const given = matrix[i * n + j] as number;
      let sum = given;
      for (let k = 0; k < j; k++) sum -= (factor[i * n + k] as number) * (factor[j * n + k] as number);
      if (j < i) {
        const pivot = factor[j * n + j] as number;
        // A direction without variance must not covary with anything, up to the rounding of both diagonals.
        const scale = Math.sqrt(Math.abs((matrix[i * n + i] as number) * (matrix[j * n + j] as number)));
        if (pivot === 0 && Math.abs(sum) > 1e-7 * scale) throw notPositiveDefinite(i);
        factor[i * n + j] = pivot === 0 ? 0 : sum / pivot;
        continue;
      }
      const isZero = sum <= REDUNDANT * Math.abs(given);
      if (!(sum >= -1e-9 * Math.abs(given)) || (isZero && !semidefinite)) throw notPositiveDefinite(i);
      factor[i * n + i] = isZero ? 0 : Math.sqrt(sum);
    }
  }
  return factor;
}

/** x with L L' x = b. @param factor [n, n] from `cholesky`, without zero pivots. @param b [n]. @returns [n]. */
export function solveCholesky(factor: Float64Array, b: ArrayLike<number>): Float64Array {
  const n = b.length;
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    let sum = x[i] as number;
    for (let k = 0; k < i; k++) sum -= (factor[i * n + k] as number) * (x[k] as number);
    x[i] = sum / (factor[i * n + i] as number);
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i] as number;
    for (let k = i + 1; k < n; k++) sum -= (factor[k * n + i] as number) * (x[k] as number);
    x[i] = sum / (factor[i * n + i] as number);
  }
  return x;
}

/** The inverse of a symmetric positive definite matrix. @param factor [n, n] from `cholesky`. @returns [n, n] row-major, symmetric. */
export function inverseOf(factor: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  const unit = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    unit.fill(0);
    unit[j] = 1;
    inverse.set(solveCholesky(factor, unit), j * n);
  }
  // Rows were solved one by one; the mean of the two triangles is symmetric to the last bit.
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const mean = ((inverse[i * n + j] as number) + (inverse[j * n + i] as number)) / 2;
      inverse[i * n + j] = mean;
      inverse[j * n + i] = mean;
    }
  }
  return inverse;
}

function notPositiveDefinite(row: number): AppError {
  return new AppError(
    "NOT_POSITIVE_DEFINITE",
    "numerical",
    `The matrix is not positive definite: row ${row} is a combination of earlier rows, or its entries contradict each other. Leave that row out, use more observations than rows, or a shrinkage estimator.`,
    { row },
  );
}
