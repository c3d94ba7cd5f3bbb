import fc from "fast-check";
import { expect, test } from "vitest";
import { type Column, cellText, getColumn, type Table } from "../table.ts";
import { pointInTimeJoin } from "./point-in-time-join.ts";

const numbers = (name: string, ...values: number[]): Column => ({ name, type: "FLOAT", values: Float64Array.from(values) });
const times = (name: string, ...values: number[]): Column => ({ name, type: "TIMESTAMP", values: Float64Array.from(values) });
const texts = (name: string, ...cells: string[]): Column => {
  const dictionary = [...new Set(cells)].filter((cell) => cell !== "");
  return { name, type: "STRING", dictionary, codes: Int32Array.from(cells, (cell) => dictionary.indexOf(cell)) };
};
const tableOf = (...columns: Column[]): Table => ({
  rowCount: columns[0]?.type === "STRING" ? columns[0].codes.length : (columns[0]?.values.length ?? 0),
  columns,
});
const cells = (table: Table, name: string): (string | null)[] =>
  Array.from({ length: table.rowCount }, (_, row) => cellText(getColumn(table, name), row));

const decisions = tableOf(texts("customer", "a", "b", "a", "c", ""), times("at", 10, 10, 30, 40, 50));
const ratings = tableOf(
  texts("id", "b", "a", "a", "a"),
  times("since", 5, 30, 10, 9),
  texts("grade", "B", "A3", "A2", "A1"),
  numbers("limit", 1, 4, 3, 2),
);
const more = { table: "ratings", key: ["customer"], tableKey: ["id"], time: "since", prefix: "r_" };
const join = (joined: object, tables: [string, Table][] = [["ratings", ratings]]) =>
  pointInTimeJoin(decisions, new Map(tables), { time: "at", tables: [{ ...more, ...joined }] });

test("each decision gets the latest row before it, in whatever order the rows lie; none is missing", () => {
  const { table, matched } = join({});
  expect(table.columns.map(({ name }) => name)).toEqual(["customer", "at", "r_grade", "r_limit"]);
  expect(cells(table, "r_grade")).toEqual(["A1", "B", "A2", null, null]);
  expect(cells(table, "r_limit")).toEqual(["2", "1", "3", null, null]);
  expect(matched).toEqual([{ table: "ratings", nMatched: 3 }]);
});

test("a row of the decision's own moment is taken only where that was asked for", () => {
  expect(cells(join({ exact: true }).table, "r_grade")).toEqual(["A2", "B", "A3", null, null]);
});

test("a row older than the tolerance is not taken, one of exactly that age is", () => {
  expect(cells(join({ tolerance: "1s" }).table, "r_grade")).toEqual(["A1", "B", "A2", null, null]);
  const late = { ...decisions, columns: [getColumn(decisions, "customer"), times("at", 1009, 1006, 1030, 0, 0)] };
  const { table } = pointInTimeJoin(late, new Map([["ratings", ratings]]), {
    time: "at",
    tables: [{ ...more, exact: true, tolerance: "1s", age: true }],
  });
  expect(cells(table, "r_grade")).toEqual(["A3", null, "A3", null, null]);
  expect(cells(table, "r_age_seconds")).toEqual(["0.979", null, "1", null, null]);
});

test("a row is not taken before it became known, and a late one does not hide a younger one", () => {
  const corrected = tableOf(texts("id", "a", "a", "a"), times("since", 1, 2, 3), times("known", 35, 4, 12), numbers("v", 1, 2, 3));
  const { table } = join({ table: "c", time: "since", arrival: "known", columns: ["v"] }, [["c", corrected]]);
  expect(cells(table, "r_v")).toEqual(["2", null, "3", null, null]);
});

test("several tables are joined side by side, on keys of several columns", () => {
  const asked = tableOf(texts("bank", "x", "x"), numbers("account", 1, 2), times("at", 10, 10));
  const balances = tableOf(texts("bank", "x", "y"), numbers("account", 2, 1), times("t", 1, 1), numbers("balance", 7, 8));
  const flags = tableOf(texts("bank", "x"), times("t", 3), numbers("flag", 1));
  const { table } = pointInTimeJoin(
    asked,
    new Map([
      ["balances", balances],
      ["flags", flags],
    ]),
    {
      time: "at",
      tables: [
        { table: "balances", key: ["bank", "account"], time: "t" },
        { table: "flags", key: ["bank"], time: "t", prefix: "bank_" },
      ],
    },
  );
  expect([cells(table, "balance"), cells(table, "bank_flag")]).toEqual([
    [null, "7"],
    ["1", "1"],
  ]);
});

