import { z } from "zod";
import { dot, unitColumns } from "./correlations.ts";
import { defineSelection, type Verdict } from "./selection.ts";
import { refused } from "./transform.ts";

const MAX_COLUMNS = 500;
/** Added to the diagonal, so that columns which are sums of others have a large factor and not none. */
const RIDGE = 1e-10;

/**
 * Leaves out, one at a time, the column whose variance inflation factor 1 / (1 - R^2) is the greatest, R^2 that of its regression on the
 * remaining ones, until none is above the limit; of equal ones the later goes. The factors are the diagonal of the inverted correlation
 * matrix. A constant column has no variance to inflate and is kept. Missing cells count as the mean.
 * Source: Marquardt (1970), Technometrics 12; Belsley, Kuh and Welsch (1980).
 */
export const selectVif = defineSelection({
  name: "select-vif",
  title: "Select by variance inflation",
  description: "Leaves out columns that the other columns together explain almost fully, one at a time.",
  params: z.strictObject({ maxVif: z.number().gt(1).max(1e6).default(10).describe("Variance inflation factor of a kept column at most") }),
  accepts: ["INTEGER", "FLOAT", "BOOLEAN"],
  selects: ["INTEGER", "FLOAT"],
  judge: (inputs, { maxVif }) => {
    if (inputs.length > MAX_COLUMNS)
      throw refused(`It takes at most ${MAX_COLUMNS} columns. Got ${inputs.length}; leave correlated ones out first.`);
    const columns = unitColumns(inputs);
    const varied = inputs.map((_, at) => at).filter((at) => columns[at]?.some((value) => value !== 0));
    const inverse = new Inverse(varied.map((at) => columns[at] as Float64Array));
    const verdicts: Verdict[] = inputs.map(({ name }) => ({ column: name, value: null, kept: true, reason: null }));
    for (;;) {
      const { index, factor } = inverse.worst();
      if (index === -1 || factor <= maxVif) break;
      const at = varied[index] as number;
      const shown = factor > 1e6 ? "above 1,000,000" : factor.toPrecision(3);
      verdicts[at] = { column: inputs[at]?.name ?? "", value: factor, kept: false, reason: `variance inflation ${shown}, limit ${maxVif}` };
      inverse.remove(index);
    }
    varied.forEach((at, index) => {
      const verdict = verdicts[at] as Verdict;
      if (verdict.kept) verdict.value = inverse.factor(index);
    });
    return verdicts;
  },
});

/** The inverse of a correlation matrix, from which columns can be taken out one at a time in O(d^2). */
class Inverse {
  private readonly cells: Float64Array;
  private readonly d: number;
  private readonly gone: Uint8Array;

  /** @param columns [d] of length 1. */
  constructor(columns: readonly Float64Array[]) {
    const d = columns.length;
    this.d = d;
    this.gone = new Uint8Array(d);
    const matrix = new Float64Array(d * d);
    columns.forEach((a, i) => {
      columns.forEach((b, j) => {
        if (j <= i) {
          matrix[i * d + j] = dot(a, b) + (i === j ? RIDGE : 0);
          matrix[j * d + i] = matrix[i * d + j] as number;
        }
      });
    });
    this.cells = inverted(matrix, d);
  }

  factor(index: number): number {
    return this.cells[index * this.d + index] as number;
  }

  worst(): { index: number; factor: number } {
    let index = -1;
    let factor = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < this.d; i++) {
      // Factors that are equal but for rounding: the later column goes.
      if (this.gone[i] || this.factor(i) < factor * (1 - 1e-6)) continue;
      index = i;
      factor = this.factor(i);
    }
    return { index, factor };
  }

  /** The inverse without row and column k is B - b b' / b_kk. */
  remove(k: number): void {
    const { cells, d } = this;
    this.gone[k] = 1;
    const pivot = this.factor(k);
    const row = cells.slice(k * d, (k + 1) * d);
    for (let i = 0; i < d; i++) {
      const share = (row[i] as number) / pivot;
      for (let j = 0; j < d; j++) cells[i * d + j] = (cells[i * d + j] as number) - share * (row[j] as number);
    }
  }
}

/** By Gauss and Jordan; the matrix is positive definite, so its diagonal serves as pivots. */
function inverted(matrix: Float64Array, d: number): Float64Array {
  const a = Float64Array.from(matrix);
  for (let k = 0; k < d; k++) {
    const pivot = a[k * d + k] as number;
    a[k * d + k] = 1;
    for (let j = 0; j < d; j++) a[k * d + j] = (a[k * d + j] as number) / pivot;
    for (let i = 0; i < d; i++) {
      if (i === k) continue;
      const factor = a[i * d + k] as number;
      a[i * d + k] = 0;
      for (let j = 0; j < d; j++) a[i * d + j] = (a[i * d + j] as number) - factor * (a[k * d + j] as number);
    }
  }
  return a;
}
