import { presentValues } from "../order-statistics.ts";
import type { Column, NumericColumn } from "../table.ts";
import { mapNumbers, numericInput, numericInputs } from "./columns.ts";
import { minimise } from "./minimise.ts";
import { momentsOf } from "./moments.ts";

/** Values that the likelihood is computed on at most: as many evenly spaced order statistics stand for more. */
const MOST_VALUES = 200_000;
/** Beyond these a power says no more than a threshold does. */
const BOUND = 10;

export interface PowerState {
  lambda: number;
  mean: number;
  std: number;
  [key: string]: number;
}

interface PowerFamily {
  /** y of x under lambda; strictly rising in x. */
  transform(x: number, lambda: number): number;
  /** What the Jacobian adds to the log-likelihood for each unit of (lambda - 1), summed over the values. */
  jacobian(values: Float64Array): number;
}

/**
 * Lambda of greatest likelihood if the transformed values are normal: l = -n/2 ln var(y) + (lambda - 1) J, searched in [-10, 10]; 1 for a
 * constant column. Mean and standard deviation (ddof 0) are those of all transformed values, for standardising.
 */
export function fitPower(inputs: readonly Column[], family: PowerFamily): PowerState {
  const columns = numericInputs(inputs);
  const values = evenlySpaced(presentValues(columns.map((column) => column.values)).sort(), MOST_VALUES);
  const spread = values.length > 0 ? (values[values.length - 1] as number) - (values[0] as number) : 0;
  const lambda = spread > 0 ? likeliest(values, family) : 1;
  const { mean, std } = momentsOf(columns.map((column) => powered(column, lambda, family)));
  return { lambda: lambda + 0, mean, std };
}

function likeliest(values: Float64Array, family: PowerFamily): number {
  const jacobian = family.jacobian(values);
  const n = values.length;
  const loss = (lambda: number): number => {
    const variance = varianceOf(values, lambda, family);
    const likelihood = -0.5 * n * Math.log(variance) + (lambda - 1) * jacobian;
    return Number.isFinite(likelihood) ? -likelihood : Number.POSITIVE_INFINITY;
  };
  return minimise(loss, -BOUND, BOUND);
}

function varianceOf(values: Float64Array, lambda: number, { transform }: PowerFamily): number {
  const n = values.length;
  // Distances from the value in the middle keep their digits where the values themselves are large.
  const shift = transform(values[n >>> 1] as number, lambda);
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const y = transform(values[i] as number, lambda) - shift;
    sum += y;
    squares += y * y;
  }
  return squares / n - (sum / n) ** 2;
}

function evenlySpaced(sorted: Float64Array, most: number): Float64Array {
  if (sorted.length <= most) return sorted;
  return Float64Array.from({ length: most }, (_, k) => sorted[Math.round((k * (sorted.length - 1)) / (most - 1))] as number);
}

const powered = (column: NumericColumn, lambda: number, { transform }: PowerFamily): NumericColumn =>
  mapNumbers(column, (value) => transform(value, lambda));

/** The transformed column, standardised where asked; a constant one gives 0. */
export function applyPower(
  input: Column,
  { lambda, mean, std }: PowerState,
  standardise: boolean,
  { transform }: PowerFamily,
): NumericColumn {
  const map = (value: number): number => {
    const y = transform(value, lambda);
    if (!standardise || Number.isNaN(y)) return y;
    return std === 0 ? 0 : (y - mean) / std;
  };
  return mapNumbers(numericInput(input), map);
}
