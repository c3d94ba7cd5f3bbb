import { z } from "zod";
import { levelCounts } from "../order-statistics.ts";
import type { Column, StringColumn } from "../table.ts";
import { stringInputs } from "./columns.ts";
import { defineTransform } from "./transform.ts";

/**
 * One 0/1 column for each of the most frequent texts of the training rows, one for every other text (also one never seen), one
 * for missing. Each row has exactly one 1.
 */
export const oneHot = defineTransform({
  name: "one-hot",
  title: "One column for each level",
  description: "Turns text into 0/1 columns: the most frequent levels of the training rows, 'other' and 'missing'.",
  params: z.strictObject({ maxLevels: z.int().min(1).max(10_000).default(64) }),
  accepts: ["STRING"],
  effect: "replace",
  fit: (inputs, { maxLevels }) => ({
    levels: levelCounts(stringInputs(inputs))
      .slice(0, maxLevels)
      .map(({ text }) => text),
  }),
  outputs: (inputs, _params, { levels }) =>
    inputs.flatMap(({ name }) =>
      [...levels.map((level) => `${name}=${level}`), `${name}=(other)`, `${name}=(missing)`].map((output) => ({
        name: output,
        type: "FLOAT" as const,
      })),
    ),
  open: (_params, { levels }) => {
    const slotOf = new Map(levels.map((level, slot) => [level, slot]));
    const slotsOf = memoise((dictionary) => Int32Array.from(dictionary, (text) => slotOf.get(text) ?? levels.length));
    return (inputs) => stringInputs(inputs).flatMap((column) => encode(column, slotsOf(column.dictionary), levels.length));
  },
});

/** The dictionary is the same object for all blocks of a table: its slots are looked up once, not for each block. */
function memoise(compute: (dictionary: readonly string[]) => Int32Array): (dictionary: readonly string[]) => Int32Array {
  const known = new WeakMap<readonly string[], { length: number; slots: Int32Array }>();
  return (dictionary) => {
    const found = known.get(dictionary);
    if (found?.length === dictionary.length) return found.slots;
    const slots = compute(dictionary);
    known.set(dictionary, { length: dictionary.length, slots });
    return slots;
  };
}

function encode(column: StringColumn, slots: Int32Array, nLevels: number): Column[] {
  const outputs = Array.from({ length: nLevels + 2 }, () => new Float64Array(column.codes.length));
  for (let row = 0; row < column.codes.length; row++) {
    const code = column.codes[row] as number;
    const slot = code === -1 ? nLevels + 1 : (slots[code] as number);
    (outputs[slot] as Float64Array)[row] = 1;
  }
  return outputs.map((values) => ({
    name: column.name,
    type: "FLOAT",
    values,
  }));
}
