import type { PipelineStep } from "@plimsoll/schema";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../random.ts";
import { allRows, type Column, schemaOf, selectRows, type Table } from "../table.ts";
import { transforms } from "../transforms/index.ts";
import { binary, numeric, randomColumn, textColumn } from "../transforms/testing/run.ts";
import { applyPipeline, type FittedPipeline, fitAndApply, fitPipeline, type PipelineRequest } from "./pipeline.ts";

const table = (...columns: Column[]): Table => {
  const first = columns[0];
  return { rowCount: first ? (first.type === "STRING" ? first.codes.length : first.values.length) : 0, columns };
};
const step = (type: string, params: Record<string, unknown> = {}, columns?: string[]): PipelineStep => ({ type, params, columns });
const requestOf = (data: Table, steps: PipelineStep[], more: Partial<PipelineRequest> & { defaults?: boolean } = {}): PipelineRequest => ({
  columns: schemaOf(data),
  sequence: more.sequence ?? null,
  pipeline: { steps, defaults: more.defaults ?? false },
});
const namesAfter = (data: Table, steps: PipelineStep[], more: Parameters<typeof requestOf>[2] = {}, context = {}): string[] =>
  fitPipeline(requestOf(data, steps, more), data, allRows(data.rowCount), context).featureNames;

const small = table(
  numeric("PAY_1", "INTEGER", [1, 2, 3, 4]),
  numeric("PAY_2", "INTEGER", [4, 3, null, 1]),
  numeric("income", "FLOAT", [10, 20, 30, 40]),
  textColumn("city", ["a", "b", "a", null]),
  numeric(
    "opened",
    "DATE",
    [0, 1, 2, 3].map((day) => day * 86_400_000),
  ),
  numeric("active", "BOOLEAN", [1, 0, 1, 1]),
);
const rest = [step("one-hot"), step("date-to-number"), step("impute-median")];

describe("which columns a step works on", () => {
  const workedOn = (...columns: string[]) => {
    const fitted = fitPipeline(requestOf(small, [step("winsorise", {}, columns), ...rest]), small, allRows(4));
    return fitted.report?.[0]?.columns;
  };

  test("names in their order, patterns and selectors in that of the columns, without those left out", () => {
    expect(workedOn("income", "PAY_1")).toEqual(["income", "PAY_1"]);
    expect(workedOn("PAY_*")).toEqual(["PAY_1", "PAY_2"]);
    expect(workedOn("@numeric", "!PAY_2")).toEqual(["PAY_1", "income"]);
    expect(workedOn("!income")).toEqual(["PAY_1", "PAY_2"]);
    expect(workedOn("@all")).toEqual(["PAY_1", "PAY_2", "income"]);
    expect(workedOn("*_*", "income")).toEqual(["PAY_1", "PAY_2", "income"]);
  });

  test("a column named like a selector or an exclusion is a column", () => {
    const odd = table(numeric("@all", "FLOAT", [1, 2]), numeric("!x", "FLOAT", [3, 4]), numeric("x", "FLOAT", [5, 6]));
    const fitted = fitPipeline(requestOf(odd, [step("clip", { min: 0 }, ["@all", "!x"])]), odd, allRows(2));
    expect(fitted.report?.[0]?.columns).toEqual(["@all", "!x"]);
  });

  test("without columns: every one of the types that the step is made for, and no 0/1 column that an earlier step made", () => {
    const fitted = fitPipeline(requestOf(small, [...rest, step("standard-scale")]), small, allRows(4));
    expect(fitted.report?.[3]?.columns).toEqual(["PAY_1", "PAY_2", "income", "opened"]);
  });

  test("what an earlier step left out may be named later, and a step that has nothing left to do does nothing", () => {
    // PAY_1 is a tenth of income.
    const steps = [step("select-correlation", {}, ["income", "PAY_1"]), step("standard-scale", {}, ["PAY_1"]), ...rest];
    const fitted = fitPipeline(requestOf(small, steps), small, allRows(4));
    expect(fitted.report?.[1]).toMatchObject({ type: "standard-scale", columns: [], outputs: [] });
    expect(fitted.columns.map(({ name }) => name)).not.toContain("PAY_1");
  });

  test("patterns are searched in time that grows with the name, not with the stars", () => {
    const long = table(numeric("a".repeat(250), "FLOAT", [1, 2]));
    expect(() => namesAfter(long, [step("clip", { min: 0 }, [`${"*a".repeat(120)}*b`])])).toThrow(/chooses no column/);
  });
});

