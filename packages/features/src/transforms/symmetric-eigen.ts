/** Eigenvalues descending, with their vectors of length 1 in the rows of `vectors` [n, n]. */
export interface EigenSystem {
  values: Float64Array;
  vectors: Float64Array;
}

const MAX_SWEEPS = 60;

/**
 * All eigenvalues and eigenvectors of a symmetric matrix: reduced to three diagonals by Householder reflections, then by implicit QL steps.
 * The entry of greatest magnitude of each vector is positive, so that a decomposition is the same whatever the machine.
 * @param matrix [n, n] row-major, symmetric, finite; only the lower triangle is read. O(n^3).
 * Source: Bowdler, Martin, Reinsch and Wilkinson (1968), Numerische Mathematik 11 (tred2 and tql2).
 */
export function symmetricEigen(matrix: Float64Array, n: number): EigenSystem {
  const v = Float64Array.from(matrix);
  const d = new Float64Array(n);
  const e = new Float64Array(n);
  tridiagonalise(v, d, e, n);
  diagonalise(v, d, e, n);
  const order = Array.from({ length: n }, (_, k) => k).sort((a, b) => (d[b] as number) - (d[a] as number) || a - b);
  const values = Float64Array.from(order, (k) => d[k] as number);
  const vectors = new Float64Array(n * n);
  order.forEach((k, row) => {
    let largest = 0;
    for (let i = 0; i < n; i++) {
      const entry = v[i * n + k] as number;
      if (Math.abs(entry) > Math.abs(largest) + 1e-12) largest = entry;
    }
    const sign = largest < 0 ? -1 : 1;
    for (let i = 0; i < n; i++) vectors[row * n + i] = sign * (v[i * n + k] as number) + 0;
  });
  return { values, vectors };
}

/** Leaves the diagonal in d, what is beside it in e[1 ..], and the accumulated reflections in v. */
function tridiagonalise(v: Float64Array, d: Float64Array, e: Float64Array, n: number): void {
  const at = (i: number, j: number): number => v[i * n + j] as number;
  for (let j = 0; j < n; j++) d[j] = at(n - 1, j);
  for (let i = n - 1; i > 0; i--) {
    let scale = 0;
    let h = 0;
    for (let k = 0; k < i; k++) scale += Math.abs(d[k] as number);
    if (scale === 0) {
      e[i] = d[i - 1] as number;
      for (let j = 0; j < i; j++) {
        d[j] = at(i - 1, j);
        v[i * n + j] = 0;
        v[j * n + i] = 0;
      }
    } else {
      for (let k = 0; k < i; k++) {
        d[k] = (d[k] as number) / scale;
        h += (d[k] as number) ** 2;
      }
      const f = d[i - 1] as number;
      const g = f > 0 ? -Math.sqrt(h) : Math.sqrt(h);
      e[i] = scale * g;
      h -= f * g;
      d[i - 1] = f - g;
      e.fill(0, 0, i);
      for (let j = 0; j < i; j++) {
        const own = d[j] as number;
        v[j * n + i] = own;
        let sum = (e[j] as number) + at(j, j) * own;
        for (let k = j + 1; k < i; k++) {
          sum += at(k, j) * (d[k] as number);
          e[k] = (e[k] as number) + at(k, j) * own;
        }
        e[j] = sum;
      }
      let inner = 0;
      for (let j = 0; j < i; j++) {
        e[j] = (e[j] as number) / h;
        inner += (e[j] as number) * (d[j] as number);
      }
      const half = inner / (h + h);
      for (let j = 0; j < i; j++) e[j] = (e[j] as number) - half * (d[j] as number);
      for (let j = 0; j < i; j++) {
        const [dj, ej] = [d[j] as number, e[j] as number];
        for (let k = j; k < i; k++) v[k * n + j] = at(k, j) - (dj * (e[k] as number) + ej * (d[k] as number));
        d[j] = at(i - 1, j);
        v[i * n + j] = 0;
      }
    }
    d[i] = h;
  }
  accumulate(v, d, n);
  for (let j = 0; j < n; j++) {
    d[j] = at(n - 1, j);
    v[(n - 1) * n + j] = 0;
  }
  v[n * n - 1] = 1;
  e[0] = 0;
}

