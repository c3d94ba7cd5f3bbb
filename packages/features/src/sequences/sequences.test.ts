import { SequenceHistory, TrainingSpec } from "@plimsoll/schema";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyPipeline, fitPipeline } from "../pipeline/pipeline.ts";
import { createRng } from "../random.ts";
import { selectFeatures } from "../select.ts";
import { allRows, type Column, cellText, getColumn, schemaOf, selectRows, type Table } from "../table.ts";
import { historyRows } from "./history-rows.ts";
import { horizonTargets, openHistory, widenHistory, wideSequence } from "./widen-history.ts";

const numbers = (name: string, ...values: number[]): Column => ({ name, type: "FLOAT", values: Float64Array.from(values) });
const texts = (name: string, ...cells: string[]): Column => {
  const dictionary = [...new Set(cells)];
  return { name, type: "STRING", dictionary, codes: Int32Array.from(cells, (cell) => dictionary.indexOf(cell)) };
};
const tableOf = (...columns: Column[]): Table => ({
  rowCount: columns[0]?.type === "STRING" ? columns[0].codes.length : (columns[0]?.values.length ?? 0),
  columns,
});
const cells = (table: Table, name: string): (string | null)[] =>
  Array.from({ length: table.rowCount }, (_, row) => cellText(getColumn(table, name), row));

/** Two customers, out of order; B has a gap, and two rows of one moment at 30. */
const table = tableOf(
  texts("who", "B", "A", "A", "B", "A", "B", "B"),
  numbers("t", 10, 1, 3, 20, 2, 30, 30),
  numbers("v", 100, 1, 3, 200, 2, 300, 301),
  texts("town", "x", "p", "r", "y", "q", "z", "w"),
);
const history = (more: Partial<SequenceHistory> = {}): SequenceHistory =>
  SequenceHistory.parse({ entity: ["who"], time: "t", steps: 3, columns: ["v"], ...more });
const stepsOf = (more: Partial<SequenceHistory> = {}, samples: "EVERY" | "LAST" = "EVERY"): number[][] => {
  const { n, nSteps, steps } = historyRows(table, { history: history(more), horizons: [], samples });
  return Array.from({ length: n }, (_, i) => [...steps.slice(i * nSteps, (i + 1) * nSteps)]);
};

test("each row has the rows of its entity strictly before it as steps, oldest first, with -1 in front of a short history", () => {
  expect(stepsOf()).toEqual([
    [-1, -1, 0],
    [-1, -1, 1],
    [1, 4, 2],
    [-1, 0, 3],
    [-1, 1, 4],
    [0, 3, 5],
    [0, 3, 6],
  ]);
});

test("the last row of each entity alone, and a table that is one series", () => {
  expect(stepsOf({}, "LAST")).toEqual([
    [1, 4, 2],
    [0, 3, 6],
  ]);
  expect(stepsOf({ entity: [] })[3]).toEqual([2, 0, 3]);
});

test("BREAK ends a history at a long gap; GRID takes the latest row of each gap and leaves the others out", () => {
  expect(stepsOf({ gaps: "BREAK", gap: 9 })).toEqual([
    [-1, -1, 0],
    [-1, -1, 1],
    [1, 4, 2],
    [-1, -1, 3],
    [-1, 1, 4],
    [-1, -1, 5],
    [-1, -1, 6],
  ]);
  const grid = tableOf(numbers("t", 0, 4, 9, 11, 40, 50), numbers("v", 0, 1, 2, 3, 4, 5), texts("who", "a", "a", "a", "a", "a", "a"));
  const { steps } = historyRows(grid, { history: history({ gaps: "GRID", gap: 10 }), horizons: [], samples: "EVERY" });
  expect(Array.from({ length: 6 }, (_, i) => [...steps.slice(i * 3, i * 3 + 3)])).toEqual([
    [-1, -1, 0],
    [-1, -1, 1],
    [-1, -1, 2],
    [-1, 0, 3],
    [3, -1, 4],
    [-1, 4, 5],
  ]);
});

test("targets of several horizons are those of later rows of the entity; there is none beyond the end", () => {
  const horizons = [0, 1, 2];
  const found = historyRows(table, { history: history(), horizons, samples: "EVERY" });
  const targets = horizonTargets(table, "v", found, horizons);
  const nan = Number.NaN;
  expect(targets.map(({ name, values }) => [name, [...values]])).toEqual([
    ["v[+0]", [100, 1, 3, 200, 2, 300, 301]],
    ["v[+1]", [200, 2, nan, 300, 3, nan, nan]],
    ["v[+2]", [300, 3, nan, 301, nan, nan, nan]],
  ]);
  const grid = historyRows(table, { history: history({ gaps: "GRID", gap: 10 }), horizons: [1], samples: "EVERY" });
  expect([...grid.targets]).toEqual([3, 2, -1, 6, 2, -1, -1]);
  const broken = historyRows(table, { history: history({ gaps: "BREAK", gap: 9 }), horizons: [1], samples: "EVERY" });
  expect([...broken.targets]).toEqual([-1, 4, -1, -1, 2, -1, -1]);
});