describe("steps", () => {
  test("each column is fitted by itself", () => {
    const fitted = fitPipeline(requestOf(small, [step("standard-scale", {}, ["PAY_1", "income"]), ...rest]), small, allRows(4));
    expect(fitted.report?.[0]?.learned.map(({ columns, summary }) => [columns, summary?.mean])).toEqual([
      [["PAY_1"], 2.5],
      [["income"], 25],
    ]);
  });

  test("the columns of a sequence group share one fit, also what was made of them, and other columns do not join it", () => {
    const sequence = { groups: [{ name: "PAY", columns: ["PAY_2", "PAY_1"] }] };
    const steps = [step("copy", {}, ["PAY_*"]), step("impute-median"), step("standard-scale", {}, ["PAY_*", "income"]), ...rest];
    const fitted = fitPipeline(requestOf(small, steps, { sequence }), small, allRows(4));
    expect(fitted.report?.[2]?.learned.map(({ columns }) => columns)).toEqual([
      ["PAY_1", "PAY_2"],
      ["PAY_1 copy", "PAY_2 copy"],
      ["income"],
    ]);
    expect(fitted.featureNames.slice(0, 2)).toEqual(["PAY", "PAY copy"]);
  });

  test("a ratio of two groups at each step is a feature of the step, and one that mixes steps is static", () => {
    const data = table(...["bill_1", "bill_2", "paid_1", "paid_2"].map((name, j) => numeric(name, "FLOAT", [j + 2, j + 4])));
    const sequence = {
      groups: [
        { name: "bill", columns: ["bill_1", "bill_2"] },
        { name: "paid", columns: ["paid_1", "paid_2"] },
      ],
    };
    const ratio = (a: string, b: string) => step("interactions", { operations: ["RATIO"] }, [a, b]);
    const steps = [ratio("bill_1", "paid_1"), ratio("bill_2", "paid_2"), ratio("bill_1", "bill_2")];
    const fitted = fitPipeline(requestOf(data, steps, { sequence }), data, allRows(2));
    expect(fitted.featureNames).toEqual(["bill", "paid", "bill / paid", "bill_1 / bill_2"]);
    expect([...applyPipeline(fitted, data, Int32Array.of(0)).data]).toEqual([2, 4, 2 / 4, 2 / 3, 3, 5, 3 / 5, 2 / 3].map(Math.fround));
  });

  test("columns that the features do not need are not asked for, and a step without effect on them is not done", () => {
    const fitted = fitPipeline(
      requestOf(small, [step("drop", {}, ["PAY_2", "city", "opened"]), step("winsorise"), step("drop", {}, ["income"])]),
      small,
      allRows(4),
    );
    expect(fitted.columns.map(({ name }) => name)).toEqual(["PAY_1", "active"]);
    expect(fitted.steps.map(({ inputs }) => inputs)).toEqual([["PAY_1"]]);
    expect(fitted.report).toHaveLength(3);
    expect(fitted.reference).toHaveLength(2);
    const without = table(...small.columns.filter(({ name }) => name === "PAY_1" || name === "active"));
    expect(applyPipeline(fitted, without).data).toEqual(applyPipeline(fitted, small).data);
  });

  test("with defaults, columns get what they lack and no more", () => {
    const steps = [step("log", {}, ["income"]), step("impute-median", {}, ["PAY_2"])];
    const fitted = fitPipeline(requestOf(small, steps, { defaults: true }), small, allRows(4));
    expect(fitted.report?.slice(2).map(({ type, origin, columns }) => [type, origin, columns])).toEqual([
      ["one-hot", "DEFAULT", ["city"]],
      ["date-to-number", "DEFAULT", ["opened"]],
      ["missing-indicator", "DEFAULT", ["PAY_1", "income", "opened", "active"]],
      ["impute-mode", "DEFAULT", ["active"]],
      ["impute-median", "DEFAULT", ["PAY_1", "income", "opened"]],
      ["standard-scale", "DEFAULT", ["PAY_1", "opened"]],
    ]);
  });

  test("no steps with defaults are the default pipeline", () => {
    const plain = fitPipeline({ columns: schemaOf(small), sequence: null }, small, allRows(4));
    expect(fitPipeline(requestOf(small, [], { defaults: true }), small, allRows(4))).toEqual(plain);
  });

  test("a group column goes by its value before the step and cannot be one of its columns", () => {
    const by = { by: "city", strategy: "MODE" };
    expect(namesAfter(small, [step("impute-by-group", by, ["@numeric", "@text"]), ...rest])).toContain("PAY_2");
    expect(() => namesAfter(small, [step("impute-by-group", by, ["city"])])).toThrow(/Step 1 \(impute-by-group\): Column 'city' is what/);
    expect(() => namesAfter(small, [step("impute-by-group", { by: "town" })])).toThrow(
      expect.objectContaining({ code: "UNKNOWN_COLUMN", context: expect.objectContaining({ path: ["pipeline", "steps", "0", "params"] }) }),
    );
  });

  test("a selection by time looks at a column that is no feature", () => {
    const request = {
      ...requestOf(small, [step("select-psi", { by: "opened", maxPsi: 10 }), ...rest.filter(({ type }) => type !== "date-to-number")]),
    };
    const columns = request.columns.filter(({ name }) => name !== "opened");
    expect(fitPipeline({ ...request, columns }, small, allRows(4)).columns.map(({ name }) => name)).not.toContain("opened");
  });

  test("a mistake that only the rows show names the step", () => {
    const data = table(numeric("a", "FLOAT", [1, -1, 2]));
    expect(() => namesAfter(data, [step("clip", { max: 9 }), step("box-cox")])).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/^Step 2 \(box-cox\): Column 'a' has 1 training rows/),
        context: expect.objectContaining({ path: ["pipeline", "steps", "1", "columns"] }),
      }),
    );
  });

  test("a cell that is missing after the last step names the feature and says what would mend it", () => {
    const fitted = fitPipeline(requestOf(small, [step("one-hot"), step("date-to-number")]), small, Int32Array.of(0, 1));
    expect(() => applyPipeline(fitted, small)).toThrow(/Feature 'PAY_2' of row 2 .* Add a step such as impute-median/);
  });
});

