import { z } from "zod";
import { stringInput } from "./columns.ts";
import { GramShape, textColumns, tokensOf } from "./tokens.ts";
import { defineColumnTransform } from "./transform.ts";

/**
 * Short texts as weights of their words: count of the term in the text times ln((1 + n) / (1 + n_t)) + 1, n the training rows with a text and
 * n_t those with the term, each row brought to length 1. The terms in most rows are kept, ties in code-unit order. Words are runs of two or
 * more letters, digits or underscores in lower case. A missing text is 0 everywhere.
 * Source: Salton and Buckley (1988); weights as scikit-learn's TfidfVectorizer.
 */
export const tfIdf = defineColumnTransform({
  name: "tf-idf",
  title: "Words by weight",
  description: "Turns short texts into one column for each of their most widespread words, weighted by how rare the word is.",
  params: z.strictObject({
    maxTerms: z.int().min(1).max(5000).default(200).describe("Words with a column at most"),
    minRows: z.int().min(1).max(1_000_000).default(2).describe("Training rows that a word must be in"),
    ...GramShape,
  }),
  accepts: ["STRING"],
  effect: "replace",
  missing: "FILLS",
  fit: (inputs, { maxTerms, minRows, ngrams }) => {
    const nRowsOf = new Map<string, number>();
    let n = 0;
    for (const { codes, dictionary } of inputs.map(stringInput)) {
      const counts = new Float64Array(dictionary.length);
      for (const code of codes) if (code >= 0) counts[code] = (counts[code] as number) + 1;
      counts.forEach((count, code) => {
        if (count === 0) return;
        n += count;
        for (const token of new Set(tokensOf(dictionary[code] as string, ngrams))) nRowsOf.set(token, (nRowsOf.get(token) ?? 0) + count);
      });
    }
    const terms = [...nRowsOf]
      .filter(([, count]) => count >= minRows)
      .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
      .slice(0, maxTerms)
      .map(([term, count]) => ({ term, idf: Math.log((1 + n) / (1 + count)) + 1 }));
    return { rows: n, terms };
  },
  plan: ({ name }) => [{ name: `${name}: `, type: "FLOAT", family: true }],
  outputs: ({ name }, _params, { terms }) => terms.map(({ term }) => ({ name: `${name}: ${term}`, type: "FLOAT" as const })),
  open: ({ ngrams }, { terms }) => {
    const slotOf = new Map(terms.map(({ term, idf }, slot) => [term, { slot, idf }]));
    const weightsOf = (text: string): Map<number, number> => {
      const weights = new Map<number, number>();
      for (const token of tokensOf(text, ngrams)) {
        const found = slotOf.get(token);
        if (found) weights.set(found.slot, (weights.get(found.slot) ?? 0) + found.idf);
      }
      return weights;
    };
    return (input) => textColumns(stringInput(input), terms.length, weightsOf);
  },
});
