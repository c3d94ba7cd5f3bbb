import { type ColumnType, ExpectationSpec } from "@plimsoll/schema";
import { describe, expect, test } from "vitest";
import { createRng } from "../random.ts";
import { tableFromRecords } from "../records.ts";
import { schemaOf, type Table } from "../table.ts";
import { checkExpectations, failingCells, parseSuite, requireExpectations } from "./evaluate.ts";
import { expectationKind, expectationKinds } from "./index.ts";

const NOW = Date.UTC(2026, 0, 31);
const TYPES = { id: "STRING", n: "INTEGER", m: "FLOAT", t: "DATE", s: "STRING", b: "BOOLEAN" } as const;

const rowsTable = (records: Record<string, unknown>[], types: Record<string, ColumnType> = TYPES): Table =>
  tableFromRecords(
    records.map((record) => ({ ...Object.fromEntries(Object.keys(types).map((name) => [name, null])), ...record })),
    Object.entries(types).map(([name, type]) => ({ name, type })),
  );

async function outcomeOf(spec: Partial<ExpectationSpec> & { kind: string }, table: Table, reference: Table | null = null) {
  const parsed = ExpectationSpec.parse(spec);
  parseSuite({ items: [parsed], referenceDatasetId: reference ? "ds_x" : null }, schemaOf(table));
  const [outcome] = await checkExpectations([parsed], { table, schema: schemaOf(table) }, { now: NOW, reference }, async () => {});
  if (!outcome) throw new Error("no outcome");
  return outcome;
}

const numbers = (...values: (number | null)[]) => rowsTable(values.map((n) => ({ n })));
const floats = (...values: (number | null)[]) => rowsTable(values.map((m) => ({ m })));
const texts = (...values: (string | null)[]) => rowsTable(values.map((s) => ({ s })));
const dates = (...values: (string | null)[]) => rowsTable(values.map((t) => ({ t })));

