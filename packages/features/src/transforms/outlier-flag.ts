import { z } from "zod";
import { medianOf, presentValues, quantileOf } from "../order-statistics.ts";
import { numberColumn, numericInput, numericInputs } from "./columns.ts";
import { momentsOf } from "./moments.ts";
import { defineColumnTransform } from "./transform.ts";

/** Of each method, as its source advises. */
const THRESHOLD = { IQR: 1.5, Z: 3, MAD: 3.5 } as const;
/** 0.75 quantile of the standard normal: makes the median deviation of a normal sample its standard deviation. */
const NORMAL_QUARTILE = 0.6744897501960817;

/**
 * A 0/1 column beside each input: 1 where the value lies outside [low, high] of the training rows.
 * IQR: quartiles -/+ threshold (Q3 - Q1) (Tukey 1977). Z: mean -/+ threshold std (ddof 0). MAD: median -/+ threshold MAD / 0.6745
 * (Iglewicz and Hoaglin 1993). Where the spread is 0 nothing is flagged; a missing cell is none.
 */
export const outlierFlag = defineColumnTransform({
  name: "outlier-flag",
  title: "Mark outliers",
  description: "Adds a column that is 1 where a value lies far outside the training rows and 0 else; values are not changed.",
  params: z.strictObject({
    method: z
      .enum(["IQR", "Z", "MAD"])
      .default("IQR")
      .describe("Spread between the quartiles, standard deviation, or median deviation from the median"),
    threshold: z
      .number()
      .positive()
      .max(1000)
      .optional()
      .describe("Spreads beyond which a value is an outlier; 1.5, 3 or 3.5 by method unless given"),
  }),
  accepts: ["INTEGER", "FLOAT"],
  effect: "append",
  missing: "FILLS",
  fit: (inputs, { method, threshold = THRESHOLD[method] }) => {
    const columns = numericInputs(inputs);
    const values = presentValues(columns.map((column) => column.values));
    if (values.length === 0) return { low: null, high: null };
    const { low, high, spread } = fences(method, columns, values);
    if (!(spread > 0)) return { low: null, high: null };
    return { low: low - threshold * spread, high: high + threshold * spread };
  },
  plan: ({ name }) => [{ name: `${name} is outlier`, type: "BOOLEAN" }],
  open:
    (_params, { low, high }) =>
    (input) => {
      const { name, values } = numericInput(input);
      const [least, most] = [low ?? Number.NEGATIVE_INFINITY, high ?? Number.POSITIVE_INFINITY];
      return [
        numberColumn(
          name,
          values.map((value) => (value < least || value > most ? 1 : 0)),
          "BOOLEAN",
        ),
      ];
    },
});

function fences(
  method: keyof typeof THRESHOLD,
  columns: Parameters<typeof momentsOf>[0],
  values: Float64Array,
): { low: number; high: number; spread: number } {
  if (method === "Z") {
    const { mean, std } = momentsOf(columns);
    return { low: mean, high: mean, spread: std };
  }
  if (method === "IQR") {
    const low = quantileOf(values, 0.25) ?? 0;
    const high = quantileOf(values, 0.75) ?? 0;
    return { low, high, spread: high - low };
  }
  const median = medianOf(values) ?? 0;
  const deviation = medianOf(values.map((value) => Math.abs(value - median))) ?? 0;
  return { low: median, high: median, spread: deviation / NORMAL_QUARTILE };
}
