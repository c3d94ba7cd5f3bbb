import { createRng } from "@plimsoll/features";
import { invalidInput } from "../../evaluation/inputs.ts";
import { cholesky } from "../../numeric/cholesky.ts";
import { normalCdf, studentCdf } from "../../numeric/distributions.ts";
import { gammaSampler, normalSampler } from "../../numeric/samplers.ts";
import type { Dependence } from "./dependence.ts";

/** Ranks of each cell's year within its own years. */
export type CopulaRanks = (from: number, to: number, ranks: readonly Uint32Array[]) => void;

/**
 * Draws of a copula as ranks: year t of cell j takes the r-th smallest loss of that cell, r = floor(u_tj n).
 * @param nCells the rows of the correlation. @param nYears n.
 * @returns fills ranks[j][t] for from <= t < to; calls must follow each other in order.
 * @throws AppError "INVALID_INPUT" for a matrix of another size, not symmetric or without ones on its diagonal; "NOT_POSITIVE_DEFINITE" for
 * correlations that contradict each other. Source: Demarta and McNeil (2005).
 */
export function copulaRanks(
  { copula, correlation, degreesOfFreedom }: Dependence,
  nCells: number,
  nYears: number,
  seed: number,
): CopulaRanks {
  const factor = cholesky(correlationMatrix(correlation, nCells), nCells, { semidefinite: true });
  const rng = createRng(seed);
  const normal = normalSampler(rng);
  const chi = copula === "T" ? gammaSampler(rng, degreesOfFreedom / 2) : null;
  const uniform = uniformTable(copula === "T" ? degreesOfFreedom : null);
  const shock = new Float64Array(nCells);
  return (from, to, ranks) => {
    for (let t = from; t < to; t++) {
      for (let j = 0; j < nCells; j++) shock[j] = normal();
      // A chi-squared number of nu degrees is twice a gamma number of shape nu / 2.
      const scale = chi ? Math.sqrt(degreesOfFreedom / (2 * chi())) : 1;
      for (let j = 0; j < nCells; j++) {
        let z = 0;
        const row = j * nCells;
        for (let k = 0; k <= j; k++) z += (factor[row + k] as number) * (shock[k] as number);
        (ranks[j] as Uint32Array)[t] = Math.min(nYears - 1, Math.floor(uniform(z * scale) * nYears));
      }
    }
  };
}

/** [n, n] row-major. */
export function correlationMatrix(correlation: Dependence["correlation"], n: number): Float64Array {
  const out = new Float64Array(n * n);
  if (typeof correlation === "number") {
    for (let at = 0; at < out.length; at++) out[at] = at % (n + 1) === 0 ? 1 : correlation;
    return out;
  }
  if (correlation.length !== n || correlation.some((row) => row.length !== n))
    throw invalidInput(`'correlation' must be one number or ${n} rows of ${n}, one a cell. Got ${correlation.length} rows.`, {
      path: ["dependence", "correlation"],
    });
  correlation.forEach((row, i) => {
    row.forEach((value, j) => {
      const mirrored = correlation[j]?.[i] as number;
      if ((i === j && value !== 1) || Math.abs(value - mirrored) > 1e-12)
        throw invalidInput(
          `'correlation' must be symmetric with ones on its diagonal. Row ${i}, column ${j} is ${value}, its mirror ${mirrored}.`,
          { path: ["dependence", "correlation"] },
        );
      out[i * n + j] = value;
    });
  });
  return out;
}

const KNOTS = 1 << 15;
/** Knots at either end where the function itself is used: there it is too curved for a straight line. */
const ENDS = 64;

/**
 * The distribution function of the normal (null) or t law as a table, read by straight lines: a rank among a million years needs no more than
 * seven digits, and the function itself costs a hundred times as much. Knots stand equally in x / (1 + |x|).
 */
function uniformTable(degreesOfFreedom: number | null): (x: number) => number {
  const cdf = degreesOfFreedom === null ? normalCdf : (x: number) => studentCdf(x, degreesOfFreedom);
  const table = Float64Array.from({ length: KNOTS + 1 }, (_, k) => {
    const place = (2 * k) / KNOTS - 1;
    return Math.abs(place) === 1 ? (place + 1) / 2 : cdf(place / (1 - Math.abs(place)));
  });
  return (x) => {
    const at = (x / (1 + Math.abs(x)) + 1) * (KNOTS / 2);
    const k = Math.floor(at);
    if (!(k >= ENDS && k < KNOTS - ENDS)) return cdf(x);
    const low = table[k] as number;
    return low + (at - k) * ((table[k + 1] as number) - low);
  };
}