test("the wide table has one row a sample: steps, which of them are there, the target later, and the rest as it is", () => {
  const wide = widenHistory(table, history({ horizon: 1, minSteps: 2 }), { target: "v", cutBy: ["t"] });
  expect(wide.columns.map(({ name }) => name)).toEqual([
    "v[-2]",
    "v[-1]",
    "v[0]",
    "step present[-2]",
    "step present[-1]",
    "step present[0]",
    "who",
    "t",
    "v",
    "town",
  ]);
  // Samples: B at 20 and A at 2; their targets stand at B 30 (the first of its moment) and A 3.
  expect(wide.columns.map(({ name }) => cells(wide, name))).toEqual([
    [null, null],
    ["100", "1"],
    ["200", "2"],
    ["false", "false"],
    ["true", "true"],
    ["true", "true"],
    ["B", "A"],
    ["30", "3"],
    ["300", "3"],
    ["y", "q"],
  ]);
});

test("what is scored is every row, in order, as training would see it", () => {
  const opened = openHistory(table, history({ horizon: 1, minSteps: 2 }));
  expect(opened.rowCount).toBe(7);
  expect(cells(opened.slice(0, 7), "v[-1]")).toEqual([null, null, "2", "100", "1", "200", "200"]);
  expect(cells(opened.slice(2, 4), "town")).toEqual(["r", "y"]);
  const trained = widenHistory(table, history(), { target: "v", cutBy: [] });
  expect(cells(trained, "v[-2]")).toEqual(cells(opened.slice(0, 7), "v[-2]"));
});

const spec = (more: Record<string, unknown>, sequence: Record<string, unknown> = {}): TrainingSpec =>
  TrainingSpec.parse({
    datasetId: "ds",
    modelName: "m",
    task: "REGRESSION",
    target: "y",
    architecture: "lstm",
    split: { method: "TIME", timeColumn: "t" },
    sequence: { history: { entity: ["who"], time: "t", steps: 4, columns: ["v", "w"], horizon: 1, ...sequence } },
    ...more,
  });

function longTable(n: number): Table {
  const rng = createRng(8);
  const draw = (of: () => number): number[] => Array.from({ length: n }, of);
  return tableOf(
    texts("who", ...draw(() => rng.int(5)).map(String)),
    numbers("t", ...Array.from({ length: n }, (_, i) => i)),
    numbers("v", ...draw(() => rng.normal())),
    numbers("w", ...draw(() => (rng.next() < 0.2 ? Number.NaN : rng.normal()))),
    numbers("age", ...draw(() => rng.int(60))),
    texts("town", ...draw(() => rng.int(3)).map((code) => `town ${code}`)),
    numbers("y", ...draw(() => rng.normal())),
  );
}

test("the features of a history go through the default pipeline to a tensor of rows, steps and features, masked steps marked", () => {
  const long = longTable(300);
  const given = spec({});
  const features = selectFeatures(given, schemaOf(long));
  expect(features.map(({ name }) => name)).toEqual([
    ...["v", "w", "step present"].flatMap((name) => [`${name}[-3]`, `${name}[-2]`, `${name}[-1]`, `${name}[0]`]),
    "age",
    "town",
  ]);
  const wide = widenHistory(long, given.sequence?.history as SequenceHistory, { target: "y", cutBy: ["t"] });
  const fitted = fitPipeline({ columns: features, sequence: wideSequence(given.sequence), pipeline: null }, wide, allRows(wide.rowCount));
  expect(fitted.nSteps).toBe(4);
  expect(fitted.featureNames.slice(0, 5)).toEqual(["v", "v is missing", "w", "w is missing", "step present"]);
  const { data, n, nFeatures } = applyPipeline(fitted, wide);
  expect([n, data.length]).toEqual([295, 295 * 4 * nFeatures]);
  const present = fitted.featureNames.indexOf("step present");
  const first = [0, 1, 2, 3].map((t) => data[t * nFeatures + present]);
  expect(first).toEqual([0, 0, 0, 1]);
  // A row alone, scored from its own history, has the bits of the training's row.
  const alone = applyPipeline(fitted, openHistory(long, given.sequence?.history as SequenceHistory).slice(250, 251)).data;
  const sample = cells(wide, "v[0]").indexOf(cells(long, "v")[250] ?? null);
  expect(alone).toEqual(data.slice(sample * 4 * nFeatures, (sample + 1) * 4 * nFeatures));
});

