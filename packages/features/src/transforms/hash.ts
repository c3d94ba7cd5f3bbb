import { z } from "zod";
import { byDictionary } from "./by-dictionary.ts";
import { categories, numberColumn } from "./columns.ts";
import { slotOf } from "./murmur.ts";
import { defineColumnTransform } from "./transform.ts";

/**
 * A level as a signed 1 in one of `buckets` columns, chosen by its hash: for columns of very many levels, and levels never seen. Signs let
 * levels that meet in a bucket cancel on average. No row is looked at; a missing cell is 0 everywhere.
 * Source: Weinberger et al. (2009), "Feature hashing for large scale multitask learning"; hash and sign as scikit-learn's FeatureHasher.
 */
export const hash = defineColumnTransform({
  name: "hash",
  title: "Hash into columns",
  description: "Spreads the levels of a column over a fixed number of columns by their hash; needs no list of levels.",
  params: z.strictObject({
    buckets: z.int().min(2).max(1024).default(16).describe("Columns that a level may fall into"),
    signed: z.boolean().default(true).describe("Whether half of the levels count -1, so that those that meet do not add up"),
  }),
  accepts: ["STRING", "INTEGER"],
  selects: ["STRING"],
  effect: "replace",
  missing: "FILLS",
  fit: () => null,
  plan: ({ name }, { buckets }) => Array.from({ length: buckets }, (_, slot) => ({ name: `${name} hash ${slot}`, type: "FLOAT" as const })),
  open: ({ buckets, signed }) => {
    const slotsOf = byDictionary((dictionary) => dictionary.map((text) => slotOf(text, buckets)));
    return (input) => {
      const { name, codes, dictionary } = categories(input);
      const slots = slotsOf(dictionary);
      const outputs = Array.from({ length: buckets }, () => new Float64Array(codes.length));
      for (let row = 0; row < codes.length; row++) {
        const found = slots[codes[row] as number];
        if (found) (outputs[found.slot] as Float64Array)[row] = signed ? found.sign : 1;
      }
      return outputs.map((values) => numberColumn(name, values));
    };
  },
});
