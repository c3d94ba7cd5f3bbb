import { z } from "zod";
import { medianOf, presentValues } from "../order-statistics.ts";
import { numericInputs } from "./columns.ts";
import { defineTransform } from "./transform.ts";

/** Missing numbers become the median of the training rows; a column without any value becomes 0. */
export const imputeMedian = defineTransform({
  name: "impute-median",
  title: "Fill with the median",
  description: "Puts the median of the training rows where a number is missing. Several columns share one median.",
  params: z.strictObject({}),
  accepts: ["INTEGER", "FLOAT", "BOOLEAN", "DATE", "TIMESTAMP"],
  effect: "replace",
  fit: (inputs) => ({
    median: medianOf(presentValues(numericInputs(inputs).map((column) => column.values))) ?? 0,
  }),
  outputs: (inputs) => inputs.map(({ name }) => ({ name, type: "FLOAT" })),
  open:
    (_params, { median }) =>
    (inputs) =>
      numericInputs(inputs).map(({ name, values }) => ({
        name,
        type: "FLOAT",
        values: fill(values, median),
      })),
});

function fill(values: Float64Array, replacement: number): Float64Array {
  const out = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    out[i] = Number.isNaN(value) ? replacement : value;
  }
  return out;
}
