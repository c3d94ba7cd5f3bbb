import { describe, expect, test } from "vitest";
import { transform } from "./index.ts";
import { readNumber } from "./read-text.ts";
import { fitApply, fitted, numbers, numeric, textColumn, texts } from "./testing/run.ts";

describe("filling missing cells", () => {
  test("impute-median of an even count is half-way between the middle two", () => {
    expect(fitApply("impute-median", [numbers(9, 1, null, 3, 5)])).toEqual([[9, 1, 4, 3, 5]]);
  });

  test("impute-mode takes the smaller of two equally frequent values", () => {
    expect(fitApply("impute-mode", [numbers(2, 1, 1, 2, null)])).toEqual([[2, 1, 1, 2, 1]]);
    expect(fitApply("impute-mode", [texts("b", "a", "b", null)], { later: [texts(null, "z")] })).toEqual([["b", "z"]]);
  });

  test("impute-mean of 1, 2, 6 is 3", () => {
    expect(fitApply("impute-mean", [numbers(1, 2, null, 6)])).toEqual([[1, 2, 3, 6]]);
  });

  test("impute-constant takes a value of the column's own type, and no other", () => {
    expect(fitApply("impute-constant", [numbers(1, null)], { params: { value: -9 } })).toEqual([[1, -9]]);
    expect(fitApply("impute-constant", [texts("a", null)], { params: { value: "none" } })).toEqual([["a", "none"]]);
    expect(fitApply("impute-constant", [numeric("x", "DATE", [0, null])], { params: { value: "1970-01-02" } })).toEqual([[0, 86_400_000]]);
    const plan = (value: unknown) =>
      transform("impute-constant").plan([{ name: "x", type: "FLOAT" }], transform("impute-constant").parse({ value }), { also: [] });
    expect(() => plan("none")).toThrow(/Column 'x' is FLOAT and takes a number. Got "none"/);
  });

  test("impute-by-group takes the median of the row's own group; unknown, missing and empty groups that of all rows", () => {
    const also = [textColumn("g", ["a", "a", "a", "b", "b", "c"])];
    const found = fitApply("impute-by-group", [numbers(1, 3, 5, 10, 30, null)], {
      params: { by: "g" },
      also,
      later: [numbers(null, null, null, null, null)],
      laterAlso: [textColumn("g", ["a", "b", "c", "zzz", null])],
    });
    expect(found).toEqual([[3, 20, 5, 5, 5]]);
  });

  test("impute-by-group fills text with the most frequent text of the group, whatever its name", () => {
    const also = [textColumn("g", ["__proto__", "__proto__", "constructor"])];
    const given = {
      params: { by: "g", strategy: "MODE" },
      also,
      later: [texts(null, null)],
      laterAlso: [textColumn("g", ["constructor", "__proto__"])],
    };
    expect(fitApply("impute-by-group", [texts("x", "x", "y")], given)).toEqual([["y", "x"]]);
  });

  test("impute-knn: nearest by the shared columns, donors as near as the last one all count", () => {
    const columns = [numeric("a", "FLOAT", [0, 0, 10, 0.1]), numeric("b", "FLOAT", [1, 3, 50, null])];
    expect(fitApply("impute-knn", columns, { params: { neighbours: 1, scale: false } })[1]).toEqual([1, 3, 50, 2]);
    const alone = { later: [numeric("a", "FLOAT", [null]), numeric("b", "FLOAT", [null])] };
    // A row without any value gets the columns' means.
    expect(fitApply("impute-knn", columns, alone)).toEqual([[2.525], [18]]);
  });
});

describe("marking and drawing in", () => {
  test("winsorise at 0.25 and 0.75 of 1 to 5: everything to [2, 4]", () => {
    expect(fitApply("winsorise", [numbers(1, 2, 3, 4, 5, null)], { params: { lower: 0.25, upper: 0.75 } })).toEqual([
      [2, 2, 3, 4, 4, null],
    ]);
    expect(() => transform("winsorise").parse({ lower: 0.9, upper: 0.1 })).toThrow(
      expect.objectContaining({ context: { path: ["params", "upper"] } }),
    );
  });

  test("clip has one bound or two", () => {
    expect(fitApply("clip", [numbers(-5, 0, 5, null)], { params: { min: -1 } })).toEqual([[-1, 0, 5, null]]);
    expect(fitApply("clip", [numbers(-5, 0, 5)], { params: { min: -1, max: 1 } })).toEqual([[-1, 0, 1]]);
    expect(() => transform("clip").parse({})).toThrow(/needs min, max or both/);
  });

  test.each<[string, number[]]>([
    // Quartiles of 1..8, 100 are 3 and 7: fences -3 and 13.
    ["IQR", [0, 1, 0, 0]],
    // Mean 136/9, standard deviation 30.1: 3 of them reach to 105.
    ["Z", [0, 0, 0, 0]],
    // Median 5, median deviation 2: 3.5 * 2 / 0.6745 reaches from -5.4 to 15.4.
    ["MAD", [0, 1, 0, 1]],
  ])("outlier-flag by %s", (method, expected) => {
    const later = [numbers(13, 100, null, -5.5)];
    const found = fitApply("outlier-flag", [numbers(1, 2, 3, 4, 5, 6, 7, 8, 100)], { params: { method }, later })[0];
    // -5.5 lies below the IQR fence as well.
    expect(found).toEqual(method === "IQR" ? [0, 1, 0, 1] : expected);
  });

  test("outlier-flag marks nothing where the spread is zero", () => {
    expect(fitApply("outlier-flag", [numbers(0, 0, 0, 0, 9)])).toEqual([[0, 0, 0, 0, 0]]);
  });
});