function accumulate(v: Float64Array, d: Float64Array, n: number): void {
  const at = (i: number, j: number): number => v[i * n + j] as number;
  for (let i = 0; i < n - 1; i++) {
    v[(n - 1) * n + i] = at(i, i);
    v[i * n + i] = 1;
    const h = d[i + 1] as number;
    if (h !== 0) {
      for (let k = 0; k <= i; k++) d[k] = at(k, i + 1) / h;
      for (let j = 0; j <= i; j++) {
        let g = 0;
        for (let k = 0; k <= i; k++) g += at(k, i + 1) * at(k, j);
        for (let k = 0; k <= i; k++) v[k * n + j] = at(k, j) - g * (d[k] as number);
      }
    }
    for (let k = 0; k <= i; k++) v[k * n + i + 1] = 0;
  }
}

/** Turns the three diagonals into one, and the columns of v with it. */
function diagonalise(v: Float64Array, d: Float64Array, e: Float64Array, n: number): void {
  e.copyWithin(0, 1);
  e[n - 1] = 0;
  let shift = 0;
  let norm = 0;
  for (let l = 0; l < n; l++) {
    norm = Math.max(norm, Math.abs(d[l] as number) + Math.abs(e[l] as number));
    let m = l;
    while (m < n - 1 && Math.abs(e[m] as number) > Number.EPSILON * norm) m++;
    for (let sweep = 0; m > l && sweep < MAX_SWEEPS && Math.abs(e[l] as number) > Number.EPSILON * norm; sweep++) {
      shift += shiftColumns(d, e, l, n);
      qlStep(v, d, e, { l, m, n });
    }
    d[l] = (d[l] as number) + shift;
    e[l] = 0;
  }
}

/** Wilkinson's shift, taken off the diagonal. */
function shiftColumns(d: Float64Array, e: Float64Array, l: number, n: number): number {
  const g = d[l] as number;
  const p = ((d[l + 1] as number) - g) / (2 * (e[l] as number));
  const r = p < 0 ? -Math.hypot(p, 1) : Math.hypot(p, 1);
  d[l] = (e[l] as number) / (p + r);
  d[l + 1] = (e[l] as number) * (p + r);
  const h = g - (d[l] as number);
  for (let i = l + 2; i < n; i++) d[i] = (d[i] as number) - h;
  return h;
}

function qlStep(v: Float64Array, d: Float64Array, e: Float64Array, { l, m, n }: { l: number; m: number; n: number }): void {
  let p = d[m] as number;
  let [c, c2, c3] = [1, 1, 1];
  const next = e[l + 1] as number;
  const dl1 = d[l + 1] as number;
  let [s, s2] = [0, 0];
  for (let i = m - 1; i >= l; i--) {
    c3 = c2;
    c2 = c;
    s2 = s;
    const g = c * (e[i] as number);
    const h = c * p;
    const r = Math.hypot(p, e[i] as number);
    e[i + 1] = s * r;
    s = (e[i] as number) / r;
    c = p / r;
    p = c * (d[i] as number) - s * g;
    d[i + 1] = h + s * (c * g + s * (d[i] as number));
    for (let k = 0; k < n; k++) {
      const upper = v[k * n + i + 1] as number;
      const lower = v[k * n + i] as number;
      v[k * n + i + 1] = s * lower + c * upper;
      v[k * n + i] = c * lower - s * upper;
    }
  }
  p = (-s * s2 * c3 * next * (e[l] as number)) / dl1;
  e[l] = s * p;
  d[l] = c * p;
}
