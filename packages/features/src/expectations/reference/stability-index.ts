import { z } from "zod";
import { countInBins, psiOfCounts } from "../../drift/stability.ts";
import { defineExpectation, shown } from "../expectation.ts";
import { NO_REFERENCE, NO_VALUES, present, referenceColumn, rowsOf, textCounts } from "./reference-column.ts";

/** Ten bins of equal count over the reference, fewer where values repeat; the outer ones are open. */
function edgesOf(reference: Float64Array): number[] {
  const sorted = reference.slice().sort();
  const inner = Array.from({ length: 9 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / 10)] as number);
  return [Number.NEGATIVE_INFINITY, ...[...new Set(inner)].filter((edge) => edge > (sorted[0] as number)), Number.POSITIVE_INFINITY];
}

export const stabilityIndex = defineExpectation({
  kind: "stability-index",
  scope: "REFERENCE",
  title: "Population stability index",
  description:
    "The column is spread as in the reference data set: its PSI over ten bins of equal count (or over the values of a text) is at most the bound. By custom 0.10 is stable, 0.25 calls for action.",
  params: z.strictObject({
    max: z.number().positive().default(0.25).meta({ title: "Largest PSI", description: "0.10 is strict, 0.25 usual." }),
  }),
  accepts: null,
  columns: [1, 1],
  expected: ({ max }) => `PSI at most ${shown(max)}`,
  check([column], { max }, { rowCount }, context) {
    const other = referenceColumn(column, context);
    if (!column || !other) return NO_REFERENCE;
    if (column.type === "STRING") {
      const [expected, actual] = [textCounts(other, rowsOf(other)), textCounts(column, rowCount)];
      if (expected.size === 0 || actual.size === 0) return NO_VALUES;
      const texts = [...new Set([...expected.keys(), ...actual.keys()])];
      const count = (counts: Map<string, number>) => texts.map((text) => counts.get(text) ?? 0);
      const { psi } = psiOfCounts(count(expected), count(actual));
      return { passed: psi <= max, observed: `PSI ${shown(psi)}` };
    }
    const [expected, actual] = [present(other), present(column)];
    if (expected.length === 0 || actual.length === 0) return NO_VALUES;
    const edges = edgesOf(expected);
    const { psi } = psiOfCounts(countInBins(expected, edges), countInBins(actual, edges));
    return { passed: psi <= max, observed: `PSI ${shown(psi)}` };
  },
});
