import { z } from "zod";
import { numberColumn, numericInputs } from "./columns.ts";
import { defineTableTransform, type PlannedColumn, refused } from "./transform.ts";

const MAX_OUTPUTS = 2_000;

/**
 * Every product of two (or three) of the columns, with or without repeats: a^2, a b, a^2 b, ... in the order of scikit-learn's
 * PolynomialFeatures. The columns themselves stay. Missing in any factor, or a product beyond a double, gives missing.
 */
export const polynomial = defineTableTransform({
  name: "polynomial",
  title: "Powers and products",
  description: "Adds squares and products of the columns up to a degree; a product beyond the range of numbers is missing.",
  params: z.strictObject({
    degree: z.int().min(2).max(3).default(2).describe("Factors of a product at most"),
    interactionOnly: z.boolean().default(false).describe("Whether each column is in a product once at most"),
  }),
  accepts: ["INTEGER", "FLOAT", "BOOLEAN"],
  selects: ["INTEGER", "FLOAT"],
  effect: "append",
  missing: "MAKES",
  fit: () => null,
  plan: (inputs, { degree, interactionOnly }) => {
    const terms = termsOf(inputs.length, degree, interactionOnly);
    if (terms.length === 0) throw refused(`Products without repeats need two columns or more. Got ${inputs.length}.`);
    if (terms.length > MAX_OUTPUTS)
      throw refused(`It would make ${terms.length} columns; at most ${MAX_OUTPUTS} are allowed. Name fewer columns.`);
    return terms.map(
      (term): PlannedColumn => ({
        name: named(
          term,
          inputs.map(({ name }) => name),
        ),
        type: "FLOAT",
        from: [...new Set(term)],
      }),
    );
  },
  open:
    ({ degree, interactionOnly }) =>
    (inputs) => {
      const columns = numericInputs(inputs);
      return termsOf(columns.length, degree, interactionOnly).map((term) => {
        const factors = term.map((at) => columns[at]?.values as Float64Array);
        const out = new Float64Array(factors[0]?.length ?? 0);
        for (let i = 0; i < out.length; i++) {
          let value = 1;
          for (const factor of factors) value *= factor[i] as number;
          out[i] = Number.isFinite(value) ? value : Number.NaN;
        }
        return numberColumn("", out);
      });
    },
});

/** Positions of the factors of each product, ascending. */
function termsOf(n: number, degree: number, interactionOnly: boolean): number[][] {
  let last: number[][] = Array.from({ length: n }, (_, at) => [at]);
  const terms: number[][] = [];
  for (let k = 2; k <= degree && terms.length <= MAX_OUTPUTS; k++) {
    last = last.flatMap((term) => {
      const from = (term[term.length - 1] as number) + (interactionOnly ? 1 : 0);
      return Array.from({ length: Math.max(0, n - from) }, (_, step) => [...term, from + step]);
    });
    terms.push(...last);
  }
  return terms;
}

function named(term: readonly number[], names: readonly string[]): string {
  return [...new Set(term)]
    .map((at) => {
      const power = term.filter((other) => other === at).length;
      return power > 1 ? `${names[at]}^${power}` : names[at];
    })
    .join(" ");
}
