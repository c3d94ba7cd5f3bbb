import { isNumericTask } from "@plimsoll/features";
import { AppError, type Task } from "@plimsoll/schema";
import type { InputLayout, NetworkInput } from "../engine/network.ts";
import type { LossRows } from "./losses/loss.ts";

/** Rows in typed arrays, as the feature pipeline gives them. */
export interface TensorBatchSource {
  /** [n, nSteps, nFeatures] row-major. */
  x: Float32Array;
  /** [n] 0 or 1 (BINARY), class index (MULTICLASS), scaled value (REGRESSION, FORECAST); zeros for ANOMALY, which learns from x alone. */
  y: Float32Array;
  /** [n] at least 0. */
  weight?: Float32Array | null | undefined;
  n: number;
  nSteps: number;
  nFeatures: number;
}

/** Puts the rows of `rows` (or `count` rows from `start`) into one reused buffer, in the layout the network reads. */
export interface Gatherer {
  rows(rows: Uint32Array): NetworkInput;
  range(start: number, count: number): NetworkInput;
}

export function createGatherer(x: Float32Array, layout: InputLayout, nSteps: number, nFeatures: number, capacity: number): Gatherer {
  const rowLength = nSteps * nFeatures;
  const buffer = new Float32Array(capacity * rowLength);
  const put = (row: number, at: number, n: number) => {
    const from = row * rowLength;
    if (layout === "rows") {
      for (let k = 0; k < rowLength; k++) buffer[at * rowLength + k] = x[from + k] as number;
      return;
    }
    for (let t = 0; t < nSteps; t++) {
      const to = (t * n + at) * nFeatures;
      for (let f = 0; f < nFeatures; f++) buffer[to + f] = x[from + t * nFeatures + f] as number;
    }
  };
  const filled = (n: number): NetworkInput => ({ values: buffer.subarray(0, n * rowLength), n });
  return {
    rows(rows) {
      for (let at = 0; at < rows.length; at++) put(rows[at] as number, at, rows.length);
      return filled(rows.length);
    },
    range(start, count) {
      for (let at = 0; at < count; at++) put(start + at, at, count);
      return filled(count);
    },
  };
}

/** Values in a network's own layout back to rows: the reverse of a gatherer. @param out [n, nSteps, nFeatures] row-major, filled. */
export function rowMajor(values: Float32Array, layout: InputLayout, n: number, nSteps: number, nFeatures: number, out: Float32Array): void {
  if (layout === "rows") {
    out.set(values);
    return;
  }
  for (let t = 0; t < nSteps; t++) {
    for (let row = 0; row < n; row++) {
      const from = (t * n + row) * nFeatures;
      const to = (row * nSteps + t) * nFeatures;
      for (let f = 0; f < nFeatures; f++) out[to + f] = values[from + f] as number;
    }
  }
}

/** Targets and weights of the rows of a batch, in reused buffers. */
export function createTargetGatherer(
  y: Float32Array,
  weight: Float32Array | null,
  capacity: number,
): (rows: Uint32Array) => Omit<LossRows, "input"> {
  const yBuffer = new Float32Array(capacity);
  const weightBuffer = weight ? new Float32Array(capacity) : null;
  return (rows) => {
    for (let at = 0; at < rows.length; at++) {
      yBuffer[at] = y[rows[at] as number] as number;
      if (weight && weightBuffer) weightBuffer[at] = weight[rows[at] as number] as number;
    }
    return { n: rows.length, y: yBuffer, weight: weightBuffer };
  };
}

/**
 * Weights that let each class count the same: n / (classes * count of the row's class), times the row's own weight.
 * @returns [n], of mean 1 where the rows had no weights.
 */
export function balancedWeights(source: TensorBatchSource, nClasses: number): Float32Array {
  const counts = new Float64Array(nClasses);
  for (let i = 0; i < source.n; i++) counts[source.y[i] as number] = (counts[source.y[i] as number] as number) + 1;
  const present = counts.filter((count) => count > 0).length;
  return Float32Array.from({ length: source.n }, (_value, i) => {
    const count = counts[source.y[i] as number] as number;
    return (source.n / (present * count)) * (source.weight ? (source.weight[i] as number) : 1);
  });
}

/** @throws AppError "INVALID_INPUT" if lengths, targets or values cannot be what they claim; `name` says which rows. */
export function checkSource(name: string, source: TensorBatchSource, task: Task, nClasses: number): void {
  const { x, y, weight, n, nSteps, nFeatures } = source;
  const refuse = (message: string): never => {
    throw new AppError("INVALID_INPUT", "input", `The ${name} rows ${message}`, { part: name });
  };
  if (n < 1) refuse("are none. Give more data, or a smaller share to the other parts.");
  if (nSteps < 1 || nFeatures < 1)
    refuse(`have ${nSteps} steps of ${nFeatures} features. At least one of each is needed: check the feature columns.`);
  if (x.length !== n * nSteps * nFeatures) refuse(`hold ${x.length} values, expected ${n} * ${nSteps} * ${nFeatures}.`);
  if (y.length !== n || (weight && weight.length !== n))
    refuse(`have ${y.length} targets${weight ? ` and ${weight.length} weights` : ""} for ${n} rows.`);
  for (let i = 0; i < x.length; i++)
    if (!Number.isFinite(x[i]))
      refuse(`hold a value that is not finite (row ${Math.floor(i / (nSteps * nFeatures))}). Impute missing values first.`);
  const isNumber = isNumericTask(task) || task === "ANOMALY";
  for (let i = 0; i < n; i++) {
    const target = y[i] as number;
    const valid = isNumber ? Number.isFinite(target) : Number.isInteger(target) && target >= 0 && target < nClasses;
    if (!valid)
      refuse(
        `have the target ${target} in row ${i}. Expected ${isNumber ? "a finite number" : `a whole number from 0 to ${nClasses - 1}`}.`,
      );
  }
}
