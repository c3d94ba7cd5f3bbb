import { z } from "zod";
import { mapNumbers, numericInput, sameName } from "./columns.ts";
import { defineColumnTransform } from "./transform.ts";

/** sign(x) ln(1 + |x| / unit): a logarithm for amounts of both signs, about x / unit near zero. Missing stays missing. */
export const signedLog = defineColumnTransform({
  name: "signed-log",
  title: "Logarithm of both signs",
  description: "Takes sign(x) ln(1 + |x| / unit), a logarithm that zero and negative amounts have too.",
  params: z.strictObject({
    unit: z.number().positive().default(1).describe("Amount around which the curve turns from a line to a logarithm"),
  }),
  accepts: ["INTEGER", "FLOAT"],
  effect: "replace",
  missing: "KEEPS",
  fit: () => null,
  plan: sameName(),
  open:
    ({ unit }) =>
    (input) => [mapNumbers(numericInput(input), (value) => Math.sign(value) * Math.log1p(Math.abs(value) / unit))],
});
