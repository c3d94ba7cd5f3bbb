/** The Hessian of a penalised logistic loss, H = sum of c_i [1, x_i][1, x_i]' + l2 diag(0, 1, ..., 1), left unmultiplied. */
export interface Curvature {
  /** [n, d] row-major. */
  x: Float32Array | Float64Array;
  n: number;
  d: number;
  l2: number;
  /** [n] c_i >= 0. */
  rowCurvature: Float64Array;
}

/** Multiply-adds that a direct solution may cost; wider data is solved by conjugate gradients, which only multiply. */
const DIRECT_WORK = 2e9;
const DIRECT_COLUMNS = 1000;
/** Rows less filled than this are added cell by cell, the others in blocks of full rows. */
const SPARSE_SHARE = 0.4;
const BLOCK_ROWS = 4;
/** A pivot that keeps less than this share of its diagonal is a column that the earlier ones already explain. */
const REDUNDANT = 1e-13;

/** The Newton direction: the solution of H direction = -gradient.
 *  @param curvature see `Curvature`. @param gradient [d + 1], the bias first.
 *  @returns [d + 1]. Direct (Cholesky) up to 1,000 columns and 2e9 multiply-adds, where cells of zero cost nothing, so that one-hot
 *  columns are cheap; a redundant column (constant, collinear) then gets 0. Beyond, conjugate gradients with the diagonal as
 *  preconditioner (Hestenes and Stiefel, 1952), to a residual of 1e-6 of the gradient. */
export function newtonDirection(curvature: Curvature, gradient: Float64Array): Float64Array {
  return directWork(curvature) <= DIRECT_WORK && curvature.d <= DIRECT_COLUMNS
    ? solveCholesky(hessian(curvature), gradient)
    : solveConjugateGradients(curvature, gradient);
}

function directWork({ x, n, d }: Curvature): number {
  let work = 0;
  for (let i = 0; i < n; i += 1) {
    let filled = 1;
    const start = i * d;
    for (let j = 0; j < d; j += 1) if (x[start + j] !== 0) filled += 1;
    work += (filled * filled) / 2;
  }
  return work;
}

/** Lower triangle of H, [d + 1, d + 1] row-major. */
function hessian({ x, n, d, l2, rowCurvature }: Curvature): Float64Array {
  const size = d + 1;
  const h = new Float64Array(size * size);
  const at = new Int32Array(size);
  const value = new Float64Array(size);
  const block = { rows: new Float64Array(BLOCK_ROWS * size), curvature: new Float64Array(BLOCK_ROWS), filled: 0 };
  value[0] = 1;
  for (let i = 0; i < n; i += 1) {
    const c = rowCurvature[i] as number;
    if (c === 0) continue;
    const start = i * d;
    let filled = 1;
    for (let j = 0; j < d; j += 1) {
      const cell = x[start + j] as number;
      if (cell === 0) continue;
      at[filled] = j + 1;
      value[filled] = cell;
      filled += 1;
    }
    if (filled < SPARSE_SHARE * size) {
      for (let a = 0; a < filled; a += 1) {
        const scaled = c * (value[a] as number);
        const rowStart = (at[a] as number) * size;
        for (let b = 0; b <= a; b += 1) {
          const cell = rowStart + (at[b] as number);
          h[cell] = (h[cell] as number) + scaled * (value[b] as number);
        }
      }
      continue;
    }
    const rowStart = block.filled * size;
    block.rows[rowStart] = 1;
    block.rows.set(x.subarray(start, start + d), rowStart + 1);
    block.curvature[block.filled] = c;
    block.filled += 1;
    if (block.filled === BLOCK_ROWS) addBlock(h, size, block);
  }
  addBlock(h, size, block);
  for (let j = 1; j < size; j += 1) h[j * size + j] = (h[j * size + j] as number) + l2;
  return h;
}

