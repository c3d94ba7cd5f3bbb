import { z } from "zod";
import { levelCounts, modeOf, presentValues } from "../order-statistics.ts";
import type { Column, NumericColumn, StringColumn } from "../table.ts";
import { defineTransform } from "./transform.ts";

/** Missing cells become the most frequent value of the training rows: 0 or the empty text when there was none. */
export const imputeMode = defineTransform({
  name: "impute-mode",
  title: "Fill with the most frequent value",
  description:
    "Puts the most frequent value of the training rows where one is missing; of several, the smallest. Several columns share it.",
  params: z.strictObject({}),
  accepts: ["INTEGER", "FLOAT", "BOOLEAN", "STRING"],
  effect: "replace",
  fit: (inputs) => {
    const texts = inputs.filter((column): column is StringColumn => column.type === "STRING");
    const numbers = inputs.filter((column): column is NumericColumn => column.type !== "STRING");
    return {
      text: levelCounts(texts)[0]?.text ?? "",
      number: modeOf(presentValues(numbers.map((column) => column.values))) ?? 0,
    };
  },
  outputs: (inputs) => inputs.map(({ name, type }) => ({ name, type })),
  open: (_params, state) => (inputs) =>
    inputs.map((column) => (column.type === "STRING" ? fillText(column, state.text) : fillNumber(column, state.number))),
});

function fillNumber(column: NumericColumn, mode: number): Column {
  const values = Float64Array.from(column.values);
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) values[i] = mode;
  return { ...column, values };
}

function fillText(column: StringColumn, mode: string): Column {
  const known = column.dictionary.indexOf(mode);
  const code = known === -1 ? column.dictionary.length : known;
  const dictionary = known === -1 ? [...column.dictionary, mode] : column.dictionary;
  const codes = Int32Array.from(column.codes);
  for (let i = 0; i < codes.length; i++) if (codes[i] === -1) codes[i] = code;
  return { ...column, codes, dictionary };
}
