import { z } from "zod";
import { levelCounts, modeOf, presentValues } from "../order-statistics.ts";
import type { NumericColumn, StringColumn } from "../table.ts";
import { fillNumbers, textFiller } from "./columns.ts";
import { defineColumnTransform } from "./transform.ts";

/** Missing cells become the most frequent value of the training rows: 0 or the empty text when there was none. */
export const imputeMode = defineColumnTransform({
  name: "impute-mode",
  title: "Fill with the most frequent value",
  description: "Puts the most frequent value of the training rows where one is missing; of several, the smallest.",
  params: z.strictObject({}),
  accepts: ["INTEGER", "FLOAT", "BOOLEAN", "STRING"],
  selects: ["BOOLEAN", "STRING"],
  effect: "replace",
  order: "RISES",
  missing: "FILLS",
  fit: (inputs) => {
    const texts = inputs.filter((column): column is StringColumn => column.type === "STRING");
    const numbers = inputs.filter((column): column is NumericColumn => column.type !== "STRING");
    return {
      text: levelCounts(texts)[0]?.text ?? "",
      number: (modeOf(presentValues(numbers.map((column) => column.values))) ?? 0) + 0,
    };
  },
  summary: ({ text, number }) => ({ text, number }),
  plan: ({ name, type }) => [{ name, type }],
  open: (_params, state) => {
    const fillTexts = textFiller(state.text);
    return (input) => [input.type === "STRING" ? fillTexts(input) : { ...fillNumbers(input, state.number), type: input.type }];
  },
});
