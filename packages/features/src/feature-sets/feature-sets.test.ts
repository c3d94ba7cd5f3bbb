import type { ColumnType } from "@plimsoll/schema";
import { describe, expect, test } from "vitest";
import { createRng } from "../random.ts";
import { tableFromRecords } from "../records.ts";
import { cellText, findColumn, selectRows, type Table } from "../table.ts";
import { auditFeatureSet, computeFeatures, planFeatures, tablesRead } from "./compute.ts";
import { FeatureSetDefinition } from "./definition.ts";
import { featureStages } from "./stages/index.ts";

const table = (types: Record<string, ColumnType>, records: Record<string, unknown>[]): Table =>
  tableFromRecords(
    records,
    Object.entries(types).map(([name, type]) => ({ name, type })),
  );
const columnsOf = (types: Record<string, ColumnType>) => Object.entries(types).map(([name, type]) => ({ name, type }));

const LOANS = { card: "STRING", at: "TIMESTAMP", amount: "FLOAT" } as const;
const RATINGS = { card: "STRING", since: "TIMESTAMP", grade: "STRING", limit: "INTEGER" } as const;
const EVENTS = { card: "STRING", at: "TIMESTAMP", paid: "FLOAT" } as const;
const day = (n: number) => `2025-01-${String(n).padStart(2, "0")}T00:00:00Z`;

const definition = (changes: Record<string, unknown> = {}) =>
  FeatureSetDefinition.parse({
    spine: "loans",
    tables: [
      { name: "loans", time: "at", columns: columnsOf(LOANS) },
      { name: "ratings", time: "since", columns: columnsOf(RATINGS) },
      { name: "events", time: "at", columns: columnsOf(EVENTS) },
    ],
    stages: [
      { type: "join", spec: { time: "at", tables: [{ table: "ratings", key: ["card"], time: "since", prefix: "rating_" }] } },
      {
        type: "windows",
        spec: {
          table: "events",
          entity: ["card"],
          time: "at",
          features: [{ type: "sum", params: { column: "paid", window: "7d" }, name: "paid_7d" }],
        },
      },
    ],
    ...changes,
  });

const tables = new Map([
  [
    "loans",
    table(LOANS, [
      { card: "a", at: day(10), amount: 5 },
      { card: "b", at: day(10), amount: 6 },
    ]),
  ],
  [
    "ratings",
    table(RATINGS, [
      { card: "a", since: day(1), grade: "A", limit: 10 },
      { card: "a", since: day(10), grade: "B", limit: 20 },
    ]),
  ],
  [
    "events",
    table(EVENTS, [
      { card: "a", at: day(2), paid: 100 },
      { card: "a", at: day(4), paid: 7 },
      { card: "a", at: day(10), paid: 1000 },
    ]),
  ],
]);

describe("a feature set", () => {
  test("joins what was known before each row and counts what happened before it, by hand", () => {
    const { table: result, stages } = computeFeatures(definition(), tables);
    const cells = (row: number) => result.columns.map((column) => cellText(column, row));
    expect(result.columns.map(({ name }) => name)).toEqual(["card", "at", "amount", "rating_grade", "rating_limit", "paid_7d"]);
    // The rating of the 10th is not known before the 10th; of the events only that of the 4th lies in the seven days before.
    expect(cells(0).slice(3)).toEqual(["A", "10", "7"]);
    expect(cells(1).slice(3, 5)).toEqual([null, null]);
    expect(stages[0]?.notes).toEqual(["ratings: 1 of 2 rows found one"]);
  });

  test("one row alone gives the cells of the whole", () => {
    const whole = computeFeatures(definition(), tables).table;
    for (const row of [0, 1]) {
      const one = new Map(tables).set("loans", selectRows(tables.get("loans") as Table, Int32Array.of(row)));
      const alone = computeFeatures(definition(), one).table;
      expect(alone.columns.map((column) => cellText(column, 0))).toEqual(whole.columns.map((column) => cellText(column, row)));
    }
  });

  test("is planned without data: the columns it will have, with their types", () => {
    expect(planFeatures(definition()).slice(3)).toEqual([
      { name: "rating_grade", type: "STRING" },
      { name: "rating_limit", type: "INTEGER" },
      { name: "paid_7d", type: "FLOAT" },
    ]);
    expect(tablesRead(definition())).toEqual(["loans", "ratings", "events"]);
  });

  test.each<[string, Record<string, unknown>, RegExp, string[]]>([
    ["an unknown stage", { stages: [{ type: "joins", spec: {} }] }, /did you mean 'join'/, ["stages", "0", "type"]],
    [
      "a table that is not there",
      { stages: [{ type: "join", spec: { time: "at", tables: [{ table: "x", key: ["card"], time: "at" }] } }] },
      /reads the table 'x'/,
      ["stages", "0", "spec"],
    ],
    ["a spine that is not there", { spine: "nothing" }, /is none of the tables/, ["spine"]],
    [
      "an unknown column",
      { stages: [{ type: "join", spec: { time: "att", tables: [{ table: "ratings", key: ["card"], time: "since" }] } }] },
      /Stage 1: .*did you mean 'at'/,
      ["stages", "0", "spec"],
    ],
    [
      "a time that is text",
      { tables: [{ name: "loans", time: "card", columns: columnsOf(LOANS) }], stages: [] },
      /Table 'loans': Time column 'card' is STRING/,
      ["tables", "0", "time"],
    ],
  ])("%s is refused with its place", (_what, change, message, path) => {
    expect(() => planFeatures(definition(change))).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(message),
        context: expect.objectContaining({ path: expect.arrayContaining(path) }),
      }),
    );
  });

  test("every stage of the registry has words", () => {
    for (const { type, title, description } of featureStages) expect(type && title && description).toBeTruthy();
  });
});

