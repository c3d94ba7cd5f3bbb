import { z } from "zod";
import { presentValues } from "../order-statistics.ts";
import { BinShape, binnedSchema, binWith } from "./bins.ts";
import { numericInputs } from "./columns.ts";
import { defineColumnTransform } from "./transform.ts";

/**
 * Bins that hold about as many training rows each: each ends at the least value that a share k / bins of the rows does
 * not exceed. Ends that coincide are one, so a frequent value leaves fewer bins. Missing stays missing.
 */
export const binEqualFrequency = defineColumnTransform({
  name: "bin-equal-frequency",
  title: "Bins of equal size",
  description: "Cuts numbers into bins that hold about as many training rows each.",
  params: z.strictObject(BinShape),
  accepts: ["INTEGER", "FLOAT"],
  effect: "replace",
  missing: "KEEPS",
  fit: (inputs, { bins }) => {
    const sorted = presentValues(numericInputs(inputs).map(({ values }) => values)).sort();
    if (sorted.length === 0) return { edges: [] };
    const cuts = Array.from({ length: bins - 1 }, (_, k) => (sorted[Math.ceil((sorted.length * (k + 1)) / bins) - 1] as number) + 0);
    const last = (sorted[sorted.length - 1] as number) + 0;
    return { edges: [...new Set(cuts)].filter((cut) => cut < last) };
  },
  plan: binnedSchema,
  open: ({ as }, { edges }) => binWith(edges, as),
});