/** For each kind: data that meet it, data that do not, and the rows at fault where single rows are. */
const CASES: Record<string, { spec: Partial<ExpectationSpec>; good: Table; bad: Table; rows?: number[]; reference?: Table }> = {
  "not-null": { spec: { columns: ["n"] }, good: numbers(1, 2), bad: numbers(1, null), rows: [1] },
  "in-range": { spec: { columns: ["n"], params: { min: 0, max: 2 } }, good: numbers(0, 2, null), bad: numbers(-1, 1, 3), rows: [0, 2] },
  "date-between": {
    spec: { columns: ["t"], params: { from: "2024-01-01" } },
    good: dates("2024-01-01", null),
    bad: dates("2023-12-31"),
    rows: [0],
  },
  "not-in-future": { spec: { columns: ["t"] }, good: dates("2026-01-31"), bad: dates("2026-01-30", "2026-02-01"), rows: [1] },
  "in-set": { spec: { columns: ["s"], params: { values: ["a", "b"] } }, good: texts("a", "b", null), bad: texts("a", "c"), rows: [1] },
  "not-in-set": { spec: { columns: ["n"], params: { values: [-99] } }, good: numbers(1), bad: numbers(-99), rows: [0] },
  "matches-pattern": {
    spec: { columns: ["s"], params: { pattern: "[A-Z]{2}[0-9]+" } },
    good: texts("AB1", null),
    bad: texts("AB1", "xAB1"),
    rows: [1],
  },
  "text-length": { spec: { columns: ["s"], params: { max: 2 } }, good: texts("ab", "😀😀"), bad: texts("abc"), rows: [0] },
  "multiple-of": { spec: { columns: ["m"], params: { step: 0.01 } }, good: floats(0.07, 1.1, null), bad: floats(0.07, 0.075), rows: [1] },
  "ordered-pair": {
    spec: { columns: ["n", "m"] },
    good: rowsTable([{ n: 1, m: 1 }, { n: 1 }]),
    bad: rowsTable([
      { n: 1, m: 2 },
      { n: 3, m: 2.5 },
    ]),
    rows: [1],
  },
  "equal-pair": { spec: { columns: ["id", "s"] }, good: rowsTable([{ id: "a", s: "a" }, {}]), bad: rowsTable([{ id: "a" }]), rows: [0] },
  "sum-of-columns": {
    spec: { columns: ["m", "n", "n2"] },
    good: rowsTable([{ m: 0.3, n: 0, n2: 0.3 }], { ...TYPES, n2: "FLOAT" }),
    bad: rowsTable([{ m: 3, n: 1, n2: 1.5 }], { ...TYPES, n2: "FLOAT" }),
    rows: [0],
  },
  "required-if": {
    spec: { columns: ["s", "n"], params: { value: "yes" } },
    good: rowsTable([{ s: "yes", n: 1 }, { s: "no" }]),
    bad: rowsTable([{ s: "no" }, { s: "yes" }]),
    rows: [1],
  },
  "not-outlier": { spec: { columns: ["n"] }, good: numbers(1, 2, 3, 4, 5), bad: numbers(1, 2, 3, 4, 500), rows: [4] },
  increasing: {
    spec: { columns: ["n", "id"] },
    good: rowsTable([
      { n: 1, id: "a" },
      { n: 0, id: "b" },
      { n: 2, id: "a" },
    ]),
    bad: rowsTable([
      { n: 2, id: "a" },
      { n: 9, id: "b" },
      { n: 1, id: "a" },
    ]),
    rows: [2],
  },
  unique: {
    spec: { columns: ["id", "n"] },
    good: rowsTable([{ id: "a", n: 1 }, { id: "a", n: 2 }, {}, {}]),
    bad: rowsTable([{ id: "a" }, { id: "b" }, { id: "a" }]),
    rows: [0, 2],
  },
  "missing-share": { spec: { columns: ["n"], params: { max: 0.5 } }, good: numbers(1, null), bad: numbers(1, null, null), rows: [1, 2] },
  "distinct-count": { spec: { columns: ["s"], params: { min: 2 } }, good: texts("a", "b"), bad: texts("a", "a", null) },
  "holds-all": { spec: { columns: ["n"], params: { values: [0, 1] } }, good: numbers(0, 1, 2), bad: numbers(0, 0) },
  "top-share": { spec: { columns: ["n"], params: { max: 0.6 } }, good: numbers(1, 1, 2, 3), bad: numbers(1, 1, 1, 2) },
  "category-share": { spec: { columns: ["n"], params: { value: 1, min: 0.2, max: 0.4 } }, good: numbers(1, 0, 0), bad: numbers(0, 0, 0) },
  "mean-between": { spec: { columns: ["n"], params: { min: 2, max: 2 } }, good: numbers(1, 3, null), bad: numbers(1, 4) },
  "std-between": { spec: { columns: ["n"], params: { min: 1, max: 1 } }, good: numbers(1, 3), bad: numbers(1, 4) },
  "sum-between": { spec: { columns: ["n"], params: { max: 4 } }, good: numbers(1, 3), bad: numbers(1, 4) },
  "min-between": { spec: { columns: ["n"], params: { min: 1 } }, good: numbers(1, 3), bad: numbers(0, 4) },
  "max-between": { spec: { columns: ["n"], params: { max: 3 } }, good: numbers(1, 3), bad: numbers(0, 4) },
  "quantile-between": {
    spec: { columns: ["n"], params: { p: 0.5, min: 2.5, max: 2.5 } },
    good: numbers(1, 2, 3, 4),
    bad: numbers(1, 2, 4, 4),
  },
  "row-count": { spec: { params: { min: 2, max: 2 } }, good: numbers(1, 2), bad: numbers(1) },
  "has-columns": {
    spec: { params: { wanted: [{ name: "n", type: "INTEGER" }] } },
    good: numbers(1),
    bad: rowsTable([{ n: 1.5 }], { n: "FLOAT" }),
  },
  "duplicate-share": {
    spec: { columns: ["n", "s"] },
    good: rowsTable([{ n: 1 }, { n: 2 }]),
    bad: rowsTable([{ n: 1 }, { n: 1 }]),
    rows: [1],
  },
  freshness: { spec: { columns: ["t"], params: { maxAgeDays: 1 } }, good: dates("2026-01-30"), bad: dates("2026-01-29") },
  "largest-gap": {
    spec: { columns: ["t"], params: { maxDays: 31 } },
    good: dates("2026-01-31", "2025-12-31"),
    bad: dates("2026-01-31", "2025-12-01"),
  },
  "stability-index": {
    spec: { columns: ["n"] },
    good: numbers(...Array(50).fill(1), ...Array(50).fill(2)),
    bad: numbers(...Array(100).fill(2)),
    reference: numbers(...Array(60).fill(1), ...Array(60).fill(2)),
  },
  "same-distribution": {
    spec: { columns: ["m"] },
    good: floats(0.1, 0.9, 0.5, 0.4),
    bad: floats(...Array(40).fill(9)),
    reference: floats(...Array.from({ length: 40 }, (_, i) => i / 40)),
  },
  "mean-shift": {
    spec: { columns: ["n"], params: { deviations: 1 } },
    good: numbers(1, 2),
    bad: numbers(9, 9),
    reference: numbers(0, 1, 2, 3),
  },
  "no-new-values": { spec: { columns: ["s"] }, good: texts("a", null), bad: texts("a", "z"), rows: [1], reference: texts("a", "b") },
  "missing-shift": {
    spec: { columns: ["n"], params: { max: 0.1 } },
    good: numbers(1, null),
    bad: numbers(1, 2),
    reference: numbers(1, null),
  },
  "row-count-change": { spec: { params: { min: 0.5, max: 2 } }, good: numbers(1), bad: numbers(1, 2, 3, 4, 5), reference: numbers(1, 2) },
};

