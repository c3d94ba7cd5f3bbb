import { z } from "zod";
import { ColumnParam } from "../column-param.ts";
import { levelCounts, medianOf, modeOf, presentValues } from "../order-statistics.ts";
import { type Column, type NumericColumn, type StringColumn, takeColumn } from "../table.ts";
import { byDictionary, grownBy } from "./by-dictionary.ts";
import { categories, filledType, numericInputs, rowsByCode } from "./columns.ts";
import { momentsOf } from "./moments.ts";
import { defineColumnTransform, type Json, refused } from "./transform.ts";

const STRATEGIES = ["MEAN", "MEDIAN", "MODE"] as const;
type Strategy = (typeof STRATEGIES)[number];

interface GroupFills {
  /** Text of the group, and what its missing cells become. */
  groups: [string, number | string][];
  /** For groups without a value, never seen or missing. */
  overall: number | string;
  [key: string]: Json;
}

/**
 * Missing cells become the mean, median or most frequent value of the training rows of the same group; a group without a value, one that
 * was never seen, and a missing group take that of all training rows (0 or the empty text where there is none).
 */
export const imputeByGroup = defineColumnTransform({
  name: "impute-by-group",
  title: "Fill by group",
  description: "Puts the mean, median or most frequent value of the training rows of the same group where a cell is missing.",
  params: z.strictObject({
    by: ColumnParam.describe("Column whose values are the groups"),
    strategy: z.enum(STRATEGIES).default("MEDIAN").describe("What is taken of a group: text takes MODE"),
  }),
  example: { by: "group", strategy: "MODE" },
  accepts: ["INTEGER", "FLOAT", "BOOLEAN", "STRING", "DATE", "TIMESTAMP"],
  selects: ["INTEGER", "FLOAT"],
  effect: "replace",
  missing: "FILLS",
  reads: ({ by }) => [by],
  fit: (inputs, { strategy }, { also }): GroupFills => {
    const by = categories(also[0] as Column);
    const groups = rowsByCode(by).flatMap((rows, code): [string, number | string][] => {
      const value =
        rows.length > 0
          ? fillOf(
              inputs.map((input) => takeColumn(input, rows)),
              strategy,
            )
          : null;
      return value === null ? [] : [[by.dictionary[code] as string, value]];
    });
    return {
      groups: groups.sort(([a], [b]) => (a < b ? -1 : 1)),
      overall: fillOf(inputs, strategy) ?? (inputs[0]?.type === "STRING" ? "" : 0),
    };
  },
  summary: ({ groups, overall }) => ({ overall, groups: groups.map(([group, value]) => ({ group, value })) }),
  plan: ({ name, type }, { strategy }) => {
    if (type === "STRING" && strategy !== "MODE")
      throw refused(`Column '${name}' is text, which has no ${strategy}. Take strategy MODE.`, [name]);
    return [{ name, type: type === "STRING" || (strategy === "MODE" && type !== "INTEGER") ? type : filledType(type) }];
  },
  open: ({ strategy }, { groups, overall }) => {
    const valueOfGroup = new Map(groups);
    const fillsOf = byDictionary((dictionary) => dictionary.map((group) => valueOfGroup.get(group) ?? overall));
    const grow = grownBy([overall, ...groups.map(([, value]) => value)].map(String));
    return (input, also) => {
      const by = categories(also[0] as Column);
      const fills = fillsOf(by.dictionary);
      const fillAt = (row: number): number | string => fills[by.codes[row] as number] ?? overall;
      if (input.type !== "STRING") return [fillNumber(input, fillAt, strategy)];
      const { dictionary, codeOf } = grow(input.dictionary);
      const codes = input.codes.map((code, row) => (code === -1 ? (codeOf.get(String(fillAt(row))) as number) : code));
      return [{ ...input, codes, dictionary }];
    };
  },
});

function fillOf(columns: readonly Column[], strategy: Strategy): number | string | null {
  const texts = columns.filter((column): column is StringColumn => column.type === "STRING");
  if (texts.length > 0) return levelCounts(texts)[0]?.text ?? null;
  const numbers = numericInputs(columns);
  const present = presentValues(numbers.map(({ values }) => values));
  if (present.length === 0) return null;
  const value = strategy === "MEAN" ? momentsOf(numbers).mean : strategy === "MEDIAN" ? medianOf(present) : modeOf(present);
  return value === null ? null : value + 0;
}

function fillNumber({ name, type, values }: NumericColumn, fillAt: (row: number) => number | string, strategy: Strategy): Column {
  const out = Float64Array.from(values);
  for (let row = 0; row < out.length; row++) if (Number.isNaN(out[row])) out[row] = Number(fillAt(row));
  return { name, type: strategy === "MODE" && type !== "INTEGER" ? type : filledType(type), values: out };
}