describe("cross-fitted steps", () => {
  const rng = createRng(5);
  const n = 5000;
  const data = table(
    textColumn(
      "dealer",
      Array.from({ length: n }, () => `dealer ${rng.int(400)}`),
    ),
    numeric(
      "amount",
      "FLOAT",
      Array.from({ length: n }, () => rng.normal()),
    ),
  );
  const y = Array.from({ length: n }, () => Number(rng.next() < 0.3));
  const request = requestOf(data, [step("target-encode", { smoothing: 1 }), step("standard-scale", {}, ["dealer"])]);
  const context = { target: binary(...y), seed: 3 };
  const { pipeline, training } = fitAndApply(request, data, allRows(n), context);

  test("the training rows' features differ from what the same rows get later, and steps behind are fitted on them", () => {
    const later = applyPipeline(pipeline, data);
    expect(later.data).not.toEqual(training.data);
    const dealer = training.data.filter((_, i) => i % 2 === 0);
    const mean = dealer.reduce((sum, value) => sum + value, 0) / n;
    const variance = dealer.reduce((sum, value) => sum + value * value, 0) / n;
    // Scaled by their own moments, to the rounding of float32.
    expect(Math.abs(mean)).toBeLessThan(1e-5);
    expect(Math.abs(variance - 1)).toBeLessThan(1e-5);
    // The other column is the same in both.
    expect(training.data.filter((_, i) => i % 2 === 1)).toEqual(later.data.filter((_, i) => i % 2 === 1));
  });

  test("the same seed gives the same bits, and a row scored alone gives those of the table", () => {
    expect(fitAndApply(request, data, allRows(n), context)).toEqual({ pipeline, training });
    const later = applyPipeline(pipeline, data);
    expect(applyPipeline(pipeline, data, Int32Array.of(4321)).data).toEqual(later.data.slice(8642, 8644));
  });
});

describe("every transform within a pipeline", () => {
  const n = 200;
  const rng = createRng(44);
  const mixed = table(
    randomColumn("a", "FLOAT", 1, { n, positive: true }),
    randomColumn("b", "FLOAT", 2, { n, positive: true }),
    randomColumn("count", "INTEGER", 3, { n }),
    randomColumn("__proto__", "STRING", 4, { n }),
    randomColumn("group", "STRING", 5, { n }),
    randomColumn("time", "DATE", 6, { n, missing: 0 }),
    randomColumn("flag", "BOOLEAN", 7, { n }),
  );
  const context = {
    target: binary(...Array.from({ length: n }, () => Number(rng.next() < 0.4))),
    fitModel: () => (x: Float64Array, m: number) => Float64Array.from({ length: m }, (_, i) => (x[i] as number) % 1),
  };
  /** Columns where all that a step takes would not do. */
  const COLUMNS: Record<string, string[]> = {
    "impute-constant": ["time"],
    "special-codes": ["count"],
    drop: ["a"],
    interactions: ["a", "b"],
    "box-cox": ["a"],
  };

  test.each(transforms.filter(({ name }) => name !== "select-permutation").map((kind) => [kind.name, kind] as const))(
    "%s: through JSON, in any block and alone, the same bits; every feature has a name and a source",
    (name, kind) => {
      const request = requestOf(mixed, [step(name, kind.example, COLUMNS[name])], { defaults: true });
      const { pipeline } = fitAndApply(request, mixed, allRows(n), context);
      const again = JSON.parse(JSON.stringify(pipeline)) as FittedPipeline;
      expect(again).toEqual(pipeline);
      const batch = applyPipeline(again, mixed);
      const width = batch.nSteps * batch.nFeatures;
      for (const row of [0, 3, n - 1]) {
        const expected = batch.data.slice(row * width, (row + 1) * width);
        expect(applyPipeline(pipeline, selectRows(mixed, Int32Array.of(row))).data).toEqual(expected);
      }
      expect(new Set(pipeline.featureNames).size).toBe(pipeline.nFeatures);
      const known = new Set(pipeline.columns.map((column) => column.name));
      expect(pipeline.sources.every((own) => own.length > 0 && own.every((source) => known.has(source)))).toBe(true);
    },
  );
});

