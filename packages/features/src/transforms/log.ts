import { z } from "zod";
import { mapNumbers, numericInput, sameName } from "./columns.ts";
import { defineColumnTransform } from "./transform.ts";

const BASES = { E: Math.log, "2": Math.log2, "10": Math.log10 } as const;

/** log(x + offset). Where x + offset is not above 0 there is no logarithm, and the cell becomes missing; missing stays missing. */
export const log = defineColumnTransform({
  name: "log",
  title: "Logarithm",
  description: "Takes the logarithm of a number plus an offset; where that is not above zero the cell becomes missing.",
  params: z.strictObject({
    base: z.enum(["E", "2", "10"]).default("E").describe("Base of the logarithm"),
    offset: z.number().default(0).describe("Added first, e.g. 1 for amounts that may be zero"),
  }),
  accepts: ["INTEGER", "FLOAT"],
  effect: "replace",
  missing: "MAKES",
  fit: () => null,
  plan: sameName(),
  open: ({ base, offset }) => {
    const logarithm = BASES[base];
    return (input) => [mapNumbers(numericInput(input), (value) => (value + offset > 0 ? logarithm(value + offset) : Number.NaN))];
  },
});
