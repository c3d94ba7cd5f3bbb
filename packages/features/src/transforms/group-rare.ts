import { z } from "zod";
import { levelCounts } from "../order-statistics.ts";
import { byDictionary, grownBy } from "./by-dictionary.ts";
import { categories } from "./columns.ts";
import { defineColumnTransform } from "./transform.ts";

/**
 * Levels that are rare among the training rows, and levels never seen there, become one level. Shares are of the present cells; a missing
 * cell stays missing.
 */
export const groupRare = defineColumnTransform({
  name: "group-rare",
  title: "Group rare levels",
  description: "Puts one level in the place of all levels that are rarer than a share of the training rows, and of those never seen.",
  params: z.strictObject({
    minShare: z.number().min(0).lt(1).default(0.01).describe("Share of the training rows that a level needs to stay"),
    maxLevels: z.int().min(1).max(10_000).default(1000).describe("Levels that stay at most, the most frequent first"),
    other: z.string().min(1).max(256).default("(other)").describe("What the grouped levels are called"),
  }),
  accepts: ["STRING", "INTEGER", "BOOLEAN"],
  selects: ["STRING"],
  effect: "replace",
  missing: "KEEPS",
  fit: (inputs, { minShare, maxLevels }) => {
    const counts = levelCounts(inputs.map(categories));
    const total = counts.reduce((sum, { count }) => sum + count, 0);
    const kept = counts.filter(({ count }) => count >= minShare * total).slice(0, maxLevels);
    return { levels: kept.map(({ text }) => text), nGrouped: counts.length - kept.length };
  },
  plan: ({ name }) => [{ name, type: "STRING" }],
  open: ({ other }, { levels }) => {
    const kept = new Set(levels);
    const grow = grownBy([other]);
    const mapOf = byDictionary((dictionary) => {
      const { dictionary: grown, codeOf } = grow(dictionary);
      const otherCode = codeOf.get(other) as number;
      return { grown, map: Int32Array.from(dictionary, (text, code) => (kept.has(text) ? code : otherCode)) };
    });
    return (input) => {
      const column = categories(input);
      const { grown, map } = mapOf(column.dictionary);
      return [{ ...column, dictionary: grown, codes: column.codes.map((code) => (code === -1 ? -1 : (map[code] as number))) }];
    };
  },
});
