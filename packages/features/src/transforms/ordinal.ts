import { z } from "zod";
import { levelCounts } from "../order-statistics.ts";
import { byDictionary } from "./by-dictionary.ts";
import { categories, lookUp, numberColumn, sameName } from "./columns.ts";
import { defineColumnTransform, refused } from "./transform.ts";

/**
 * Levels as 0, 1, 2, ... in an order that the user gives, or that of their texts (of their numbers where all are numbers). Missing stays
 * missing, and a level that was not there when the step was fitted becomes missing.
 */
export const ordinal = defineColumnTransform({
  name: "ordinal",
  title: "Levels in order",
  description: "Numbers the levels in a given or their natural order from 0; a level that was not seen in training becomes missing.",
  params: z.strictObject({
    order: z
      .array(z.string().min(1).max(1000))
      .min(1)
      .max(10_000)
      .optional()
      .describe("Levels from lowest to highest; every level of the training rows must be in it"),
  }),
  accepts: ["STRING", "INTEGER", "BOOLEAN"],
  selects: ["STRING"],
  effect: "replace",
  missing: "MAKES",
  fit: (inputs, { order }) => {
    const seen = levelCounts(inputs.map(categories)).map(({ text }) => text);
    if (order === undefined) return { levels: inNaturalOrder(seen) };
    const known = new Set(order);
    const unknown = seen.filter((level) => !known.has(level));
    if (unknown.length > 0) {
      const shown = unknown.slice(0, 5).map((level) => `'${level.slice(0, 40)}'`);
      throw refused(
        `Parameter 'order' lacks ${shown.join(", ")}${unknown.length > 5 ? ` and ${unknown.length - 5} more levels` : ""} of the training rows. Add them, or group rare levels first.`,
        inputs.map(({ name }) => name),
      );
    }
    return { levels: [...known] };
  },
  plan: sameName("FLOAT"),
  open: (_params, { levels }) => {
    const rankOf = new Map(levels.map((level, rank) => [level, rank]));
    const ranksOf = byDictionary((dictionary) => Float64Array.from(dictionary, (text) => rankOf.get(text) ?? Number.NaN));
    return (input) => {
      const { name, codes, dictionary } = categories(input);
      const ranks = ranksOf(dictionary);
      return [numberColumn(name, lookUp(codes, ranks, Number.NaN))];
    };
  },
});

function inNaturalOrder(levels: readonly string[]): string[] {
  const areNumbers = levels.every((level) => level.trim() !== "" && Number.isFinite(Number(level)));
  return levels.toSorted((a, b) => (areNumbers ? Number(a) - Number(b) : 0) || (a < b ? -1 : a > b ? 1 : 0));
}
