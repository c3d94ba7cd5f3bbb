import { SplitSpec, type Task, ValidationSpec } from "@plimsoll/schema";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../random.ts";
import type { Table } from "../table.ts";
import { carveValidation, cutFolds, foldSchemes, validationFolds } from "./index.ts";

const DAY = 86_400_000;

interface Made {
  n: number;
  /** Distinct moments at most; rows of one moment are ties. */
  nTimes: number;
  nGroups: number;
  share: number;
  seed: number;
}

function tableOf({ n, nTimes, nGroups, share, seed }: Made): Table {
  const rng = createRng(seed);
  const numbers = (name: string, type: "INTEGER" | "DATE", value: (i: number) => number) => ({
    name,
    type,
    values: Float64Array.from({ length: n }, (_, i) => value(i)),
  });
  return {
    rowCount: n,
    columns: [
      numbers("y", "INTEGER", () => Number(rng.next() < share)),
      numbers("tick", "INTEGER", () => 3 * rng.int(nTimes)),
      numbers("day", "DATE", () => DAY * rng.int(nTimes)),
      {
        name: "who",
        type: "STRING",
        dictionary: Array.from({ length: nGroups }, (_, i) => `k${i}`),
        codes: Int32Array.from({ length: n }, () => rng.int(nGroups)),
      },
    ],
  };
}

const valuesOf = (table: Table, name: string): ArrayLike<number> => {
  const column = table.columns.find((candidate) => candidate.name === name);
  return column?.type === "STRING" ? column.codes : (column?.values ?? []);
};

const folds = (table: Table, spec: object, { task = "REGRESSION" as Task, rows = undefined as Int32Array | undefined } = {}) =>
  cutFolds({ validation: ValidationSpec.parse(spec), table, task, target: "y", rows });

const made: fc.Arbitrary<Made> = fc.record({
  n: fc.integer({ min: 60, max: 300 }),
  nTimes: fc.integer({ min: 20, max: 400 }),
  nGroups: fc.integer({ min: 12, max: 60 }),
  share: fc.double({ min: 0.2, max: 0.8, noNaN: true }),
  seed: fc.nat(10_000),
});
const SPECS = [
  { method: "K_FOLD" },
  { method: "GROUP_K_FOLD", groupColumn: "who" },
  { method: "TIME_SERIES", timeColumn: "tick" },
  { method: "TIME_SERIES", timeColumn: "day", window: "ROLLING", horizon: 1 },
  { method: "PURGED", timeColumn: "tick" },
  { method: "PURGED", timeColumn: "day", horizon: 1, embargo: 2 },
] as const;

test("every method of the registry is among those tested here", () => {
  expect(new Set(SPECS.map(({ method }) => method))).toEqual(new Set(foldSchemes.map(({ method }) => method)));
});

test.each(SPECS)("%j: no row is trained and tested on in one fold, every row is tested once where it should be", (spec) => {
  fc.assert(
    fc.property(made, fc.integer({ min: 2, max: 6 }), (input, count) => {
      const table = tableOf(input);
      const cut = folds(table, { ...spec, folds: count, seed: input.seed });
      expect(cut.length).toBe(count);
      for (const { train, test } of cut) {
        const trained = new Set(train);
        expect([...test].filter((row) => trained.has(row))).toEqual([]);
        for (const part of [train, test]) expect(part).toEqual(part.slice().sort());
      }
      const tested = cut.flatMap(({ test }) => [...test]);
      expect(new Set(tested).size).toBe(tested.length);
      if (spec.method === "TIME_SERIES") {
        const time = valuesOf(table, spec.timeColumn);
        const first = Math.min(...tested.map((row) => time[row] as number));
        const later = Array.from({ length: input.n }, (_, row) => row).filter((row) => (time[row] as number) >= first);
        expect(tested.sort((a, b) => a - b)).toEqual(later);
      } else expect(tested.length).toBe(input.n);
      expect(folds(table, { ...spec, folds: count, seed: input.seed })).toEqual(cut);
    }),
    { numRuns: 40 },
  );
});

test("K_FOLD: sizes and counts of each class differ by one row at most, and another seed deals other rows", () => {
  fc.assert(
    fc.property(made, fc.integer({ min: 2, max: 10 }), (input, count) => {
      const table = tableOf(input);
      const y = valuesOf(table, "y");
      const cut = folds(table, { method: "K_FOLD", folds: count }, { task: "MULTICLASS" });
      const sizes = cut.map(({ test }) => test.length);
      const positives = cut.map(({ test }) => test.reduce((sum, row) => sum + (y[row] as number), 0));
      for (const counts of [sizes, positives]) expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      for (const { train, test } of cut) expect(train.length + test.length).toBe(input.n);
    }),
    { numRuns: 40 },
  );
  const table = tableOf({ n: 200, nTimes: 9, nGroups: 9, share: 0.3, seed: 1 });
  expect(folds(table, { method: "K_FOLD", seed: 1 })).not.toEqual(folds(table, { method: "K_FOLD", seed: 2 }));
});