describe.each(expectationKinds.map((kind) => [kind.kind, kind] as const))("expectation %s", (name, kind) => {
  const entry = CASES[name];
  if (!entry) throw new Error(`No case for the expectation ${name}.`);
  const spec = { ...entry.spec, kind: name };
  const reference = entry.reference ?? null;

  test("has words and a JSON Schema with a title and a description for every parameter", () => {
    expect(kind.title && kind.description).toBeTruthy();
    const { properties = {} } = kind.paramsJsonSchema() as { properties?: Record<string, unknown> };
    for (const property of Object.values(properties))
      expect(property).toMatchObject({ title: expect.any(String), description: expect.any(String) });
  });

  test("passes what meets it and fails what does not, with the rows at fault", async () => {
    expect(await outcomeOf(spec, entry.good, reference)).toMatchObject({ passed: true, kind: name });
    const failed = await outcomeOf(spec, entry.bad, reference);
    expect(failed).toMatchObject({ passed: false, rows: entry.rows ?? [] });
    expect(failed.observed.length > 0 && failed.expected.length > 0).toBe(true);
  });

  test("takes an empty data set and one of missing cells without an exception or NaN in its words", async () => {
    for (const table of [numbersLike(entry.good, 0), numbersLike(entry.good, 3)]) {
      const { observed } = await outcomeOf(spec, table, reference);
      expect(observed).not.toContain("NaN");
    }
  });

  test("refuses parameters that it does not know", () => {
    expect(() => kind.parse({ ...(entry.spec.params ?? {}), nonsense: 1 })).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
  });
});

/** The same columns with so many rows of nothing. */
function numbersLike(table: Table, rowCount: number): Table {
  return rowsTable(
    Array.from({ length: rowCount }, () => ({})),
    Object.fromEntries(table.columns.map(({ name, type }) => [name, type])),
  );
}

