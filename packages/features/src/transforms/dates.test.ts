import { expect, test } from "vitest";
import { createRng } from "../random.ts";
import { civilOf, dayOf, dayOfYear, isoWeek, weekday } from "./calendar.ts";
import { transform } from "./index.ts";
import { fitApply, fitted, numeric } from "./testing/run.ts";

const moment = (...texts: string[]) =>
  numeric(
    "t",
    "TIMESTAMP",
    texts.map((text) => Date.parse(text)),
  );

test("date-to-number of 1970-01-02T12:00Z is 1.5", () => {
  expect(fitApply("date-to-number", [numeric("x", "TIMESTAMP", [1.5 * 86_400_000])])).toEqual([[1.5]]);
});

test("the calendar agrees with the engine's own on 20,000 days from year 1 to 9999", () => {
  const rng = createRng(3);
  for (let k = 0; k < 20_000; k++) {
    const ms = Date.UTC(2000, 0, 1) + (rng.next() * 9998 - 1999) * 365.2425 * 86_400_000;
    const date = new Date(ms);
    const civil = civilOf(dayOf(ms));
    const found = [civil.year, civil.month, civil.day, weekday(dayOf(ms)) % 7];
    expect(found).toEqual([date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCDay()]);
    const firstDay = new Date(ms).setUTCFullYear(date.getUTCFullYear(), 0, 1);
    expect(dayOfYear(civil)).toBe(dayOf(ms) - dayOf(firstDay) + 1);
  }
});

test.each([
  ["2020-12-31", 53],
  ["2021-01-03", 53],
  ["2021-01-04", 1],
  ["2018-12-31", 1],
  ["2016-01-01", 53],
  ["2024-06-30", 26],
])("%s lies in ISO week %i", (text, week) => {
  expect(isoWeek(dayOf(Date.parse(text)))).toBe(week);
});

test("date-parts: Saturday, 29 February 2020, 23:45 UTC", () => {
  const parts = ["YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "DAY_OF_YEAR", "WEEKDAY", "HOUR", "MINUTE", "IS_WEEKEND", "IS_MONTH_END"];
  const { names, outputs } = fitted("date-parts", [moment("2020-02-29T23:45:00Z")], { params: { parts } });
  expect(outputs.map((output) => (output.type === "STRING" ? null : output.values[0]))).toEqual([2020, 1, 2, 9, 29, 60, 6, 23, 45, 1, 1]);
  expect(names[5]).toBe("t day of year");
});

test("cyclic: midnight is (0, 1), noon (0, -1), and a year's end lies beside its beginning", () => {
  const round = (cells: (number | string | null)[][]) => cells.map((column) => column.map((cell) => Number(Number(cell).toFixed(9)) + 0));
  expect(
    round(fitApply("cyclic", [moment("2020-01-01T00:00Z", "2020-01-01T12:00Z", "2020-01-01T06:00Z")], { params: { cycle: "DAY" } })),
  ).toEqual([
    [0, 0, 1],
    [1, -1, 0],
  ]);
  const [sin = [], cos = []] = fitApply("cyclic", [moment("2020-12-31T23:59:59Z", "2021-01-01T00:00Z")], { params: { cycle: "YEAR" } });
  expect(Math.hypot(Number(sin[0]) - Number(sin[1]), Number(cos[0]) - Number(cos[1]))).toBeLessThan(1e-6);
  expect(round(fitApply("cyclic", [numeric("hour", "INTEGER", [6, 30])], { params: { period: 24 } }))).toEqual([
    [1, 1],
    [0, 0],
  ]);
});

test("cyclic says what it needs for the column's type", () => {
  const kind = transform("cyclic");
  const plan = (type: "DATE" | "FLOAT", params: Record<string, unknown>) => () =>
    kind.plan([{ name: "x", type }], kind.parse(params), { also: [] });
  expect(plan("DATE", { period: 3 })).toThrow(/Say which cycle is meant/);
  expect(plan("FLOAT", { cycle: "DAY" })).toThrow(/Give the period/);
});
