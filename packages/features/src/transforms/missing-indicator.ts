import { z } from "zod";
import type { Column, ColumnSchema } from "../table.ts";
import { hasMissing, isMissingAt, numberColumn, rowCountOf } from "./columns.ts";
import { defineColumnTransform } from "./transform.ts";

/** A 0/1 column beside each input: 1 where it is missing. Goes before the step that fills the cells. */
export const missingIndicator = defineColumnTransform({
  name: "missing-indicator",
  title: "Mark missing cells",
  description: "Adds a column that is 1 where the input is missing and 0 else.",
  params: z.strictObject({
    /** SEEN adds nothing when no training row had a missing cell: a column of zeros would carry random weights only. */
    when: z.enum(["SEEN", "ALWAYS"]).default("SEEN").describe("SEEN adds the column only where a training row has a missing cell"),
  }),
  accepts: ["INTEGER", "FLOAT", "BOOLEAN", "DATE", "TIMESTAMP", "STRING"],
  effect: "append",
  order: "TELLS",
  missing: "FILLS",
  fit: (inputs, { when }) => ({
    active: when === "ALWAYS" || inputs.some(hasMissing),
  }),
  plan: indicatorOf,
  outputs: (input, _params, { active }) => (active ? indicatorOf(input) : []),
  open:
    (_params, { active }) =>
    (input) =>
      active ? [numberColumn(input.name, indicator(input), "BOOLEAN")] : [],
});

function indicatorOf({ name }: ColumnSchema): ColumnSchema[] {
  return [{ name: `${name} is missing`, type: "BOOLEAN" }];
}

function indicator(column: Column): Float64Array {
  const out = new Float64Array(rowCountOf(column));
  for (let i = 0; i < out.length; i++) if (isMissingAt(column, i)) out[i] = 1;
  return out;
}