/** Adds four full rows in one sweep over h, which is read and written once instead of four times, and empties the block. */
function addBlock(h: Float64Array, size: number, block: { rows: Float64Array; curvature: Float64Array; filled: number }): void {
  block.curvature.fill(0, block.filled);
  const { rows, curvature } = block;
  const [c0 = 0, c1 = 0, c2 = 0, c3 = 0] = curvature;
  for (let a = 0; a < size; a += 1) {
    const s0 = c0 * (rows[a] as number);
    const s1 = c1 * (rows[size + a] as number);
    const s2 = c2 * (rows[2 * size + a] as number);
    const s3 = c3 * (rows[3 * size + a] as number);
    const rowStart = a * size;
    for (let b = 0; b <= a; b += 1) {
      h[rowStart + b] =
        (h[rowStart + b] as number) +
        s0 * (rows[b] as number) +
        s1 * (rows[size + b] as number) +
        s2 * (rows[2 * size + b] as number) +
        s3 * (rows[3 * size + b] as number);
    }
  }
  block.filled = 0;
}

/** Solves H s = -gradient from H's lower triangle, which it overwrites by its factor; redundant unknowns are set to 0. */
function solveCholesky(h: Float64Array, gradient: Float64Array): Float64Array {
  const size = gradient.length;
  const s = gradient.map((value) => -value);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = h[i * size + j] as number;
      const diagonal = sum;
      for (let k = 0; k < j; k += 1) sum -= (h[i * size + k] as number) * (h[j * size + k] as number);
      if (j < i) {
        const pivot = h[j * size + j] as number;
        h[i * size + j] = pivot === 0 ? 0 : sum / pivot;
      } else {
        h[i * size + i] = sum > REDUNDANT * diagonal ? Math.sqrt(sum) : 0;
      }
    }
  }
  for (let i = 0; i < size; i += 1) {
    let sum = s[i] as number;
    for (let k = 0; k < i; k += 1) sum -= (h[i * size + k] as number) * (s[k] as number);
    const pivot = h[i * size + i] as number;
    s[i] = pivot === 0 ? 0 : sum / pivot;
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    let sum = s[i] as number;
    for (let k = i + 1; k < size; k += 1) sum -= (h[k * size + i] as number) * (s[k] as number);
    const pivot = h[i * size + i] as number;
    s[i] = pivot === 0 ? 0 : sum / pivot;
  }
  return s;
}

function solveConjugateGradients(curvature: Curvature, gradient: Float64Array): Float64Array {
  const diagonal = diagonalOf(curvature);
  const precondition = (residual: Float64Array) => residual.map((value, j) => (diagonal[j] === 0 ? 0 : value / (diagonal[j] as number)));
  const s = new Float64Array(gradient.length);
  const residual = gradient.map((value) => -value);
  let scaled = precondition(residual);
  const direction = scaled.slice();
  let energy = dot(residual, scaled);
  const target = energy * 1e-12;
  for (let iteration = 0; iteration < 4 * s.length && energy > target; iteration += 1) {
    const product = multiply(curvature, direction);
    const bend = dot(direction, product);
    if (bend <= 0) break;
    const step = energy / bend;
    for (let j = 0; j < s.length; j += 1) {
      s[j] = (s[j] as number) + step * (direction[j] as number);
      residual[j] = (residual[j] as number) - step * (product[j] as number);
    }
    scaled = precondition(residual);
    const nextEnergy = dot(residual, scaled);
    const carry = nextEnergy / energy;
    for (let j = 0; j < s.length; j += 1) direction[j] = (scaled[j] as number) + carry * (direction[j] as number);
    energy = nextEnergy;
  }
  return s;
}

function multiply({ x, n, d, l2, rowCurvature }: Curvature, v: Float64Array): Float64Array {
  const out = v.map((value, j) => (j === 0 ? 0 : l2 * value));
  for (let i = 0; i < n; i += 1) {
    const start = i * d;
    let sum = v[0] as number;
    for (let j = 0; j < d; j += 1) sum += (x[start + j] as number) * (v[j + 1] as number);
    const scaled = (rowCurvature[i] as number) * sum;
    out[0] = (out[0] as number) + scaled;
    for (let j = 0; j < d; j += 1) out[j + 1] = (out[j + 1] as number) + scaled * (x[start + j] as number);
  }
  return out;
}

function diagonalOf({ x, n, d, l2, rowCurvature }: Curvature): Float64Array {
  const out = new Float64Array(d + 1).fill(l2, 1);
  for (let i = 0; i < n; i += 1) {
    const c = rowCurvature[i] as number;
    out[0] = (out[0] as number) + c;
    for (let j = 0; j < d; j += 1) out[j + 1] = (out[j + 1] as number) + c * (x[i * d + j] as number) ** 2;
  }
  return out;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, j) => sum + value * (b[j] as number), 0);
}