test("GROUP_K_FOLD: no group is on both sides, and with many small groups every fold has its share of each class", () => {
  const table = tableOf({ n: 2000, nTimes: 9, nGroups: 200, share: 0.1, seed: 4 });
  const [who, y] = [valuesOf(table, "who"), valuesOf(table, "y")];
  const nPositive = Array.from(y).reduce((sum, value) => sum + value, 0);
  const cut = folds(table, { method: "GROUP_K_FOLD", groupColumn: "who" }, { task: "BINARY" });
  for (const { train, test } of cut) {
    const trained = new Set([...train].map((row) => who[row]));
    expect([...test].some((row) => trained.has(who[row]))).toBe(false);
    expect(Math.abs(test.length - 400)).toBeLessThanOrEqual(10);
    const positives = test.reduce((sum, row) => sum + (y[row] as number), 0);
    expect(Math.abs(positives - nPositive / 5)).toBeLessThanOrEqual(2);
  }
});

test.each([
  { window: "EXPANDING", horizon: 0 },
  { window: "EXPANDING", horizon: 4 },
  { window: "ROLLING", horizon: 0 },
  { window: "ROLLING", horizon: 4 },
] as const)("TIME_SERIES %j trains on exactly the settled rows of its window", ({ window, horizon }) => {
  fc.assert(
    fc.property(made, fc.integer({ min: 2, max: 5 }), (input, count) => {
      const table = tableOf({ ...input, nTimes: Math.max(60, input.nTimes) });
      const time = valuesOf(table, "tick");
      const cut = folds(table, { method: "TIME_SERIES", timeColumn: "tick", folds: count, window, horizon, unit: "TIME" });
      const firstBlock = Array.from(time).filter(
        (at) => at < Math.min(...[...(cut[0]?.test ?? [])].map((row) => time[row] as number)),
      ).length;
      for (const { train, test } of cut) {
        const start = Math.min(...[...test].map((row) => time[row] as number));
        const settled = Array.from({ length: input.n }, (_, row) => row).filter((row) => (time[row] as number) + horizon < start);
        if (window === "EXPANDING") expect([...train]).toEqual(settled);
        else {
          // The latest rows before the fold, as many as the first block, whole moments; of them the settled ones.
          const before = Array.from(time)
            .filter((at) => at < start)
            .sort((a, b) => b - a);
          const oldest = before[Math.min(firstBlock, before.length) - 1] as number;
          expect([...train]).toEqual(settled.filter((row) => (time[row] as number) >= oldest));
        }
      }
    }),
    { numRuns: 30 },
  );
});

test.each([
  { unit: "TIME", timeColumn: "tick", scale: 1 },
  { unit: "TIME", timeColumn: "day", scale: DAY },
  { unit: "ROWS", timeColumn: "tick", scale: 1 },
] as const)(
  "PURGED in %j leaves out exactly the rows whose label meets a tested one, and those under embargo",
  ({ unit, timeColumn, scale }) => {
    fc.assert(
      fc.property(
        made,
        fc.integer({ min: 2, max: 5 }),
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: 0, max: 5 }),
        (input, count, horizon, embargo) => {
          const table = tableOf({ ...input, n: input.n + 100, nTimes: Math.max(80, input.nTimes) });
          const raw = Array.from(valuesOf(table, timeColumn), (value) => value / scale);
          const ranks = new Map([...new Set(raw)].sort((a, b) => a - b).map((value, rank) => [value, rank]));
          const at = unit === "TIME" ? raw : raw.map((value) => ranks.get(value) as number);
          for (const { train, test } of folds(table, { method: "PURGED", timeColumn, folds: count, horizon, embargo, unit })) {
            const [tested, trained] = [new Set(test), new Set(train)];
            const times = [...test].map((row) => at[row] as number);
            const last = Math.max(...times);
            for (let row = 0; row < table.rowCount; row++) {
              if (tested.has(row)) continue;
              const t = at[row] as number;
              // Pair by pair, as the definition has it: a label of the row and one of a tested row overlap.
              const overlaps = horizon > 0 && times.some((s) => t <= s + horizon && s <= t + horizon);
              const waits = t > last && (embargo > 0 ? t <= last + horizon + embargo : horizon > 0 && t <= last + horizon);
              // Between the first and last tested moment nothing but tested rows lies, so only those two borders decide.
              expect(trained.has(row)).toBe(!(overlaps || waits));
            }
          }
        },
      ),
      { numRuns: 30 },
    );
  },
);

