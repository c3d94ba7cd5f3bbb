import type { Rng } from "@plimsoll/features";

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

export const zeros = (shape: readonly number[]): Float32Array => new Float32Array(sizeOf(shape));
export const ones = (shape: readonly number[]): Float32Array => zeros(shape).fill(1);

/**
 * Uniform weights that keep the variance of signals and gradients level from layer to layer.
 * w ~ U(-a, a), a = sqrt(6 / (fanIn + fanOut)).
 * @param fanOut the outputs that one input reaches: more than `columns` where weights are shared.
 * @returns [fanIn * columns] row-major. Source: Glorot and Bengio (2010), equation 16.
 */
export function glorotUniform(rng: Rng, fanIn: number, columns: number, fanOut = columns): Float32Array {
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  return Float32Array.from({ length: fanIn * columns }, () => (2 * rng.next() - 1) * limit);
}

/**
 * A random matrix with orthonormal rows (rows <= columns) or columns (rows > columns): a recurrent kernel that neither blows up nor forgets.
 * @returns [rows * columns] row-major. Source: Saxe, McClelland and Ganguli (2014); by modified Gram-Schmidt on normal draws.
 */
export function orthogonal(rng: Rng, rows: number, columns: number): Float32Array {
  const wide = rows <= columns;
  const count = wide ? rows : columns;
  const length = wide ? columns : rows;
  const vectors = Array.from({ length: count }, () => Float64Array.from({ length }, () => rng.normal()));
  vectors.forEach((vector, i) => {
    for (const earlier of vectors.slice(0, i)) addScaled(vector, earlier, -dot(vector, earlier));
    const norm = Math.sqrt(dot(vector, vector));
    for (let k = 0; k < length; k++) vector[k] = (vector[k] as number) / norm;
  });
  const out = new Float32Array(rows * columns);
  vectors.forEach((vector, i) => {
    for (let k = 0; k < length; k++) out[wide ? i * columns + k : k * columns + i] = vector[k] as number;
  });
  return out;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number);
  return sum;
}

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let k = 0; k < target.length; k++) target[k] = (target[k] as number) + factor * (source[k] as number);
}
