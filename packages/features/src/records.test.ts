import { AppError } from "@plimsoll/schema";
import { expect, test } from "vitest";
import { tableFromRecords } from "./records.ts";
import type { ColumnSchema } from "./table.ts";

const columns: ColumnSchema[] = [
  { name: "income", type: "FLOAT" },
  { name: "flag", type: "BOOLEAN" },
  { name: "purpose", type: "STRING" },
  { name: "since", type: "DATE" },
  { name: "seen", type: "TIMESTAMP" },
];
const good = { income: 1.5, flag: true, purpose: "car", since: "2020-01-02", seen: "2020-01-02T03:04:05Z" };

function refusal(records: Record<string, unknown>[], schema = columns): AppError {
  try {
    tableFromRecords(records, schema);
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error("was not refused");
}

test("records become columns; null, a blank text and the file's own words for BOOLEAN are understood", () => {
  const table = tableFromRecords(
    [good, { income: null, flag: "No", purpose: " ", since: null, seen: "2020-01-02T03:04:05.25+01:00" }, { ...good, flag: "yes" }],
    columns,
  );
  expect(table).toEqual({
    rowCount: 3,
    columns: [
      { name: "income", type: "FLOAT", values: Float64Array.of(1.5, Number.NaN, 1.5) },
      { name: "flag", type: "BOOLEAN", values: Float64Array.of(1, 0, 1) },
      { name: "purpose", type: "STRING", codes: Int32Array.of(0, -1, 0), dictionary: ["car"] },
      { name: "since", type: "DATE", values: Float64Array.of(Date.UTC(2020, 0, 2), Number.NaN, Date.UTC(2020, 0, 2)) },
      {
        name: "seen",
        type: "TIMESTAMP",
        values: Float64Array.of(Date.UTC(2020, 0, 2, 3, 4, 5), Date.UTC(2020, 0, 2, 2, 4, 5, 250), Date.UTC(2020, 0, 2, 3, 4, 5)),
      },
    ],
  });
});

test("a missing column is named with its row", () => {
  const { income: _income, ...rest } = good;
  const error = refusal([good, rest]);
  expect(error).toMatchObject({
    code: "MISSING_COLUMN",
    kind: "input",
    context: { path: ["rows", "1", "income"], columns: ["income"], row: 1 },
  });
  expect(error.message).toMatch(/^Row 1 lacks column 'income'/);
});

test("an unknown column is named with its row and the nearest name", () => {
  const error = refusal([{ ...good, incom: 3 }]);
  expect(error).toMatchObject({ code: "UNKNOWN_COLUMN", context: { path: ["rows", "0", "incom"], columns: ["incom"] } });
  expect(error.message).toMatch(/Row 0: .*'incom' \(did you mean 'income'\?\)/);
});

test.each([
  ["income", "12", /takes a number or null. Got the text "12"/],
  ["income", true, /Got true/],
  ["income", Number.POSITIVE_INFINITY, /Got the number Infinity/],
  ["income", [1], /Got a list/],
  ["flag", 1, /takes true or false.*Got the number 1/],
  ["flag", "maybe", /Got the text "maybe"/],
  ["purpose", 3, /takes text or null. Got the number 3/],
  ["purpose", { a: 1 }, /Got an object/],
  ["since", "02.01.2020", /YYYY-MM-DD/],
  ["since", "2020-02-30", /YYYY-MM-DD/],
  ["seen", 1_600_000_000, /Got the number/],
])("column %s given %j is mistyped and says what was given and expected", (name, value, says) => {
  const error = refusal([good, { ...good, [name]: value }]);
  expect(error).toMatchObject({ code: "TYPE_MISMATCH", kind: "input", context: { path: ["rows", "1", name], columns: [name], row: 1 } });
  expect(error.message).toMatch(says);
});

test("__proto__, constructor and toString are plain names, also when they are absent", () => {
  const schema: ColumnSchema[] = ["__proto__", "constructor", "toString"].map((name) => ({ name, type: "INTEGER" }));
  const record = JSON.parse('{"__proto__": 1, "constructor": 2, "toString": 3}') as Record<string, unknown>;
  expect(tableFromRecords([record], schema).columns.map((column) => column.type !== "STRING" && column.values[0])).toEqual([1, 2, 3]);
  expect(refusal([{}], schema).context.columns).toEqual(["__proto__", "constructor", "toString"]);
  expect(refusal([JSON.parse('{"__proto__": 1}') as Record<string, unknown>], []).context.columns).toEqual(["__proto__"]);
});

test("a long text is not copied into the error", () => {
  expect(refusal([{ ...good, income: "x".repeat(1000) }]).message.length).toBeLessThan(200);
});
