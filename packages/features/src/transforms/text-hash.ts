import { z } from "zod";
import { stringInput } from "./columns.ts";
import { slotOf } from "./murmur.ts";
import { GramShape, textColumns, tokensOf } from "./tokens.ts";
import { defineColumnTransform } from "./transform.ts";

/**
 * Short texts as signed counts of their words in `buckets` columns, chosen by the words' hashes, each row brought to length 1: for texts
 * whose words cannot be listed. No row is looked at. A missing text is 0 everywhere.
 * Source: Weinberger et al. (2009); hash, sign and length as scikit-learn's HashingVectorizer.
 */
export const textHash = defineColumnTransform({
  name: "text-hash",
  title: "Words by hash",
  description: "Turns short texts into a fixed number of columns by the hashes of their words; needs no list of words.",
  params: z.strictObject({ buckets: z.int().min(2).max(4096).default(64).describe("Columns that a word may fall into"), ...GramShape }),
  accepts: ["STRING"],
  effect: "replace",
  missing: "FILLS",
  fit: () => null,
  plan: ({ name }, { buckets }) =>
    Array.from({ length: buckets }, (_, slot) => ({ name: `${name} words ${slot}`, type: "FLOAT" as const })),
  open: ({ buckets, ngrams }) => {
    const weightsOf = (text: string): Map<number, number> => {
      const weights = new Map<number, number>();
      for (const token of tokensOf(text, ngrams)) {
        const { slot, sign } = slotOf(token, buckets);
        weights.set(slot, (weights.get(slot) ?? 0) + sign);
      }
      return weights;
    };
    return (input) => textColumns(stringInput(input), buckets, weightsOf);
  },
});