test("PURGED by hand: ten days, two folds, a label of two days and one day of embargo", () => {
  const table: Table = {
    rowCount: 10,
    columns: [
      { name: "y", type: "INTEGER", values: Float64Array.from({ length: 10 }, (_, i) => i % 2) },
      { name: "day", type: "DATE", values: Float64Array.from({ length: 10 }, (_, i) => i * DAY) },
    ],
  };
  const [first, second] = folds(table, { method: "PURGED", timeColumn: "day", folds: 2, horizon: 2, embargo: 1, unit: "TIME" });
  // Tested 0..4, labels settled by day 6; the embargo lasts to day 7.
  expect([...(first?.test ?? [])]).toEqual([0, 1, 2, 3, 4]);
  expect([...(first?.train ?? [])]).toEqual([8, 9]);
  // Tested 5..9; labels of days 3 and 4 are settled on days 5 and 6.
  expect([...(second?.train ?? [])]).toEqual([0, 1, 2]);
});

test.each(SPECS)("%j: validation rows of a fold leak no more than its test rows do", (spec) => {
  const table = tableOf({ n: 400, nTimes: 100, nGroups: 40, share: 0.4, seed: 9 });
  const validation = ValidationSpec.parse({ ...spec, folds: 3 });
  for (const { train } of cutFolds({ validation, table, task: "BINARY", target: "y" })) {
    const [rest, part] = carveValidation({ validation, table, task: "BINARY", target: "y", rows: train }, 0.2);
    expect([...rest, ...part].every((row) => train.includes(row))).toBe(true);
    expect(rest.some((row) => part.includes(row))).toBe(false);
    expect(part.length / train.length).toBeGreaterThan(0.1);
    expect(part.length / train.length).toBeLessThan(0.35);
    if (spec.method === "GROUP_K_FOLD") {
      const who = valuesOf(table, "who");
      const groups = new Set([...rest].map((row) => who[row]));
      expect([...part].some((row) => groups.has(who[row]))).toBe(false);
    }
    if ("timeColumn" in spec) {
      const time = valuesOf(table, spec.timeColumn);
      expect(Math.max(...[...rest].map((row) => time[row] as number))).toBeLessThan(
        Math.min(...[...part].map((row) => time[row] as number)),
      );
    }
  }
});

test("a search never sees the test part: HOLD_OUT is judged on the validation part, folds on all rows but the test's", () => {
  const table = tableOf({ n: 500, nTimes: 50, nGroups: 30, share: 0.3, seed: 2 });
  const request = { table, task: "BINARY" as const, target: "y", split: SplitSpec.parse({ seed: 5 }) };
  const held = validationFolds({ ...request, validation: ValidationSpec.parse({}) });
  expect(held.folds).toEqual([{ train: held.split.train, test: held.split.validation }]);
  const kept = new Set(held.split.test);
  for (const spec of SPECS) {
    const { split, folds: cut } = validationFolds({ ...request, validation: ValidationSpec.parse(spec) });
    expect(split).toEqual(held.split);
    for (const fold of cut) expect([...fold.train, ...fold.test].some((row) => kept.has(row))).toBe(false);
  }
  expect(() =>
    validationFolds({ ...request, split: SplitSpec.parse({ validationFraction: 0 }), validation: ValidationSpec.parse({}) }),
  ).toThrow(/raise split.validationFraction/);
});

