import { z } from "zod";
import { BinShape, binnedSchema, binWith } from "./bins.ts";
import { numericInputs } from "./columns.ts";
import { defineColumnTransform } from "./transform.ts";

/**
 * Bins of equal width from the least to the largest training value; the outer ones are open, so that later values beyond them fall into
 * them. A constant column has one bin. Missing stays missing.
 */
export const binEqualWidth = defineColumnTransform({
  name: "bin-equal-width",
  title: "Bins of equal width",
  description: "Cuts numbers into bins of equal width between the least and the largest training value.",
  params: z.strictObject(BinShape),
  accepts: ["INTEGER", "FLOAT"],
  effect: "replace",
  missing: "KEEPS",
  fit: (inputs, { bins }) => {
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    for (const { values } of numericInputs(inputs)) {
      for (const value of values) {
        if (value < min) min = value;
        if (value > max) max = value;
      }
    }
    const width = (max - min) / bins;
    if (!(width > 0) || !Number.isFinite(width)) return { edges: [] };
    return { edges: [...new Set(Array.from({ length: bins - 1 }, (_, k) => min + width * (k + 1) + 0))] };
  },
  plan: binnedSchema,
  open: ({ as }, { edges }) => binWith(edges, as),
});
