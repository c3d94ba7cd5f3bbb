import type { Table } from "@plimsoll/features";
import { expect, test } from "vitest";
import { type SeriesSelection, seriesOf } from "./series-table.ts";

const day = (text: string) => Date.parse(`${text}T00:00:00Z`);
const table = (times: string[], a: number[], b: number[]): Table => ({
  rowCount: times.length,
  columns: [
    { name: "day", type: "DATE", values: Float64Array.from(times, day) },
    { name: "a", type: "FLOAT", values: Float64Array.from(a) },
    { name: "b", type: "INTEGER", values: Float64Array.from(b) },
    { name: "name", type: "STRING", codes: new Int32Array(times.length), dictionary: ["x"] },
  ],
});
const days = ["2024-01-03", "2024-01-01", "2024-01-02"];
const read = (changes: Partial<SeriesSelection> = {}, given = table(days, [3, 1, 2], [30, 10, Number.NaN])) =>
  seriesOf(given, { names: ["a", "b"], timeColumn: "day", missing: "DROP", ...changes });

test("rows stand in the order of time, and rows without a value are left out and counted", () => {
  const { values, times, nRows, nDropped } = read();
  expect(values.map((own) => [...own])).toEqual([
    [1, 3],
    [10, 30],
  ]);
  expect([...(times ?? [])]).toEqual([day("2024-01-01"), day("2024-01-03")]);
  expect({ nRows, nDropped }).toEqual({ nRows: 2, nDropped: 1 });
});

test("days are cut to the window, both ends included", () => {
  expect(read({ names: ["a"], from: "2024-01-02", to: "2024-01-03" }).values.map((own) => [...own])).toEqual([[2, 3]]);
});

test("without a time column the file's order holds, and gaps may be kept", () => {
  expect(read({ timeColumn: null, missing: null }).values.map((own) => [...own])).toEqual([
    [3, 1, 2],
    [30, 10, Number.NaN],
  ]);
});

test.each([
  [{ names: ["c"] }, "UNKNOWN_COLUMN", "'c'"],
  [{ names: ["name"] }, "TYPE_MISMATCH", "numbers are needed"],
  [{ timeColumn: "a" }, "TYPE_MISMATCH", "DATE or TIMESTAMP"],
  [{ timeColumn: null, from: "2024-01-01" }, "INVALID_INPUT", "need a time column"],
  [{ from: "2024-01-03", to: "2024-01-01" }, "INVALID_INPUT", "is after"],
  [{ from: "2025-01-01" }, "INVALID_INPUT", "No row lies between"],
  [{ missing: "REFUSE" as const }, "INVALID_INPUT", "1 row lacks a value; the first is 'b' on 2024-01-02"],
])("the selection %j is refused as %s", (changes, code, words) => {
  expect(() => read(changes)).toThrow(expect.objectContaining({ code, kind: "input", message: expect.stringContaining(words) }));
});

test("a repeated and a missing moment are refused", () => {
  expect(() => read({}, table(["2024-01-01", "2024-01-01"], [1, 2], [1, 2]))).toThrow("Two rows have the time 2024-01-01");
  const gap = table(["2024-01-01", "2024-01-02"], [1, 2], [1, 2]);
  (gap.columns[0] as { values: Float64Array }).values[1] = Number.NaN;
  expect(() => read({}, gap)).toThrow("Row 1 has no time");
});
