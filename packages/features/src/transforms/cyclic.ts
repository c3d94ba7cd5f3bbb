import { z } from "zod";
import type { ColumnSchema } from "../table.ts";
import { civilOf, dayOf, dayOfYear, daysInMonth, isLeap, timeOfDay, weekday } from "./calendar.ts";
import { mapNumbers, numericInput } from "./columns.ts";
import { defineColumnTransform, refused } from "./transform.ts";

/** Share of a cycle that is gone at a moment, in [0, 1). */
const CYCLES: Record<"DAY" | "WEEK" | "MONTH" | "YEAR", (ms: number) => number> = {
  DAY: timeOfDay,
  WEEK: (ms) => (weekday(dayOf(ms)) - 1 + timeOfDay(ms)) / 7,
  MONTH: (ms) => {
    const { year, month, day } = civilOf(dayOf(ms));
    return (day - 1 + timeOfDay(ms)) / daysInMonth(year, month);
  },
  YEAR: (ms) => {
    const date = civilOf(dayOf(ms));
    return (dayOfYear(date) - 1 + timeOfDay(ms)) / (isLeap(date.year) ? 366 : 365);
  },
};
const NAMES = Object.keys(CYCLES) as ["DAY", "WEEK", "MONTH", "YEAR"];

/**
 * Sine and cosine of the place in a cycle, so that its end lies beside its beginning: 23:59 beside 00:00, December beside January.
 * Dates and times: the share of the day, week (from Monday), month or year gone. Numbers: x / period. Missing stays missing.
 */
export const cyclic = defineColumnTransform({
  name: "cyclic",
  title: "Place in a cycle",
  description: "Turns a date, a time or a number that goes round into a sine and a cosine.",
  params: z
    .strictObject({
      cycle: z.enum(NAMES).optional().describe("Of dates and times: the cycle, from its beginning, UTC"),
      period: z.number().positive().optional().describe("Of numbers: how far it is once round, e.g. 24 for hours or 12 for months"),
    })
    .refine(({ cycle, period }) => cycle !== undefined || period !== undefined, {
      message: "needs a cycle for dates or a period for numbers",
    }),
  example: { cycle: "YEAR", period: 24 },
  accepts: ["DATE", "TIMESTAMP", "INTEGER", "FLOAT"],
  selects: ["DATE", "TIMESTAMP"],
  effect: "replace",
  missing: "KEEPS",
  fit: () => null,
  plan: (input, params) => {
    turnOf(input, params);
    return ["sin", "cos"].map((part) => ({ name: `${input.name} ${part}`, type: "FLOAT" as const }));
  },
  open: (params) => (input) => {
    const turn = turnOf(input, params);
    const column = numericInput(input);
    return [
      mapNumbers(column, (value) => Math.sin(2 * Math.PI * turn(value))),
      mapNumbers(column, (value) => Math.cos(2 * Math.PI * turn(value))),
    ];
  },
});

interface Params {
  cycle?: keyof typeof CYCLES | undefined;
  period?: number | undefined;
}

/** @throws AppError INVALID_INPUT where the parameters say nothing for the column's type. */
function turnOf({ name, type }: ColumnSchema, { cycle, period }: Params): (value: number) => number {
  if (type === "DATE" || type === "TIMESTAMP") {
    if (cycle !== undefined) return CYCLES[cycle];
    throw refused(`Column '${name}' is ${type}. Say which cycle is meant: ${NAMES.join(", ")}.`, [name]);
  }
  if (period !== undefined) return (value) => value / period - Math.floor(value / period);
  throw refused(`Column '${name}' is ${type}. Give the period after which it begins again.`, [name]);
}