const row = fc.record({
  key: fc.integer({ min: 0, max: 3 }),
  time: fc.integer({ min: 0, max: 12 }),
  late: fc.constantFrom(0, 0, 1, 5),
  value: fc.integer({ min: 0, max: 99 }),
});
const rowsTable = (rows: { key: number; time: number; late: number; value: number }[]): Table =>
  tableOf(
    numbers("key", ...rows.map(({ key }) => key)),
    numbers("time", ...rows.map(({ time }) => time)),
    numbers("known", ...rows.map(({ time, late }) => time + late)),
    numbers("value", ...rows.map(({ value }) => value)),
  );
const askedRows = fc.array(fc.record({ key: fc.integer({ min: 0, max: 3 }), at: fc.integer({ min: 0, max: 14 }) }), {
  minLength: 1,
  maxLength: 20,
});

test.each<[string, { exact: boolean; arrival?: string }]>([
  ["strictly before", { exact: false }],
  ["at or before", { exact: true }],
  ["known strictly before", { exact: false, arrival: "known" }],
])("any tables: what is taken is what a search through all rows finds, %s", (_title, options) => {
  fc.assert(
    fc.property(askedRows, fc.array(row, { maxLength: 30 }), (asked, rows) => {
      const table = tableOf(numbers("key", ...asked.map(({ key }) => key)), numbers("at", ...asked.map(({ at }) => at)));
      const joined = pointInTimeJoin(table, new Map([["t", rowsTable(rows)]]), {
        time: "at",
        tables: [{ table: "t", key: ["key"], time: "time", columns: ["value"], ...options }],
      });
      const expected = asked.map(({ key, at }) => {
        const found = rows.filter((other) => {
          const moment = options.arrival ? other.time + other.late : other.time;
          return other.key === key && (options.exact ? moment <= at : moment < at);
        });
        const latest = Math.max(...found.map(({ time }) => time));
        const value = found.filter(({ time }) => time === latest).at(-1)?.value;
        return value === undefined ? null : String(value);
      });
      expect(cells(joined.table, "value")).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});

test("no row at or after a decision changes what it gets", () => {
  fc.assert(
    fc.property(askedRows, fc.array(row, { maxLength: 30 }), fc.integer({ min: 0, max: 99 }), (asked, rows, other) => {
      const at = asked[0]?.at ?? 0;
      const first = (events: typeof rows): string | null => {
        const table = tableOf(numbers("key", ...asked.map(({ key }) => key)), numbers("at", ...asked.map((decision) => decision.at)));
        const spec = { time: "at", tables: [{ table: "t", key: ["key"], time: "time", columns: ["value"] }] };
        return cells(pointInTimeJoin(table, new Map([["t", rowsTable(events)]]), spec).table, "value")[0] ?? null;
      };
      const changed = rows.map((event) => (event.time >= at ? { ...event, value: other } : event));
      expect(first(changed)).toBe(first(rows));
    }),
    { numRuns: 200 },
  );
});

test.each([
  ["a table that was not given", { table: "rating" }, /Table 'rating' was not given. There are: ratings/],
  ["a name that is taken", { prefix: "", tableKey: ["id"], columns: ["id", "grade", "grade"] }, /Column 'grade'/],
  ["an unknown key", { tableKey: ["idd"] }, /did you mean 'id'/],
  ["keys of unlike number", { tableKey: ["id", "grade"] }, /2 key columns for 1/],
  ["text against numbers", { tableKey: ["limit"] }, /text and numbers never match/],
  ["a time that is text", { time: "grade" }, /Time column 'grade' is STRING/],
  ["a tolerance that is no duration", { tolerance: "a week" }, /tolerance' is not valid/],
  ["known before it held", { arrival: "limit" }, /Row 0 of table 'ratings' became known/],
])("%s is refused", (_title, joined, says) => {
  expect(() => join(joined)).toThrow(says);
});
