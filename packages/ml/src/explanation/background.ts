import { createRng, type Rng } from "@plimsoll/features";
import { invalidInput } from "../evaluation/inputs.ts";

/** The applicants that an explanation compares with: encoded rows of the training part, each standing for a share of them. */
export interface Background {
  /** [n, width] row-major. */
  rows: Float32Array;
  n: number;
  /** [n] positive, adding up to 1. */
  weights: Float64Array;
}

export const BACKGROUND_KINDS = ["MEDOIDS", "STRATIFIED"] as const;
/** MEDOIDS: rows in the middle of as many clusters, weighted by their size. STRATIFIED: rows drawn evenly along a score, equally weighted. */
export type BackgroundKind = (typeof BACKGROUND_KINDS)[number];

export interface BackgroundInput {
  /** [n, width] encoded training rows, row-major. */
  x: Float32Array;
  n: number;
  kind: BackgroundKind;
  /** Rows wanted; fewer where there are fewer. */
  size: number;
  seed: number;
  /** [n] what STRATIFIED spreads over, e.g. the model's margins. */
  along?: ArrayLike<number>;
}

/** Rows that medoids are looked for among, and rounds at most. */
const SAMPLE = 2_000;
const ROUNDS = 20;

/**
 * A small set of rows that stands for all.
 * @throws AppError "INVALID_INPUT" if there are no rows, the sizes do not agree, or STRATIFIED is not told along what.
 * Source of MEDOIDS: Park and Jun (2009), started as in Arthur and Vassilvitskii (2007), on a random sample of at most 2,000 rows.
 */
export function chooseBackground({ x, n, kind, size, seed, along }: BackgroundInput): Background {
  const width = x.length / n;
  if (!Number.isInteger(n) || n < 1 || !Number.isInteger(width))
    throw invalidInput(`A background needs rows. Got ${x.length} values for ${n} rows.`);
  if (!Number.isInteger(size) || size < 1) throw invalidInput(`A background's size must be a whole number of at least 1. Got ${size}.`);
  const rng = createRng(seed);
  if (kind === "MEDOIDS") return medoids(x, sampleOf(n, SAMPLE, rng), width, size, rng);
  if (!along || along.length !== n)
    throw invalidInput(`A STRATIFIED background needs one value a row to spread over. Got ${along?.length ?? 0} for ${n} rows.`);
  return stratified(x, n, width, Math.min(size, n), along, rng);
}

/** Row numbers, ascending, drawn without replacement where there are more than `most`. */
function sampleOf(n: number, most: number, rng: Rng): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_row, i) => i);
  return n <= most ? order : rng.shuffle(order).slice(0, most).sort();
}

function taken(x: Float32Array, rows: ArrayLike<number>, width: number): Float32Array {
  const out = new Float32Array(rows.length * width);
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k] as number;
    out.set(x.subarray(row * width, (row + 1) * width), k * width);
  }
  return out;
}

function stratified(x: Float32Array, n: number, width: number, size: number, along: ArrayLike<number>, rng: Rng): Background {
  const order = Uint32Array.from({ length: n }, (_row, i) => i).sort((a, b) => (along[a] as number) - (along[b] as number) || a - b);
  const rows = Uint32Array.from({ length: size }, (_row, k) => {
    const [from, to] = [Math.floor((k * n) / size), Math.floor(((k + 1) * n) / size)];
    return order[from + rng.int(to - from)] as number;
  });
  return { rows: taken(x, rows, width), n: size, weights: new Float64Array(size).fill(1 / size) };
}

function medoids(x: Float32Array, sample: Uint32Array, width: number, size: number, rng: Rng): Background {
  const rows = taken(x, sample, width);
  const n = sample.length;
  let centres = spreadOut(rows, n, width, size, rng);
  let members = assign(rows, n, width, centres);
  for (let round = 0; round < ROUNDS; round++) {
    const next = members.map((own) => middleOf(rows, width, own));
    if (next.every((row, k) => row === centres[k])) break;
    centres = next;
    members = assign(rows, n, width, centres);
  }
  return { rows: taken(rows, centres, width), n: centres.length, weights: Float64Array.from(members, (own) => own.length / n) };
}

/** First centres, each drawn in proportion to its squared distance from those before; fewer where the rows repeat. */
function spreadOut(rows: Float32Array, n: number, width: number, size: number, rng: Rng): number[] {
  const centres = [rng.int(n)];
  const nearest = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  while (centres.length < size) {
    let total = 0;
    for (let i = 0; i < n; i++) {
      const d = squaredDistance(rows, i, centres.at(-1) as number, width);
      nearest[i] = Math.min(nearest[i] as number, d);
      total += nearest[i] as number;
    }
    if (total === 0) break;
    let left = rng.next() * total;
    let chosen = -1;
    for (let i = 0; i < n; i++) {
      const d = nearest[i] as number;
      if (d === 0) continue;
      chosen = i;
      left -= d;
      if (left < 0) break;
    }
    centres.push(chosen);
  }
  return centres;
}

/** The rows of each centre, itself among them; every centre is its own nearest, so none is left alone. */
function assign(rows: Float32Array, n: number, width: number, centres: readonly number[]): number[][] {
  const members: number[][] = centres.map(() => []);
  for (let i = 0; i < n; i++) {
    let [best, at] = [Number.POSITIVE_INFINITY, 0];
    for (const [k, centre] of centres.entries()) {
      const d = squaredDistance(rows, i, centre, width);
      if (d < best) [best, at] = [d, k];
    }
    (members[at] as number[]).push(i);
  }
  return members;
}

/** The row of a cluster with the smallest sum of distances to the others. */
function middleOf(rows: Float32Array, width: number, members: readonly number[]): number {
  const sums = new Float64Array(members.length);
  for (let a = 0; a < members.length; a++) {
    for (let b = a + 1; b < members.length; b++) {
      const d = Math.sqrt(squaredDistance(rows, members[a] as number, members[b] as number, width));
      sums[a] = (sums[a] as number) + d;
      sums[b] = (sums[b] as number) + d;
    }
  }
  return members[sums.indexOf(Math.min(...sums))] as number;
}

function squaredDistance(rows: Float32Array, a: number, b: number, width: number): number {
  let sum = 0;
  for (let j = 0; j < width; j++) {
    const d = (rows[a * width + j] as number) - (rows[b * width + j] as number);
    sum += d * d;
  }
  return sum;
}