describe("special-codes", () => {
  const education = numeric("EDUCATION", "INTEGER", [1, 0, 5, 2, null]);

  test("become missing, a flag each, or one category", () => {
    expect(fitApply("special-codes", [education], { params: { codes: [0, 5] } })).toEqual([[1, null, null, 2, null]]);
    const { names, outputs } = fitted("special-codes", [education], { params: { codes: [0, 5], to: "INDICATOR" } });
    expect(names).toEqual(["EDUCATION", "EDUCATION is 0", "EDUCATION is 5"]);
    expect(outputs.slice(1).map((output) => (output.type === "STRING" ? [] : [...output.values]))).toEqual([
      [0, 1, 0, 0, 0],
      [0, 0, 1, 0, 0],
    ]);
    expect(fitApply("special-codes", [education], { params: { codes: [0, 5], to: "VALUE", value: 4 } })).toEqual([[1, 4, 4, 2, null]]);
    expect(fitApply("special-codes", [texts("?", "own")], { params: { codes: ["?"], to: "VALUE", value: "unknown" } })).toEqual([
      ["unknown", "own"],
    ]);
  });

  test("refuse a text for a column of numbers, and VALUE without one", () => {
    const kind = transform("special-codes");
    expect(() => kind.plan([{ name: "n", type: "INTEGER" }], kind.parse({ codes: ["x"] }), { also: [] })).toThrow(/its codes are numbers/);
    expect(() => kind.parse({ codes: [1], to: "VALUE" })).toThrow(expect.objectContaining({ context: { path: ["params", "value"] } }));
  });
});

test("group-rare: levels below the share, and levels never seen, become one", () => {
  const found = fitApply("group-rare", [texts("a", "a", "a", "b", "c", null)], {
    params: { minShare: 0.3 },
    later: [texts("a", "b", "zzz", null)],
  });
  expect(found).toEqual([["a", "(other)", "(other)", null]]);
});

describe("coerce", () => {
  const read = (params: Record<string, unknown>, ...cells: string[]) => fitApply("coerce", [texts(...cells)], { params })[0];

  test("reads numbers as people write them", () => {
    expect(read({ to: "FLOAT" }, "1,234.50", "$ 12", "(7)", "12 %", "-3e2", "€1 000", "0.5€")).toEqual([
      1234.5, 12, -7, 0.12, -300, 1000, 0.5,
    ]);
    expect(read({ to: "FLOAT", decimal: "," }, "1.234,5", "12,5 %")).toEqual([1234.5, 0.125]);
    expect(read({ to: "INTEGER" }, "12", "12.5", "1,000")).toEqual([12, null, 1000]);
  });

  test.each(["", "1,23", "12,3456", "1.2.3", "--5", "(-5)", "1e999", "abc", "0x10", "Infinity", "NaN", "$", "%", "1 2"])(
    "takes '%s' for no number",
    (text) => {
      expect(readNumber(text, ".")).toBeNull();
    },
  );

  test("reads dates in the order that is said, and refuses days that are none", () => {
    const day = (text: string) => Date.parse(`${text}T00:00:00Z`);
    expect(read({ to: "DATE", dates: "DMY" }, "31/12/2020", "1.2.2021", "2021-03-04", "32.1.2020")).toEqual([
      day("2020-12-31"),
      day("2021-02-01"),
      day("2021-03-04"),
      null,
    ]);
    expect(read({ to: "DATE", dates: "MDY" }, "12/31/2020", "31/12/2020")).toEqual([day("2020-12-31"), null]);
    expect(read({ to: "DATE" }, "20201231", "2020/1/2")).toEqual([day("2020-12-31"), day("2020-01-02")]);
    expect(read({ to: "TIMESTAMP", dates: "DMY" }, "31.12.2020 9:30")).toEqual([day("2020-12-31") + 9.5 * 3_600_000]);
  });

  test("turns codes that are numbers into text, and 0 and 1 into truth values", () => {
    expect(fitApply("coerce", [numbers(1, 2.5, null)], { params: { to: "STRING" } })).toEqual([["1", "2.5", null]]);
    expect(fitApply("coerce", [numbers(1, 0, 2)], { params: { to: "BOOLEAN" } })).toEqual([[1, 0, null]]);
  });

  test("reports what cannot be read, the most frequent first, or refuses it", () => {
    const { state } = fitted("coerce", [texts("1", "n/a", "n/a", "x", null)], { params: { to: "FLOAT" } });
    expect(state).toEqual({
      present: 4,
      unreadable: 3,
      examples: [
        { text: "n/a", count: 2 },
        { text: "x", count: 1 },
      ],
    });
    const refusing = { params: { to: "FLOAT", unreadable: "REFUSE" } };
    expect(() => fitApply("coerce", [texts("1", "n/a")], refusing)).toThrow(/1 of 2 cells of 'x' cannot be read as FLOAT: 'n\/a'/);
    expect(() => fitApply("coerce", [texts("1", "2")], { ...refusing, later: [texts("3", "x")] })).toThrow(
      expect.objectContaining({ context: { columns: ["x"], row: 1 } }),
    );
  });
});

test("copy adds the column again, drop takes it out", () => {
  expect(fitted("copy", [texts("a", null)], { params: { suffix: " raw" } }).names).toEqual(["x raw"]);
  expect(fitApply("copy", [texts("a", null)])).toEqual([["a", null]]);
  expect(fitApply("drop", [texts("a", null)])).toEqual([]);
});
