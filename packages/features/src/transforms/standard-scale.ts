import { z } from "zod";
import type { NumericColumn } from "../table.ts";
import { numericInputs } from "./columns.ts";
import { defineTransform } from "./transform.ts";

/**
 * z = (x - mean) / std with mean and std (ddof 0) of the training rows' present values, all inputs taken as one sample.
 * A constant column, also one that is constant but for rounding, gives 0 for every value; missing stays missing.
 */
export const standardScale = defineTransform({
  name: "standard-scale",
  title: "Centre and scale",
  description: "Subtracts the mean of the training rows and divides by their standard deviation. Several columns share both.",
  params: z.strictObject({}),
  accepts: ["INTEGER", "FLOAT", "BOOLEAN"],
  effect: "replace",
  fit: (inputs) => moments(numericInputs(inputs)),
  outputs: (inputs) => inputs.map(({ name }) => ({ name, type: "FLOAT" })),
  open:
    (_params, { mean, std }) =>
    (inputs) =>
      numericInputs(inputs).map(({ name, values }) => ({
        name,
        type: "FLOAT",
        values: scale(values, mean, std),
      })),
});

/** Below this share of the mean a spread is rounding noise of the sum, not information. */
const ROUNDING = 1e-12;

function moments(columns: readonly NumericColumn[]): {
  mean: number;
  std: number;
} {
  let n = 0;
  let sum = 0;
  for (const { values } of columns) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      if (!Number.isNaN(value)) {
        sum += value;
        n++;
      }
    }
  }
  if (n === 0) return { mean: 0, std: 0 };
  const mean = sum / n;
  let squares = 0;
  for (const { values } of columns) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      if (!Number.isNaN(value)) squares += (value - mean) * (value - mean);
    }
  }
  const std = Math.sqrt(squares / n);
  if (!Number.isFinite(std) || !Number.isFinite(mean)) return { mean: 0, std: 0 };
  return { mean, std: std <= ROUNDING * Math.abs(mean) ? 0 : std };
}

function scale(values: Float64Array, mean: number, std: number): Float64Array {
  const out = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    out[i] = std === 0 && !Number.isNaN(value) ? 0 : (value - mean) / std;
  }
  return out;
}
