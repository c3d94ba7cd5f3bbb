import { z } from "zod";
import { mapNumbers, numericInput, numericInputs, sameName } from "./columns.ts";
import { defineColumnTransform } from "./transform.ts";

/**
 * low + (high - low) (x - min) / (max - min) with the least and largest present value of the training rows. Later values beyond them leave
 * [low, high] unless `clip` is set. A constant column gives `low`; missing stays missing.
 */
export const minMaxScale = defineColumnTransform({
  name: "min-max-scale",
  title: "Scale to a range",
  description: "Moves the least training value to one end of a range and the largest to the other.",
  params: z
    .strictObject({
      low: z.number().default(0).describe("What the least training value becomes"),
      high: z.number().default(1).describe("What the largest training value becomes"),
      clip: z.boolean().default(false).describe("Whether values beyond those of the training rows are drawn in to the range"),
    })
    .refine(({ low, high }) => low < high, { message: "must be above 'low'", path: ["high"] }),
  accepts: ["INTEGER", "FLOAT", "BOOLEAN"],
  selects: ["INTEGER", "FLOAT"],
  effect: "replace",
  missing: "KEEPS",
  fit: (inputs) => {
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    for (const { values } of numericInputs(inputs)) {
      for (let i = 0; i < values.length; i++) {
        const value = values[i] as number;
        if (value < min) min = value;
        if (value > max) max = value;
      }
    }
    return Number.isFinite(max - min) ? { min: min + 0, max: max + 0 } : { min: 0, max: 0 };
  },
  plan: sameName(),
  open: ({ low, high, clip }, { min, max }) => {
    const range = max - min;
    const place = (value: number): number => (range === 0 ? low : low + ((value - min) / range) * (high - low));
    return (input) => [mapNumbers(numericInput(input), clip ? (value) => Math.min(high, Math.max(low, place(value))) : place)];
  },
});
