import { RE2JS } from "re2js";
import { z } from "zod";
import { defineRowExpectation, textsOf } from "../expectation.ts";

/** Patterns run in time linear in the text (RE2): no pattern and no cell can hang a check. */
const pattern = z
  .string()
  .min(1, "must not be empty")
  .max(1_000, "takes at most 1,000 characters")
  .superRefine((text, context) => {
    try {
      RE2JS.compile(text);
    } catch (error) {
      const why = error instanceof Error ? error.message : "it cannot be read";
      context.addIssue({ code: "custom", message: `is no pattern of RE2's syntax (no backreferences or look-around): ${why}` });
    }
  });

export const matchesPattern = defineRowExpectation({
  kind: "matches-pattern",
  title: "Matches a pattern",
  description: "The whole text matches a regular expression of RE2's syntax. Missing cells are not checked.",
  params: z.strictObject({ pattern: pattern.meta({ title: "Pattern", description: "For example [A-Z]{2}[0-9]{6}." }) }),
  accepts: ["STRING"],
  columns: [1, 1],
  expected: ({ pattern: text }) => `texts like ${text}`,
  open([column], { pattern: text }) {
    const { codes, dictionary } = textsOf(column);
    const compiled = RE2JS.compile(text);
    // Each different text once, however many rows hold it.
    const matches = dictionary.map((entry) => compiled.matcher(entry).matches());
    return (row) => (codes[row] === -1 ? null : (matches[codes[row] as number] as boolean));
  },
});
