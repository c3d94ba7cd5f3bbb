import { AppError } from "@plimsoll/schema";

type Values = ArrayLike<number>;

/** Smallest share of a bin in the population stability index: an empty bin would make it infinite. */
const SHARE_FLOOR = 1e-4;

export interface StabilityIndex {
  psi: number;
  /** [bins] what each bin adds. */
  contributions: number[];
}

/** Population stability index of two samples counted in the same bins: sum of (a - e) ln(a / e), a and e the bins' shares, each raised to
 *  at least 1e-4 and not renormalised.
 *  @param expectedCounts [bins] rows of the reference sample, >= 0. @param actualCounts [bins] rows of the new sample, >= 0.
 *  @returns psi >= 0, symmetric; by custom below 0.10 stable, 0.10 to 0.25 to be watched, from 0.25 to be acted upon.
 *  @throws AppError "INVALID_INPUT" if lengths differ, a count is negative or not finite, or a sample has no rows.
 *  Source: Siddiqi (2006), Credit Risk Scorecards; equal to Jeffreys' divergence of the binned shares.
 *  @example psiOfCounts([50, 50], [50, 50]).psi === 0 */
export function psiOfCounts(expectedCounts: Values, actualCounts: Values): StabilityIndex {
  checkSameLength("expectedCounts", expectedCounts.length, "actualCounts", actualCounts.length);
  const expected = shares("expectedCounts", expectedCounts);
  const actual = shares("actualCounts", actualCounts);
  const contributions = expected.map((e, bin) => {
    const a = actual[bin] as number;
    return (a - e) * Math.log(a / e);
  });
  return { psi: contributions.reduce((sum, value) => sum + value, 0), contributions };
}

/** Counts values in bins [edge, next edge), the last bin closed.
 *  @param values [n] finite. @param edges [bins + 1] strictly ascending; the outer ones may be -Infinity and Infinity.
 *  @returns [bins] counts that sum to n.
 *  @throws AppError "INVALID_INPUT" if a value is not finite or outside the edges (named by row), or the edges do not ascend.
 *  @example countInBins([0, 0.5, 1], [0, 0.5, 1]) gives [1, 2] */
export function countInBins(values: Values, edges: Values): Float64Array {
  checkFinite("values", values);
  const nBins = edges.length - 1;
  if (nBins < 1) throw invalidInput(`'edges' must hold at least two numbers. Got ${edges.length}.`);
  for (let i = 1; i < edges.length; i += 1) {
    if (!((edges[i] as number) > (edges[i - 1] as number)))
      throw invalidInput(`'edges' must ascend. Got ${edges[i - 1]} then ${edges[i]}.`);
  }
  const counts = new Float64Array(nBins);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    if (value < (edges[0] as number) || value > (edges[nBins] as number)) {
      throw invalidInput(
        `Value ${value} of row ${i} is outside the edges ${edges[0]} to ${edges[nBins]}; widen them, to -Infinity and Infinity if need be.`,
      );
    }
    let low = 0;
    let high = nBins - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (value >= (edges[middle] as number)) low = middle;
      else high = middle - 1;
    }
    counts[low] = (counts[low] as number) + 1;
  }
  return counts;
}

/** Population stability index of two samples of scores in given bins: `psiOfCounts` of their `countInBins`.
 *  @param expected [n] reference scores. @param actual [m] new scores. @param edges [bins + 1], see `countInBins`.
 *  @throws AppError as `psiOfCounts` and `countInBins`. */
export function psiOfScores(expected: Values, actual: Values, edges: Values): StabilityIndex {
  return psiOfCounts(countInBins(expected, edges), countInBins(actual, edges));
}

/** Two-sample Kolmogorov-Smirnov distance: the largest gap between the two empirical distribution functions.
 *  @param first [n] finite. @param second [m] finite. @returns in [0, 1]; 0 for equal samples; ties are stepped over together.
 *  @throws AppError "INVALID_INPUT" if a sample is empty or a value is not finite. Source: Smirnov (1939).
 *  @example ksDistance([1, 2], [3, 4]) === 1 */
export function ksDistance(first: Values, second: Values): number {
  checkFinite("first", first);
  checkFinite("second", second);
  const a = Float64Array.from(first).sort();
  const b = Float64Array.from(second).sort();
  let i = 0;
  let j = 0;
  let distance = 0;
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i] as number, b[j] as number);
    while (i < a.length && (a[i] as number) <= value) i += 1;
    while (j < b.length && (b[j] as number) <= value) j += 1;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  return distance;
}

function shares(name: string, counts: Values): number[] {
  checkFinite(name, counts);
  let total = 0;
  for (let i = 0; i < counts.length; i += 1) {
    const count = counts[i] as number;
    if (count < 0) throw invalidInput(`'${name}' must not be negative. Bin ${i} is ${count}.`);
    total += count;
  }
  if (total === 0) throw invalidInput(`'${name}' has no rows in any bin; a share needs at least one.`);
  return Array.from(counts, (count) => Math.max(count / total, SHARE_FLOOR));
}

const invalidInput = (message: string): AppError => new AppError("INVALID_INPUT", "input", message);

function checkSameLength(nameA: string, lengthA: number, nameB: string, lengthB: number): void {
  if (lengthA !== lengthB) throw invalidInput(`'${nameA}' and '${nameB}' must have one value a bin. Got ${lengthA} and ${lengthB}.`);
}

function checkFinite(name: string, values: Values): void {
  if (values.length === 0) throw invalidInput(`'${name}' has no values; pass at least one.`);
  for (let i = 0; i < values.length; i += 1) {
    if (!Number.isFinite(values[i])) throw invalidInput(`'${name}' must be finite. Value ${i} is ${values[i]}; leave missing values out.`);
  }
}
