import { z } from "zod";
import type { NumericType } from "../table.ts";
import { civilOf, dayOf, dayOfYear, daysInMonth, isoWeek, msOfDay, weekday } from "./calendar.ts";
import { mapNumbers, numericInput } from "./columns.ts";
import { defineColumnTransform } from "./transform.ts";

const PARTS = {
  YEAR: { type: "INTEGER", of: (ms) => civilOf(dayOf(ms)).year },
  QUARTER: { type: "INTEGER", of: (ms) => Math.ceil(civilOf(dayOf(ms)).month / 3) },
  MONTH: { type: "INTEGER", of: (ms) => civilOf(dayOf(ms)).month },
  WEEK: { type: "INTEGER", of: (ms) => isoWeek(dayOf(ms)) },
  DAY: { type: "INTEGER", of: (ms) => civilOf(dayOf(ms)).day },
  DAY_OF_YEAR: { type: "INTEGER", of: (ms) => dayOfYear(civilOf(dayOf(ms))) },
  WEEKDAY: { type: "INTEGER", of: (ms) => weekday(dayOf(ms)) },
  HOUR: { type: "INTEGER", of: (ms) => Math.floor(msOfDay(ms) / 3_600_000) },
  MINUTE: { type: "INTEGER", of: (ms) => Math.floor(msOfDay(ms) / 60_000) % 60 },
  IS_WEEKEND: { type: "BOOLEAN", of: (ms) => Number(weekday(dayOf(ms)) > 5) },
  IS_MONTH_END: { type: "BOOLEAN", of: (ms) => Number(isMonthEnd(ms)) },
} as const satisfies Record<string, { type: NumericType; of: (ms: number) => number }>;
type Part = keyof typeof PARTS;

function isMonthEnd(ms: number): boolean {
  const { year, month, day } = civilOf(dayOf(ms));
  return day === daysInMonth(year, month);
}

/** A column for each asked part of a date or time, UTC. Missing stays missing in every part. */
export const dateParts = defineColumnTransform({
  name: "date-parts",
  title: "Parts of a date",
  description: "Turns a date or a time into columns such as its year, month, weekday (Monday = 1) or hour, UTC.",
  params: z.strictObject({
    parts: z
      .array(z.enum(Object.keys(PARTS) as [Part, ...Part[]]))
      .min(1)
      .default(["YEAR", "MONTH", "DAY", "WEEKDAY"])
      .describe("Which parts, in this order; WEEK is the ISO week"),
  }),
  accepts: ["DATE", "TIMESTAMP"],
  effect: "replace",
  missing: "KEEPS",
  fit: () => null,
  plan: ({ name }, { parts }) => unique(parts).map((part) => ({ name: `${name} ${worded(part)}`, type: PARTS[part].type })),
  open: ({ parts }) => {
    const wanted = unique(parts).map((part) => PARTS[part]);
    return (input) => wanted.map(({ type, of }) => mapNumbers(numericInput(input), of, type));
  },
});

const unique = (parts: readonly Part[]): Part[] => [...new Set(parts)];
const worded = (part: Part): string => part.toLowerCase().replaceAll("_", " ");