const small = tableOf({ n: 12, nTimes: 3, nGroups: 3, share: 0.5, seed: 3 });
const rare: Table = {
  rowCount: 40,
  columns: [
    { name: "y", type: "INTEGER", values: Float64Array.from({ length: 40 }, (_, i) => Number(i < 3)) },
    { name: "t", type: "INTEGER", values: Float64Array.from({ length: 40 }, (_, i) => i) },
    { name: "holes", type: "FLOAT", values: Float64Array.from({ length: 40 }, (_, i) => (i === 5 ? Number.NaN : i)) },
    { name: "word", type: "STRING", dictionary: ["a", "b"], codes: Int32Array.from({ length: 40 }, (_, i) => (i === 7 ? -1 : i % 2)) },
  ],
};
const nine = (y: number): Table => ({
  rowCount: 9,
  columns: [
    { name: "y", type: "INTEGER", values: Float64Array.from({ length: 9 }, (_, i) => (Number.isNaN(y) ? y : i % 2)) },
    { name: "t", type: "INTEGER", values: new Float64Array(9) },
  ],
});
const [oneValue, noTarget] = [nine(0), nine(Number.NaN)];
test.each([
  [
    "fewer rows than folds",
    small,
    { method: "K_FOLD", folds: 13 },
    "INVALID_INPUT",
    /There are 12 rows, fewer than 13 folds. Use at most 12/,
  ],
  [
    "fewer groups than folds",
    small,
    { method: "GROUP_K_FOLD", groupColumn: "who", folds: 5 },
    "INVALID_INPUT",
    /3 groups, fewer than 5 folds. Use at most 3/,
  ],
  [
    "fewer times than blocks",
    small,
    { method: "TIME_SERIES", timeColumn: "tick", folds: 5 },
    "INVALID_INPUT",
    /3 different times; this validation needs at least 6/,
  ],
  [
    "more folds than rows of the rarer class",
    rare,
    { method: "K_FOLD", folds: 5 },
    "DEGENERATE_TARGET",
    /class '1' of target 'y' has 3 of them, fewer than 5 folds.*Use at most 3 folds/,
  ],
  [
    "training rows of one class",
    rare,
    { method: "PURGED", timeColumn: "t", folds: 2 },
    "DEGENERATE_TARGET",
    /training rows of fold 1 of 2/,
  ],
  [
    "a horizon that leaves nothing",
    rare,
    { method: "PURGED", timeColumn: "t", folds: 2, horizon: 30 },
    "INVALID_INPUT",
    /Fold 1 of 2 has no training rows: a horizon of 30 leave.*shorter/,
  ],
  [
    "an embargo longer than the series",
    rare,
    { method: "PURGED", timeColumn: "t", folds: 2, embargo: 400 },
    "INVALID_INPUT",
    /Fold 1 of 2 has no training rows: a horizon of 0 and an embargo of 400/,
  ],
  [
    "groups that are all one",
    oneValue,
    { method: "GROUP_K_FOLD", groupColumn: "t", folds: 2 },
    "INVALID_INPUT",
    /'t' has one group in all 9/,
  ],
  [
    "times that are all one",
    oneValue,
    { method: "TIME_SERIES", timeColumn: "t", folds: 2 },
    "INVALID_INPUT",
    /1 different times in 9 rows/,
  ],
  ["a target without a value", noTarget, { method: "K_FOLD", folds: 2 }, "DEGENERATE_TARGET", /no value in any of 9 rows/],
  ["a time that is missing", rare, { method: "PURGED", timeColumn: "holes" }, "INVALID_INPUT", /missing in 1 rows/],
  ["a time of text", rare, { method: "TIME_SERIES", timeColumn: "word" }, "INVALID_INPUT", /'word' is STRING/],
  ["a group that is missing", rare, { method: "GROUP_K_FOLD", groupColumn: "word", folds: 2 }, "INVALID_INPUT", /missing in row 7/],
] as const)("%s is refused with advice", (_title, table, spec, code, says) => {
  expect(() => folds(table, spec, { task: "BINARY" })).toThrow(expect.objectContaining({ code, message: expect.stringMatching(says) }));
});

test("more folds than rows are said to be so, whatever the split's own parts are worth", () => {
  const table: Table = {
    rowCount: 12,
    columns: [{ name: "y", type: "INTEGER", values: Float64Array.from({ length: 12 }, (_, i) => i % 2) }],
  };
  const request = { table, task: "BINARY" as const, target: "y", split: SplitSpec.parse({}) };
  const validation = ValidationSpec.parse({ method: "K_FOLD", folds: 50 });
  // round(12 * 0.2) = 2 rows are the test's.
  expect(() => validationFolds({ ...request, validation })).toThrow(
    expect.objectContaining({
      code: "INVALID_INPUT",
      message: "10 of 12 rows are left when the test part is kept, fewer than 50 folds. Use at most 10 folds, or give more rows.",
    }),
  );
});

test("a class of several with one row cannot be tested and trained on: its fold is refused by name", () => {
  const table: Table = {
    rowCount: 31,
    columns: [{ name: "y", type: "INTEGER", values: Float64Array.from({ length: 31 }, (_, i) => (i === 30 ? 7 : i % 3)) }],
  };
  expect(() => folds(table, { method: "K_FOLD", folds: 3 }, { task: "MULTICLASS" })).toThrow(
    expect.objectContaining({
      code: "DEGENERATE_TARGET",
      message: expect.stringMatching(
        /training rows of fold \d of 3 \(\d+ rows\) hold no row of 1 of the 4 classes of target 'y': '7'.*1 of the classes has one row/,
      ),
    }),
  );
});
