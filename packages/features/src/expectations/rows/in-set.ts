import { z } from "zod";
import { cellText } from "../../table.ts";
import { defineRowExpectation } from "../expectation.ts";

export const valueList = (description: string) =>
  z.strictObject({
    values: z
      .array(z.union([z.string().max(1024), z.number(), z.boolean()]))
      .min(1, "needs at least one value")
      .max(10_000)
      .meta({ title: "Values", description }),
  });

/** Cells and listed values are compared as text, the way a cell is shown. */
export const asTexts = (values: readonly (string | number | boolean)[]): ReadonlySet<string> => new Set(values.map(String));

export const listText = (values: readonly unknown[]): string =>
  `${values
    .slice(0, 8)
    .map((value) => `'${value}'`)
    .join(", ")}${values.length > 8 ? `, ... (${values.length})` : ""}`;

export const inSet = defineRowExpectation({
  kind: "in-set",
  title: "One of a list",
  description: "Each value is one of those listed, as text. Missing cells are not checked.",
  params: valueList("Every value that is allowed."),
  accepts: null,
  columns: [1, 1],
  expected: ({ values }) => `one of ${listText(values)}`,
  open([column], { values }) {
    const allowed = asTexts(values);
    return (row) => {
      const text = column ? cellText(column, row) : null;
      return text === null ? null : allowed.has(text);
    };
  },
});