describe("events whose columns are called otherwise than the spine's", () => {
  const PAYMENTS = { holder: "STRING", paid_at: "TIMESTAMP", paid: "FLOAT", at: "STRING" } as const;
  const spec = {
    table: "payments",
    entity: ["card"],
    tableEntity: ["holder"],
    time: "at",
    tableTime: "paid_at",
    features: [
      { type: "sum", params: { column: "paid", window: "7d" }, name: "paid_7d" },
      { type: "count-distinct", params: { column: "holder", window: "7d" }, name: "holders" },
    ],
  };
  const own = (changes: Record<string, unknown> = {}) =>
    FeatureSetDefinition.parse({
      spine: "loans",
      tables: [
        { name: "loans", time: "at", columns: columnsOf(LOANS) },
        { name: "payments", time: "paid_at", columns: columnsOf(PAYMENTS) },
      ],
      stages: [{ type: "windows", spec: { ...spec, ...changes } }],
    });
  const given = new Map([
    ["loans", tables.get("loans") as Table],
    [
      "payments",
      table(PAYMENTS, [
        { holder: "a", paid_at: day(5), paid: 2, at: "shop" },
        { holder: "a", paid_at: day(10), paid: 64, at: "shop" },
        { holder: "b", paid_at: day(9), paid: 8, at: "web" },
      ]),
    ],
  ]);

  test("are read by the names that the stage gives, and their own names still name them", () => {
    const { table: made } = computeFeatures(own(), given);
    expect(findColumn(made, "paid_7d")).toMatchObject({ values: Float64Array.of(2, 8) });
    expect(findColumn(made, "holders")).toMatchObject({ values: Float64Array.of(1, 1) });
    expect(auditFeatureSet(own(), given, { nSampled: 2 }).passed).toBe(true);
  });

  test("are refused with their place where a name is not there or one is lacking", () => {
    expect(() => planFeatures(own({ tableTime: "payd_at" }))).toThrow(expect.objectContaining({ code: "UNKNOWN_COLUMN" }));
    expect(() => planFeatures(own({ tableEntity: ["holder", "paid_at"] }))).toThrow(
      expect.objectContaining({ context: expect.objectContaining({ path: ["stages", "0", "spec", "tableEntity"] }) }),
    );
  });
});

describe("the leakage audit of a feature set", () => {
  const rng = createRng(7);
  const card = () => `c${Math.floor(rng.next() * 5)}`;
  const many = (types: Record<string, ColumnType>, time: string, count: number) =>
    table(
      types,
      Array.from({ length: count }, () => ({
        ...Object.fromEntries(Object.keys(types).map((name) => [name, null])),
        card: card(),
        [time]: day(1 + Math.floor(rng.next() * 28)),
        ...(types.paid ? { paid: rng.next() } : {}),
        ...(types.limit ? { limit: 1 + Math.floor(rng.next() * 1e6), grade: "A" } : {}),
        ...(types.amount ? { amount: rng.next() } : {}),
      })),
    );
  const history = new Map([
    ["loans", many(LOANS, "at", 60)],
    ["ratings", many(RATINGS, "since", 80)],
    ["events", many(EVENTS, "at", 300)],
  ]);

  test("passes joins and windows that look back", () => {
    expect(auditFeatureSet(definition(), history, { nSampled: 40 })).toMatchObject({ passed: true, nSampled: 40, leaks: [] });
  });

  test("names a feature that takes a row of the decision's own moment", () => {
    const leaky = definition({
      stages: [{ type: "join", spec: { time: "at", tables: [{ table: "ratings", key: ["card"], time: "since", exact: true }] } }],
    });
    const report = auditFeatureSet(leaky, history, { nSampled: 60 });
    expect(report.passed).toBe(false);
    expect(report.features.map(({ name }) => name)).toContain("limit");
    expect(findColumn(computeFeatures(leaky, history).table, "limit")).toBeDefined();
  });
});
