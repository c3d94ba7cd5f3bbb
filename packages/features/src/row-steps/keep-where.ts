import { AppError, type ColumnType } from "@plimsoll/schema";
import { z } from "zod";
import { cellValue, EXPECTED } from "../cells.ts";
import type { Column } from "../table.ts";
import { refused } from "../transforms/transform.ts";
import { defineRowStep } from "./row-step.ts";

const OPERATORS = ["EQUALS", "NOT_EQUALS", "LESS", "AT_MOST", "GREATER", "AT_LEAST", "IN", "NOT_IN"] as const;
type Operator = (typeof OPERATORS)[number];
const ORDERED: readonly Operator[] = ["LESS", "AT_MOST", "GREATER", "AT_LEAST"];

const Cell = z.union([z.number(), z.boolean(), z.string().max(1000)]);

/** Keeps the rows in which every one of the columns compares as asked; a missing cell compares with nothing, so its row goes unless it is kept by name. */
export const keepWhere = defineRowStep({
  name: "keep-where",
  title: "Keep rows by value",
  description: "Keeps the rows whose cells compare with a value as asked, e.g. an amount above zero or a date before a day.",
  params: z.strictObject({
    operator: z.enum(OPERATORS).describe("How the cell compares with the values"),
    values: z
      .array(Cell)
      .min(1)
      .max(1000)
      .describe("What cells are compared with: one value, or several with IN and NOT_IN; dates as ISO text"),
    missing: z.enum(["DROP", "KEEP"]).default("DROP").describe("What becomes of rows whose cell is missing"),
  }),
  example: { operator: "AT_LEAST", values: ["2000-01-01"] },
  check: (columns, { operator, values }) => {
    if (!operator.endsWith("IN") && values.length > 1)
      throw wrongValue(`${operator} compares with one value. Got ${values.length}; use IN or NOT_IN for several.`, []);
    for (const { name, type } of columns) {
      if (ORDERED.includes(operator) && (type === "STRING" || type === "BOOLEAN"))
        throw refused(`Column '${name}' is ${type}, which has no order. Compare it with EQUALS, NOT_EQUALS, IN or NOT_IN.`, [name]);
      for (const value of values) comparable(value, type, name);
    }
  },
  keep: (columns, rowCount, { operator, values, missing }) => {
    const out = new Uint8Array(rowCount).fill(1);
    for (const column of columns) {
      const keeps = tester(
        column,
        operator,
        values.map((value) => comparable(value, column.type, column.name)),
      );
      const keepsMissing = missing === "KEEP";
      for (let row = 0; row < rowCount; row++) if (!(keeps(row) ?? keepsMissing)) out[row] = 0;
    }
    return out;
  },
});

/** Tells whether a row's cell compares as asked; null where it is missing. */
function tester(column: Column, operator: Operator, values: readonly (number | string)[]): (row: number) => boolean | null {
  if (column.type === "STRING") {
    const wanted = new Set(values);
    const positive = operator === "EQUALS" || operator === "IN";
    const byCode = column.dictionary.map((text) => wanted.has(text) === positive);
    return (row) => byCode[column.codes[row] as number] ?? null;
  }
  const numbers = values.map(Number);
  const [first = Number.NaN] = numbers;
  const compare = comparison(operator, first, numbers);
  return (row) => {
    const value = column.values[row] as number;
    return Number.isNaN(value) ? null : compare(value);
  };
}

function comparison(operator: Operator, first: number, all: readonly number[]): (value: number) => boolean {
  switch (operator) {
    case "EQUALS":
    case "IN":
      return (value) => all.includes(value);
    case "NOT_EQUALS":
    case "NOT_IN":
      return (value) => !all.includes(value);
    case "LESS":
      return (value) => value < first;
    case "AT_MOST":
      return (value) => value <= first;
    case "GREATER":
      return (value) => value > first;
    case "AT_LEAST":
      return (value) => value >= first;
  }
}

/** The value as the column holds it. @throws AppError INVALID_INPUT where a cell of the type can never be that. */
function comparable(value: number | boolean | string, type: ColumnType, name: string): number | string {
  const read = cellValue(value, type);
  if (read !== null) return read;
  throw wrongValue(`Column '${name}' is ${type} and takes ${EXPECTED[type]}. Got ${JSON.stringify(value).slice(0, 40)} to compare with.`, [
    name,
  ]);
}

const wrongValue = (message: string, columns: string[]): AppError =>
  new AppError("INVALID_INPUT", "input", message, { path: ["params", "values"], columns });
