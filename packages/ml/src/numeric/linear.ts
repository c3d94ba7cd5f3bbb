import { AppError } from "@plimsoll/schema";

/** Dense linear algebra in double precision on row-major arrays, for the small systems of statistics (up to some hundred unknowns). */

/**
 * Solves A x = b by elimination with row exchanges.
 * @param a [n, n] row-major, kept as it is. @param b [n]. @returns [n].
 * @throws AppError "SINGULAR" if the columns of A depend on each other.
 */
export function solveLinear(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const n = b.length;
  const x = Float64Array.from(b);
  if (!eliminate(Float64Array.from(a), x, n)) throw singular("solveLinear");
  return x;
}

/** As `solveLinear`, in place: `a` is overwritten and `x` turns from b to the solution. @returns false if A is singular. */
export function eliminate(a: Float64Array, x: Float64Array, n: number): boolean {
  let largest = 0;
  for (let k = 0; k < n * n; k++) largest = Math.max(largest, Math.abs(a[k] as number));
  for (let column = 0; column < n; column++) {
    let pivotRow = column;
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(a[row * n + column] as number) > Math.abs(a[pivotRow * n + column] as number)) pivotRow = row;
    }
    const pivot = a[pivotRow * n + column] as number;
    // Also where a value is not a number: no comparison holds for it.
    if (!(Math.abs(pivot) > largest * 1e-15)) return false;
    if (pivotRow !== column) {
      for (let k = column; k < n; k++) {
        const kept = a[column * n + k] as number;
        a[column * n + k] = a[pivotRow * n + k] as number;
        a[pivotRow * n + k] = kept;
      }
      const kept = x[column] as number;
      x[column] = x[pivotRow] as number;
      x[pivotRow] = kept;
    }
    for (let row = column + 1; row < n; row++) {
      const factor = (a[row * n + column] as number) / pivot;
      if (factor === 0) continue;
      for (let k = column + 1; k < n; k++) a[row * n + k] = (a[row * n + k] as number) - factor * (a[column * n + k] as number);
      x[row] = (x[row] as number) - factor * (x[column] as number);
    }
  }
  for (let row = n - 1; row >= 0; row--) {
    let sum = x[row] as number;
    for (let k = row + 1; k < n; k++) sum -= (a[row * n + k] as number) * (x[k] as number);
    x[row] = sum / (a[row * n + row] as number);
  }
  return true;
}

/** A B for A [n, k] and B [k, m], row-major. @returns [n, m]. */
export function multiply(a: ArrayLike<number>, b: ArrayLike<number>, n: number, k: number, m: number): Float64Array {
  const out = new Float64Array(n * m);
  for (let i = 0; i < n; i++) {
    for (let p = 0; p < k; p++) {
      const factor = a[i * k + p] as number;
      if (factor === 0) continue;
      for (let j = 0; j < m; j++) out[i * m + j] = (out[i * m + j] as number) + factor * (b[p * m + j] as number);
    }
  }
  return out;
}

export interface LeastSquares {
  /** [d] */
  coefficients: Float64Array;
  /** [n] y - X coefficients. */
  residuals: Float64Array;
  /** 1 - residual sum of squares / sum of squares about the mean; NaN is never given: 0 for a constant y. */
  r2: number;
  /** (X'X)^-1, [d, d] row-major. */
  crossInverse: Float64Array;
}

/**
 * Ordinary least squares by Householder reflections, which keep the digits that the normal equations lose.
 * @param x [n, d] row-major; a constant is a column of ones of its own. @param y [n], n >= d.
 * @throws AppError "SINGULAR" if a column of X is a combination of others, naming it by its position.
 * Source: Golub and Van Loan (2013), algorithm 5.3.2.
 */