describe("suites", () => {
  const table = numbers(1, 2, 3);
  const parse = (item: Record<string, unknown>) =>
    parseSuite({ items: [ExpectationSpec.parse(item)], referenceDatasetId: null }, schemaOf(table));

  test("there are at least 25 kinds, each under a name of its own", () => {
    expect(new Set(expectationKinds.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(25);
  });

  test.each([
    ["an unknown kind names the nearest", { kind: "not-nul" }, /did you mean 'not-null'/],
    ["an unknown column names the nearest", { kind: "not-null", columns: ["nn"] }, /did you mean 'n'/],
    ["a column of another type", { kind: "in-range", columns: ["s"], params: { min: 1 } }, /is STRING/],
    ["too few columns", { kind: "ordered-pair", columns: ["n"] }, /speaks of 2 columns/],
    ["bounds the wrong way round", { kind: "in-range", columns: ["n"], params: { min: 2, max: 1 } }, /min must not exceed max/],
    ["no bounds at all", { kind: "in-range", columns: ["n"] }, /give min, max or both/],
    ["'mostly' for a whole", { kind: "row-count", params: { min: 1 }, mostly: 0.9 }, /'mostly' goes with/],
    ["drift without a reference", { kind: "mean-shift", columns: ["n"] }, /referenceDatasetId/],
    ["a pattern with a backreference", { kind: "matches-pattern", columns: ["s"], params: { pattern: "(a)\\1" } }, /RE2/],
  ])("%s is refused", (_what, item, message) => {
    expect(() => parse(item)).toThrow(message);
  });

  test("'mostly' lets so many rows fail and no more", async () => {
    const spec = { kind: "in-range", columns: ["n"], params: { max: 2 } };
    const data = numbers(1, 1, 1, 9, null);
    expect(await outcomeOf({ ...spec, mostly: 0.75 }, data)).toMatchObject({ passed: true, failedRows: 1, checkedRows: 4 });
    expect(await outcomeOf({ ...spec, mostly: 0.76 }, data)).toMatchObject({ passed: false, rows: [3] });
  });

  test("a failed hard expectation stops with its rows and without a value; a soft one does not", async () => {
    const secret = texts("fine", "secret-value");
    const spec = { kind: "in-set", columns: ["s"], params: { values: ["fine"] } };
    const hard = await outcomeOf(spec, secret);
    expect(() => requireExpectations([hard])).toThrow(
      expect.objectContaining({ code: "EXPECTATION_FAILED", message: expect.stringMatching(/in-set of 's'.*\(1 rows: 1\)/) }),
    );
    expect(() => requireExpectations([hard])).not.toThrow(/secret-value/);
    expect(() => requireExpectations([{ ...hard, severity: "SOFT" }])).not.toThrow();
    expect(failingCells([hard], secret, 5)).toEqual([{ index: 0, row: 1, cells: [{ column: "s", value: "secret-value" }] }]);
  });

  test("a pattern made to blow up a backtracking engine takes linear time", async () => {
    const started = performance.now();
    const outcome = await outcomeOf({ kind: "matches-pattern", columns: ["s"], params: { pattern: "(a+)+b" } }, texts("a".repeat(5_000)));
    expect(outcome.passed).toBe(false);
    // A backtracking engine would need 2^5000 steps; this only guards against never ending.
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  test("drift: the same distribution passes, half a standard deviation fails, by PSI and by Kolmogorov-Smirnov", async () => {
    const rng = createRng(3);
    const sample = (shift: number) => floats(...Array.from({ length: 2_000 }, () => rng.normal() + shift));
    const reference = sample(0);
    for (const [kind, params] of [
      ["stability-index", { max: 0.1 }],
      ["same-distribution", {}],
    ] as const) {
      expect(await outcomeOf({ kind, columns: ["m"], params }, sample(0), reference)).toMatchObject({ passed: true });
      expect(await outcomeOf({ kind, columns: ["m"], params }, sample(0.5), reference)).toMatchObject({ passed: false });
    }
  });

  test("hostile names are plain names", async () => {
    const types = { __proto__x: "STRING", constructor: "STRING" } as Record<string, ColumnType>;
    const data = rowsTable([{ constructor: "toString" }], types);
    expect(await outcomeOf({ kind: "in-set", columns: ["constructor"], params: { values: ["toString"] } }, data)).toMatchObject({
      passed: true,
    });
    expect(() => expectationKind("constructor")).toThrow(/no expectation/);
  });
});
