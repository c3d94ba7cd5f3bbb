import { z } from "zod";
import type { Column } from "../table.ts";
import { defineTransform } from "./transform.ts";

/** A 0/1 column beside each input: 1 where it is missing. Goes before the step that fills the cells. */
export const missingIndicator = defineTransform({
  name: "missing-indicator",
  title: "Mark missing cells",
  description: "Adds a column that is 1 where the input is missing and 0 else.",
  params: z.strictObject({
    /** SEEN adds nothing when no training row had a missing cell: a column of zeros would carry random weights only. */
    when: z.enum(["SEEN", "ALWAYS"]).default("SEEN"),
  }),
  accepts: ["INTEGER", "FLOAT", "BOOLEAN", "DATE", "TIMESTAMP", "STRING"],
  effect: "append",
  fit: (inputs, { when }) => ({
    active: when === "ALWAYS" || inputs.some(hasMissing),
  }),
  outputs: (inputs, _params, { active }) =>
    active
      ? inputs.map(({ name }) => ({
          name: `${name} is missing`,
          type: "FLOAT",
        }))
      : [],
  open:
    (_params, { active }) =>
    (inputs) =>
      active
        ? inputs.map((column) => ({
            name: column.name,
            type: "FLOAT",
            values: indicator(column),
          }))
        : [],
});

const hasMissing = (column: Column): boolean => (column.type === "STRING" ? column.codes.includes(-1) : column.values.includes(Number.NaN));

function indicator(column: Column): Float64Array {
  const n = column.type === "STRING" ? column.codes.length : column.values.length;
  const out = new Float64Array(n);
  if (column.type === "STRING") for (let i = 0; i < n; i++) out[i] = column.codes[i] === -1 ? 1 : 0;
  else for (let i = 0; i < n; i++) out[i] = Number.isNaN(column.values[i]) ? 1 : 0;
  return out;
}