export function leastSquares(x: ArrayLike<number>, y: ArrayLike<number>, d: number): LeastSquares {
  const n = y.length;
  if (n < d)
    throw new AppError("INVALID_INPUT", "input", `A regression on ${d} columns needs at least ${d} rows. Got ${n}; give a longer series.`);
  // Columns of one length, so that "dependent" does not hang on the units.
  const scale = columnNorms(x, n, d);
  const q = Float64Array.from({ length: n * d }, (_, at) => (x[at] as number) / (scale[at % d] as number));
  const rotated = Float64Array.from(y);
  for (let j = 0; j < d; j++) reflect(q, rotated, n, d, j);
  const upper = (i: number, j: number) => q[i * d + j] as number;
  const coefficients = backSubstitute(upper, rotated, d).map((value, j) => value / (scale[j] as number));
  const residuals = new Float64Array(n);
  let [rss, mean] = [0, 0];
  for (let i = 0; i < n; i++) mean += (y[i] as number) / n;
  let tss = 0;
  for (let i = 0; i < n; i++) {
    let fitted = 0;
    for (let j = 0; j < d; j++) fitted += (x[i * d + j] as number) * (coefficients[j] as number);
    residuals[i] = (y[i] as number) - fitted;
    rss += (residuals[i] as number) ** 2;
    tss += ((y[i] as number) - mean) ** 2;
  }
  return { coefficients, residuals, r2: tss > 0 ? 1 - rss / tss : 0, crossInverse: crossInverseOf(upper, scale, d) };
}

function columnNorms(x: ArrayLike<number>, n: number, d: number): Float64Array {
  const norms = new Float64Array(d);
  for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) norms[j] = Math.hypot(norms[j] as number, x[i * d + j] as number);
  const empty = norms.findIndex((norm) => !(norm > 0));
  if (empty >= 0) throw dependent(empty);
  return norms;
}

/** One Householder reflection: zeros column j below its diagonal, in Q's columns and in y. */
function reflect(q: Float64Array, y: Float64Array, n: number, d: number, j: number): void {
  let norm = 0;
  for (let i = j; i < n; i++) norm = Math.hypot(norm, q[i * d + j] as number);
  if (!(norm > 1e-11)) throw dependent(j);
  const head = q[j * d + j] as number;
  const alpha = head > 0 ? -norm : norm;
  const v = new Float64Array(n - j);
  for (let i = j; i < n; i++) v[i - j] = q[i * d + j] as number;
  v[0] = head - alpha;
  const squared = v.reduce((sum, value) => sum + value * value, 0);
  const apply = (get: (i: number) => number, set: (i: number, value: number) => void) => {
    let dot = 0;
    for (let i = j; i < n; i++) dot += (v[i - j] as number) * get(i);
    const factor = (2 * dot) / squared;
    for (let i = j; i < n; i++) set(i, get(i) - factor * (v[i - j] as number));
  };
  for (let c = j; c < d; c++) {
    apply(
      (i) => q[i * d + c] as number,
      (i, value) => {
        q[i * d + c] = value;
      },
    );
  }
  apply(
    (i) => y[i] as number,
    (i, value) => {
      y[i] = value;
    },
  );
}

function backSubstitute(upper: (i: number, j: number) => number, right: Float64Array, d: number): Float64Array {
  const x = new Float64Array(d);
  for (let i = d - 1; i >= 0; i--) {
    let sum = right[i] as number;
    for (let j = i + 1; j < d; j++) sum -= upper(i, j) * (x[j] as number);
    x[i] = sum / upper(i, i);
  }
  return x;
}

/** (R'R)^-1 = R^-1 R^-T, back in the units of X. */
function crossInverseOf(upper: (i: number, j: number) => number, scale: Float64Array, d: number): Float64Array {
  const inverseR = new Float64Array(d * d);
  for (let column = 0; column < d; column++) {
    const unit = new Float64Array(d);
    unit[column] = 1;
    backSubstitute(upper, unit, d).forEach((value, i) => {
      inverseR[i * d + column] = value;
    });
  }
  const out = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += (inverseR[i * d + k] as number) * (inverseR[j * d + k] as number);
      out[i * d + j] = sum / ((scale[i] as number) * (scale[j] as number));
    }
  }
  return out;
}

const singular = (name: string) =>
  new AppError("SINGULAR", "numerical", `The matrix given to ${name} has no inverse: its columns depend on each other. Leave one out.`);

const dependent = (column: number) =>
  new AppError(
    "SINGULAR",
    "numerical",
    `Column ${column} (from 0) of the regression is zero or a combination of the columns before it. Leave it out or give a longer series.`,
    { column },
  );
