import { describe, expect, test } from "vitest";
import type { NumericColumn, Table } from "../table.ts";
import { cardStream, everyKind } from "../windows/testing/streams.ts";
import { windowFeatures } from "../windows/window-features.ts";
import { type AuditedTable, auditLeakage, type LeakageReport } from "./leakage-audit.ts";
import { pointInTimeJoin } from "./point-in-time-join.ts";

const stream = cardStream({ nEvents: 300, nCards: 5, seed: 21, tickMs: 60_000, lateShare: 0.1, latestMs: 3_600_000 });
const column = (table: Table, name: string): Float64Array =>
  (table.columns.find((candidate) => candidate.name === name) as NumericColumn).values;

const audit = (compute: (stream: Table) => Table, more: Partial<AuditedTable> = {}): LeakageReport =>
  auditLeakage({
    tables: new Map([["events", { table: stream, time: "time", arrival: "arrival", ...more }]]),
    decisions: "events",
    nSampled: 40,
    compute: (tables) => compute(tables.get("events") as Table),
  });

const withFeature = (table: Table, values: Float64Array): Table => ({
  rowCount: table.rowCount,
  columns: [...table.columns, { name: "feature", type: "FLOAT", values }],
});

test("window features and point-in-time joins pass, late arrivals included", () => {
  const report = audit((table) => {
    const windows = windowFeatures(table, everyKind({ arrival: "arrival", lateness: "2h" })).columns;
    const { table: joined } = pointInTimeJoin(table, new Map([["events", table]]), {
      time: "time",
      tables: [
        { table: "events", key: ["card"], time: "time", arrival: "arrival", columns: ["amount", "merchant"], prefix: "last_", age: true },
      ],
    });
    return { rowCount: table.rowCount, columns: [...joined.columns, ...windows] };
  });
  expect(report).toEqual({ nSampled: 40, features: [], leaks: [], failures: [], passed: true });
});

describe("planted leaks are found", () => {
  const plants: [string, (table: Table) => Float64Array][] = [
    [
      "the mean of the whole column",
      (table) => {
        const amounts = column(table, "amount").filter((value) => !Number.isNaN(value));
        return column(table, "amount").map(() => amounts.reduce((sum, value) => sum + value, 0) / amounts.length);
      },
    ],
    ["the next row's value", (table) => column(table, "amount").map((_, row, values) => values[row + 1] ?? Number.NaN)],
    [
      "a centred moving average",
      (table) => column(table, "region").map((value, row, values) => (value + (values[row - 1] ?? 0) + (values[row + 1] ?? 0)) / 3),
    ],
    [
      "the rank among all rows",
      (table) => column(table, "latitude").map((value, _, values) => values.filter((other) => other < value).length),
    ],
    ["the number of rows of the table", (table) => column(table, "amount").map(() => table.rowCount)],
    ["the largest value to come", (table) => column(table, "region").map((_, row, values) => Math.max(0, ...values.slice(row + 1)))],
    [
      "how often the card will be used in all",
      (table) => {
        const codes = table.columns[0]?.type === "STRING" ? table.columns[0].codes : new Int32Array(0);
        return Float64Array.from(codes, (code) => codes.filter((other) => other === code).length);
      },
    ],
    [
      "a sum that takes in events of the decision's own moment",
      (table) => {
        const times = column(table, "time");
        return times.map((time) => times.filter((other) => other <= time && other > time - 3_600_000).length);
      },
    ],
  ];
  test.each(plants)("%s", (_title, plant) => {
    const report = audit((table) => withFeature(table, plant(table)));
    expect(report.passed).toBe(false);
    expect(report.features.map(({ name }) => name)).toEqual(["feature"]);
    expect(report.leaks.length).toBeGreaterThan(0);
    expect(report.leaks[0]).toEqual({
      feature: "feature",
      row: expect.any(Number),
      withFuture: expect.anything(),
      withoutFuture: expect.toSatisfy(() => true),
    });
  });

  test("a window that counts late events before they arrived", () => {
    const report = audit((table) => ({ rowCount: table.rowCount, columns: windowFeatures(table, everyKind()).columns }));
    expect(report.features.map(({ name }) => name)).toContain("count_10m");
  });

  test("an as-of join that takes rows of the decision's own moment", () => {
    const report = audit(
      (table) => {
        const spec = {
          time: "time",
          tables: [{ table: "events", key: ["region"], time: "time", columns: ["amount"], prefix: "last_", exact: true }],
        };
        return pointInTimeJoin(table, new Map([["events", table]]), spec).table;
      },
      { arrival: null },
    );
    expect(report.features.map(({ name }) => name)).toEqual(["last_amount"]);
  });

  test("only the leaking one of several features is named", () => {
    const report = audit((table) => ({
      rowCount: table.rowCount,
      columns: [
        ...windowFeatures(table, everyKind({ arrival: "arrival", lateness: "2h" })).columns,
        { name: "bad", type: "FLOAT", values: column(table, "amount").map((_, row, values) => values[row + 1] ?? 0) },
      ],
    }));
    expect(report.features.map(({ name }) => name)).toEqual(["bad"]);
  });
});

test("a table without time is left whole, and features that need the future to be computed at all are failures", () => {
  const codes: Table = { rowCount: 1, columns: [{ name: "rate", type: "FLOAT", values: Float64Array.of(2) }] };
  const tables = new Map<string, AuditedTable>([
    ["events", { table: stream, time: "time" }],
    ["codes", { table: codes, time: null }],
  ]);
  const steady = auditLeakage({
    tables,
    decisions: "events",
    compute: (all) =>
      withFeature(
        all.get("events") as Table,
        column(all.get("events") as Table, "region").map((value) => value * (column(all.get("codes") as Table, "rate")[0] as number)),
      ),
  });
  expect(steady.passed).toBe(true);
  const needy = auditLeakage({
    tables,
    decisions: "events",
    nSampled: 5,
    compute: (all) =>
      windowFeatures(all.get("events") as Table, {
        entity: ["card"],
        time: "time",
        maxEvents: (all.get("events") as Table).rowCount === 300 ? 1 : 0,
        features: [{ type: "count", params: { window: "1h" } }],
      }) && (all.get("events") as Table),
  });
  expect(needy.failures).toHaveLength(5);
  expect(needy.failures[0]?.message).toContain("maxEvents");
});

test("options that do not fit are refused", () => {
  const tables = new Map([["events", { table: stream, time: "time" }]]);
  const compute = (all: ReadonlyMap<string, Table>): Table => all.get("events") as Table;
  expect(() => auditLeakage({ tables, decisions: "event", compute })).toThrow(/'event' must be one of the tables/);
  expect(() => auditLeakage({ tables, decisions: "events", compute, nSampled: 0 })).toThrow(/nSampled/);
  expect(() => auditLeakage({ tables, decisions: "events", compute, features: ["nothing"] })).toThrow(/no column 'nothing'/);
  expect(() => auditLeakage({ tables, decisions: "events", compute: () => ({ rowCount: 1, columns: [] }) })).toThrow(/gave 1 rows for 300/);
});
