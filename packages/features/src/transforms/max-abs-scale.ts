import { z } from "zod";
import { numericInput, numericInputs, sameName } from "./columns.ts";
import { scaled } from "./scaling.ts";
import { defineColumnTransform } from "./transform.ts";

/** x / max |x| of the training rows: zero stays zero and signs stay. A column of zeros gives 0; missing stays missing. */
export const maxAbsScale = defineColumnTransform({
  name: "max-abs-scale",
  title: "Scale by the largest magnitude",
  description: "Divides by the largest magnitude of the training rows, so that zero stays zero.",
  params: z.strictObject({}),
  accepts: ["INTEGER", "FLOAT", "BOOLEAN"],
  selects: ["INTEGER", "FLOAT"],
  effect: "replace",
  missing: "KEEPS",
  fit: (inputs) => {
    let largest = 0;
    for (const { values } of numericInputs(inputs)) {
      for (let i = 0; i < values.length; i++) {
        const magnitude = Math.abs(values[i] as number);
        if (magnitude > largest) largest = magnitude;
      }
    }
    return { largest: Number.isFinite(largest) ? largest : 0 };
  },
  plan: sameName(),
  open:
    (_params, { largest }) =>
    (input) => [scaled(numericInput(input), 0, largest)],
});
