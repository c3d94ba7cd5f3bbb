import { z } from "zod";
import { levelCounts } from "../order-statistics.ts";
import { byDictionary } from "./by-dictionary.ts";
import { categories, lookUp, numberColumn, rowCountOf, sameName } from "./columns.ts";
import { defineColumnTransform } from "./transform.ts";

/**
 * How often a level stands among the training rows: as a share of all their rows, or as a count. Missing cells have the frequency of
 * missing cells; a level never seen has 0. Levels of equal frequency become alike.
 */
export const countEncode = defineColumnTransform({
  name: "count-encode",
  title: "Frequency of the level",
  description: "Replaces each level by its share among the training rows, or by its count.",
  params: z.strictObject({ as: z.enum(["SHARE", "COUNT"]).default("SHARE").describe("Share of the training rows, or their number") }),
  accepts: ["STRING", "INTEGER", "BOOLEAN"],
  selects: ["STRING"],
  effect: "replace",
  missing: "FILLS",
  fit: (inputs) => {
    const counts = levelCounts(inputs.map(categories));
    const rows = inputs.reduce((sum, input) => sum + rowCountOf(input), 0);
    const present = counts.reduce((sum, { count }) => sum + count, 0);
    return { rows, missing: rows - present, counts: counts.map(({ text, count }) => ({ text, count })) };
  },
  plan: sameName(),
  open: ({ as }, { rows, missing, counts }) => {
    const unit = as === "SHARE" && rows > 0 ? rows : 1;
    const countOf = new Map(counts.map(({ text, count }) => [text, count / unit]));
    const valuesOf = byDictionary((dictionary) => Float64Array.from(dictionary, (text) => countOf.get(text) ?? 0));
    return (input) => {
      const { name, codes, dictionary } = categories(input);
      const values = valuesOf(dictionary);
      return [numberColumn(name, lookUp(codes, values, missing / unit))];
    };
  },
});