test("no row at or after a sample's own moment but itself is a step of it, and every target lies after it", () => {
  const row = fc.record({ who: fc.integer({ min: 0, max: 2 }), t: fc.integer({ min: 0, max: 15 }) });
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 40 }),
      fc.constantFrom("IGNORE", "BREAK", "GRID"),
      fc.integer({ min: 1, max: 5 }),
      (rows, gaps, steps) => {
        const long = tableOf(
          numbers("who", ...rows.map(({ who }) => who)),
          numbers("t", ...rows.map(({ t }) => t)),
          numbers("v", ...rows.map(({ t }) => t)),
        );
        const request = {
          history: history({ gaps, steps, ...(gaps === "IGNORE" ? {} : { gap: 2 }) }),
          horizons: [1, 3],
          samples: "EVERY" as const,
        };
        const found = historyRows(long, request);
        for (let sample = 0; sample < found.n; sample++) {
          const own = rows[sample];
          const back = [...found.steps.slice(sample * steps, (sample + 1) * steps)];
          expect(back.at(-1)).toBe(sample);
          const earlier = back
            .slice(0, -1)
            .filter((step) => step >= 0)
            .map((step) => rows[step]);
          expect(earlier.every((other) => other?.who === own?.who && (other?.t ?? 99) < (own?.t ?? 0))).toBe(true);
          expect(earlier.every((other, i) => i === 0 || (earlier[i - 1]?.t ?? 99) <= (other?.t ?? 0))).toBe(true);
          const targets = [...found.targets.slice(sample * 2, sample * 2 + 2)]
            .filter((target) => target >= 0)
            .map((target) => rows[target]);
          expect(targets.every((other) => other?.who === own?.who && (other?.t ?? 0) > (own?.t ?? 99))).toBe(true);
        }
        // The future taken away changes no steps.
        const past = allRows(rows.length).filter((i) => (rows[i]?.t ?? 0) <= 7);
        const cut = historyRows(selectRows(long, past), request);
        past.forEach((sample, i) => {
          const whole = [...found.steps.slice(sample * steps, (sample + 1) * steps)];
          expect([...cut.steps.slice(i * steps, (i + 1) * steps)].map((step) => (step < 0 ? -1 : past[step]))).toEqual(whole);
        });
      },
    ),
    { numRuns: 150 },
  );
});

describe("what is refused", () => {
  const columns = schemaOf(longTable(10));
  test.each([
    ["an unknown step column", {}, { columns: ["vv"] }, /did you mean 'v'/],
    ["an unknown entity", {}, { entity: ["whom"] }, /did you mean 'who'/],
    ["text as a step", {}, { columns: ["town"] }, /'town' is STRING/],
    ["text as the time", {}, { time: "town" }, /'town' is STRING; the time of a history/],
    ["the target as a step of its own row", { target: "v" }, { horizon: 0 }, /'v' is the target/],
    ["a step that is dropped", { drop: ["v"] }, {}, /both sequence and drop/],
  ])("%s", (_title, more, sequence, says) => {
    expect(() => selectFeatures(spec(more, sequence), columns)).toThrow(says);
  });

  test.each([
    ["a random split, since samples share their steps", { split: {} }, {}, /share their steps/],
    ["random folds", { validation: { method: "K_FOLD" } }, {}, /share their steps/],
    ["more steps needed than there are", {}, { minSteps: 5 }, /minSteps must be at most steps/],
    ["a gap policy without a gap", {}, { gaps: "GRID" }, /needs gap/],
    ["a gap without a policy", {}, { gap: 5 }, /BREAK or GRID only/],
    ["a step named twice", {}, { columns: ["v", "v"] }, /named twice/],
    ["groups beside a history", { sequence: { groups: [{ name: "g", columns: ["v"] }], history: history() } }, {}, /either groups/],
    ["neither", { sequence: {} }, {}, /either groups/],
  ])("%s", (_title, more, sequence, says) => {
    expect(() => spec(more, sequence)).toThrow(says);
  });

  test("the past of the target is a fair step where the target lies ahead, and the last rows alone may be split at random", () => {
    expect(selectFeatures(spec({ target: "v" }), columns).map(({ name }) => name)).toContain("v[0]");
    expect(spec({ split: {} }, { samples: "LAST", horizon: 0 }).split.method).toBe("RANDOM");
  });

  test("a history that leaves no sample, and a column that is named like a step", () => {
    expect(() => widenHistory(table, history({ horizon: 5 }), { target: "v", cutBy: [] })).toThrow(/No row of the data set makes a sample/);
    const odd = { ...table, columns: [...table.columns, numbers("v[-1]", 1, 2, 3, 4, 5, 6, 7)] };
    expect(() => widenHistory(odd, history(), { target: "v", cutBy: [] })).toThrow(/Rename it/);
  });
});
