import { AppError, COLUMN_TYPES } from "@plimsoll/schema";
import { z } from "zod";
import { levelCounts } from "../order-statistics.ts";
import type { Column, NumericColumn, NumericType, StringColumn } from "../table.ts";
import { byDictionary } from "./by-dictionary.ts";
import { categories, isMissingAt, rowCountOf } from "./columns.ts";
import { type ReadOptions, textReader } from "./read-text.ts";
import { defineColumnTransform, refused } from "./transform.ts";

const MAX_EXAMPLES = 5;
const MAX_SHOWN = 40;

/**
 * Cells of one type as those of another. Text becomes numbers ("1,234.50", "$ 12", "(7)" = -7, "12 %" = 0.12), truth values or dates; numbers
 * become text (codes that are no quantities) or truth values (0 and 1). A cell that cannot be read becomes missing or is refused, and the
 * report says how many there were among the training rows and which they are.
 */
export const coerce = defineColumnTransform({
  name: "coerce",
  title: "Change the type",
  description:
    "Reads cells as another type: text as numbers, dates or truth values, numbers as text. A cell that cannot be read becomes missing, or is refused.",
  params: z.strictObject({
    to: z.enum(COLUMN_TYPES).describe("Type of the new cells"),
    decimal: z.enum([".", ","]).default(".").describe("What separates the decimals of a number in text; the other one may group thousands"),
    dates: z.enum(["YMD", "DMY", "MDY"]).default("YMD").describe("Order of year, month and day of a date in text"),
    unreadable: z.enum(["MISSING", "REFUSE"]).default("MISSING").describe("What becomes of a cell that cannot be read"),
  }),
  example: { to: "STRING" },
  accepts: ["INTEGER", "FLOAT", "BOOLEAN", "STRING"],
  selects: ["STRING"],
  effect: "replace",
  missing: "MAKES",
  fit: (inputs, params) => {
    const read = reader(params);
    const present = inputs.reduce((sum, input) => sum + presentCount(input), 0);
    const { to } = params;
    const failed = to === "STRING" ? [] : levelCounts(inputs.map((input) => unreadableCells(input, to, read)));
    const unreadable = failed.reduce((sum, { count }) => sum + count, 0);
    const examples = failed.slice(0, MAX_EXAMPLES).map(({ text, count }) => ({ text: text.slice(0, MAX_SHOWN), count }));
    if (params.unreadable === "REFUSE" && unreadable > 0) {
      const shown = examples.map(({ text }) => `'${text}'`).join(", ");
      throw refused(
        `${unreadable} of ${present} cells of ${inputs.map(({ name }) => `'${name}'`).join(", ")} cannot be read as ${to}: ${shown}. Mend them, or let them become missing.`,
        inputs.map(({ name }) => name),
      );
    }
    return { present, unreadable, examples };
  },
  plan: ({ name, type }, { to }) => {
    if (type !== "STRING" && (to === "DATE" || to === "TIMESTAMP"))
      throw refused(`Column '${name}' is ${type}, which has no date in it. Coerce it to STRING first if its digits are one.`, [name]);
    return [{ name, type: to }];
  },
  open: (params) => {
    const read = reader(params);
    const { to } = params;
    const refuses = params.unreadable === "REFUSE";
    const valuesOf = byDictionary((dictionary) => Float64Array.from(dictionary, (text) => read(text) ?? Number.NaN));
    return (input) => {
      if (to === "STRING") return [categories(input)];
      const { name } = input;
      const values = input.type === "STRING" ? readCodes(input.codes, valuesOf(input.dictionary)) : fromNumbers(input, to);
      if (refuses) refuseUnread(input, values, to);
      return [{ name, type: to, values }];
    };
  },
});

type Params = ReadOptions & { to: (typeof COLUMN_TYPES)[number] };

const reader = ({ to, decimal, dates }: Params): ((text: string) => number | null) =>
  to === "STRING" ? () => null : textReader(to, { decimal, dates });

const presentCount = (input: Column): number => {
  let n = 0;
  for (let row = 0; row < rowCountOf(input); row++) if (!isMissingAt(input, row)) n++;
  return n;
};

/** The present cells that cannot be read, as texts. */
function unreadableCells(input: Column, to: NumericType, read: (text: string) => number | null): StringColumn {
  if (input.type !== "STRING") {
    const values = fromNumbers(input, to);
    return categories({ ...input, values: input.values.map((value, row) => (Number.isNaN(values[row]) ? value : Number.NaN)) });
  }
  const fails = input.dictionary.map((text) => read(text) === null);
  return { ...input, codes: input.codes.map((code) => (fails[code] ? code : -1)) };
}

function readCodes(codes: Int32Array, values: Float64Array): Float64Array {
  const out = new Float64Array(codes.length);
  for (let row = 0; row < out.length; row++) out[row] = values[codes[row] as number] ?? Number.NaN;
  return out;
}

/** INTEGER takes whole numbers, BOOLEAN 0 and 1. */
function fromNumbers({ values }: NumericColumn, to: NumericType): Float64Array {
  if (to === "INTEGER") return values.map((value) => (Number.isSafeInteger(value) ? value : Number.NaN));
  if (to === "BOOLEAN") return values.map((value) => (value === 0 || value === 1 ? value : Number.NaN));
  return values.slice();
}

function refuseUnread(input: Column, values: Float64Array, to: string): void {
  const row = values.findIndex(
    (value, at) => Number.isNaN(value) && (input.type === "STRING" ? input.codes[at] !== -1 : !Number.isNaN(input.values[at])),
  );
  if (row === -1) return;
  throw new AppError("INVALID_INPUT", "input", `A cell of column '${input.name}' cannot be read as ${to}. Mend it, or leave it empty.`, {
    columns: [input.name],
    row,
  });
}
