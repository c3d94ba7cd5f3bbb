import { z } from "zod";
import { levelCounts } from "../order-statistics.ts";
import type { Column, StringColumn } from "../table.ts";
import { byDictionary } from "./by-dictionary.ts";
import { categories } from "./columns.ts";
import { defineColumnTransform } from "./transform.ts";

/**
 * One 0/1 column for each of the most frequent levels of the training rows, one for every other level (also one never seen), one
 * for missing. Each row has exactly one 1.
 */
export const oneHot = defineColumnTransform({
  name: "one-hot",
  title: "One column for each level",
  description: "Turns levels into 0/1 columns: the most frequent ones of the training rows, 'other' and 'missing'.",
  params: z.strictObject({
    maxLevels: z.int().min(1).max(10_000).default(64).describe("Levels with a column of their own at most; the rest is 'other'"),
  }),
  accepts: ["STRING", "INTEGER", "BOOLEAN"],
  selects: ["STRING"],
  effect: "replace",
  order: "TELLS",
  missing: "FILLS",
  fit: (inputs, { maxLevels }) => ({
    levels: levelCounts(inputs.map(categories))
      .slice(0, maxLevels)
      .map(({ text }) => text),
  }),
  plan: ({ name }) => [{ name: `${name}=`, type: "BOOLEAN", family: true }],
  outputs: ({ name }, _params, { levels }) =>
    [...levels.map((level) => `${name}=${level}`), `${name}=(other)`, `${name}=(missing)`].map((output) => ({
      name: output,
      type: "BOOLEAN" as const,
    })),
  open: (_params, { levels }) => {
    const slotOf = new Map(levels.map((level, slot) => [level, slot]));
    const slotsOf = byDictionary((dictionary) => Int32Array.from(dictionary, (text) => slotOf.get(text) ?? levels.length));
    return (input) => {
      const column = categories(input);
      return encode(column, slotsOf(column.dictionary), levels.length);
    };
  },
});

function encode(column: StringColumn, slots: Int32Array, nLevels: number): Column[] {
  const outputs = Array.from({ length: nLevels + 2 }, () => new Float64Array(column.codes.length));
  for (let row = 0; row < column.codes.length; row++) {
    const code = column.codes[row] as number;
    const slot = code === -1 ? nLevels + 1 : (slots[code] as number);
    (outputs[slot] as Float64Array)[row] = 1;
  }
  return outputs.map((values) => ({
    name: column.name,
    type: "BOOLEAN",
    values,
  }));
}
