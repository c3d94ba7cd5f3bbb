import { z } from "zod";
import { clamped, numericInput, sameName } from "./columns.ts";
import { defineColumnTransform } from "./transform.ts";

/** Values beyond fixed bounds become the bounds; no row is looked at. Missing stays missing. */
export const clip = defineColumnTransform({
  name: "clip",
  title: "Fixed bounds",
  description: "Sets values below the lower and above the upper bound to that bound.",
  params: z
    .strictObject({
      min: z.number().optional().describe("Lower bound; none unless given"),
      max: z.number().optional().describe("Upper bound; none unless given"),
    })
    .refine(({ min, max }) => min !== undefined || max !== undefined, { message: "needs min, max or both" })
    .refine(({ min, max }) => min === undefined || max === undefined || min <= max, { message: "must not be below 'min'", path: ["max"] }),
  example: { min: 0, max: 100 },
  accepts: ["INTEGER", "FLOAT"],
  effect: "replace",
  missing: "KEEPS",
  fit: () => null,
  plan: sameName(),
  open:
    ({ min, max }) =>
    (input) => [clamped(numericInput(input), min ?? null, max ?? null)],
});