test("a pipeline of a later format, or one that reads what no step gives, is refused as a damaged file", () => {
  const data = table(numeric("a", "FLOAT", [1, 2]));
  const fitted = fitPipeline({ columns: schemaOf(data), sequence: null }, data, allRows(2));
  const refusal = expect.objectContaining({ code: "BAD_BUNDLE" });
  expect(() => applyPipeline({ ...fitted, version: 3 as 2 }, data)).toThrow(refusal);
  expect(() => applyPipeline({ ...fitted, steps: fitted.steps.slice(1), layout: [["b"]] }, data)).toThrow(refusal);
});

test("a pipeline of the first format gives the features that it gave", () => {
  const first: FittedPipeline = {
    version: 1,
    columns: [
      { name: "a", type: "FLOAT" },
      { name: "c", type: "STRING" },
    ],
    sequence: null,
    steps: [
      { type: "missing-indicator", params: { when: "SEEN" }, inputs: ["a"], outputs: ["a is missing"], state: { active: true } },
      { type: "impute-median", params: {}, inputs: ["a"], outputs: ["a"], state: { median: 2 } },
      { type: "standard-scale", params: {}, inputs: ["a"], outputs: ["a"], state: { mean: 2, std: 4 } },
      { type: "one-hot", params: { maxLevels: 64 }, inputs: ["c"], outputs: ["c=x", "c=(other)", "c=(missing)"], state: { levels: ["x"] } },
    ],
    nSteps: 1,
    nFeatures: 5,
    featureNames: ["a", "a is missing", "c=x", "c=(other)", "c=(missing)"],
    layout: [["a", "a is missing", "c=x", "c=(other)", "c=(missing)"]],
    sources: [["a"], ["a"], ["c"], ["c"], ["c"]],
    reference: [2, "x"],
  };
  const data = table(numeric("a", "FLOAT", [6, null]), textColumn("c", ["x", null]));
  expect([...applyPipeline(first, data).data]).toEqual([1, 0, 1, 0, 0, 0, 1, 0, 0, 1]);
});

test("whatever the steps and the cells, features are finite numbers or a typed error says why not", () => {
  const cell = fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { nil: null });
  const kinds = transforms.filter(
    ({ accepts, scope, example, supervised }) => accepts.includes("FLOAT") && scope === "EACH" && !example && !supervised,
  );
  fc.assert(
    fc.property(
      fc.array(cell, { minLength: 2, maxLength: 30 }),
      fc.array(cell, { minLength: 1, maxLength: 30 }),
      fc.array(fc.constantFrom(...kinds.map(({ name }) => name)), { maxLength: 4 }),
      (train, later, names) => {
        const data = table(
          numeric("a", "FLOAT", train),
          numeric(
            "b",
            "FLOAT",
            train.map((value) => value ?? 1),
          ),
        );
        const steps = names.filter((name) => name !== "drop").map((name) => step(name));
        try {
          const fitted = fitPipeline(requestOf(data, steps, { defaults: true }), data, allRows(data.rowCount));
          const x = applyPipeline(
            fitted,
            table(
              numeric("a", "FLOAT", later),
              numeric(
                "b",
                "FLOAT",
                later.map((value) => value ?? 0),
              ),
            ),
          );
          expect(x.data.every(Number.isFinite)).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ name: "AppError", code: expect.stringMatching(/INVALID_INPUT|TYPE_MISMATCH/) });
        }
      },
    ),
    { numRuns: 150 },
  );
});
