import { AppError, COLUMN_TYPES, type ColumnType } from "@plimsoll/schema";
import { describe, expect, test } from "vitest";
import { createRng } from "../random.ts";
import { allRows, type Column, takeColumn } from "../table.ts";
import { transform, transforms } from "./index.ts";

const N = 300;

function column(name: string, type: ColumnType, seed: number, missing = 0.1): Column {
  const rng = createRng(seed);
  if (type === "STRING") {
    const dictionary = ["rent", "own", "free", "__proto__", "constructor"];
    return {
      name,
      type,
      dictionary,
      codes: Int32Array.from({ length: N }, () => (rng.next() < missing ? -1 : Math.floor(rng.next() * dictionary.length))),
    };
  }
  const value = (): number => {
    if (type === "BOOLEAN") return Number(rng.next() < 0.3);
    if (type === "INTEGER") return Math.floor(rng.next() * 100);
    return type === "FLOAT" ? (rng.next() - 0.5) * 1e4 : Math.floor(rng.next() * 2e4) * 86_400_000;
  };
  return { name, type, values: Float64Array.from({ length: N }, () => (rng.next() < missing ? Number.NaN : value())) };
}

const cellsOf = (output: Column): (number | string | null)[] =>
  output.type === "STRING" ? [...output.codes].map((code) => output.dictionary[code] ?? null) : [...output.values];

describe.each(transforms.map((kind) => [kind.name, kind] as const))("transform %s", (_name, kind) => {
  const types = COLUMN_TYPES.filter((type) => kind.accepts.includes(type));
  const params = kind.params.parse({});

  test("is found by its name and has words for people", () => {
    expect(transform(kind.name)).toBe(kind);
    expect(kind.title && kind.description && types.length).toBeTruthy();
  });

  test.each(types)("%s: the state survives JSON, outputs are as declared, and inputs are left alone", (type) => {
    const inputs = [column("a", type, 1), column("b", type, 2)];
    const copies = structuredClone(inputs);
    const state = kind.fit(inputs, params, {});
    const again: typeof state = JSON.parse(JSON.stringify(state));
    expect(again).toEqual(state);
    const declared = kind.outputs(inputs, params, state);
    expect(declared.length % inputs.length).toBe(0);
    const outputs = kind.open(params, state)(inputs);
    expect(outputs.map((output) => output.type === "STRING")).toEqual(declared.map((schema) => schema.type === "STRING"));
    expect(outputs.map(cellsOf)).toEqual(kind.open(params, again)(inputs).map(cellsOf));
    expect(inputs).toEqual(copies);
  });

  test.each(types)("%s: one row alone gives the bits of the batch", (type) => {
    const input = column("a", type, 3);
    const run = kind.open(params, kind.fit([input], params, {}));
    const batch = run([input]).map(cellsOf);
    for (const row of [0, 1, 17, N - 1]) {
      const alone = run([takeColumn(input, Int32Array.of(row))]).map(cellsOf);
      expect(alone.map((cells) => cells[0])).toEqual(batch.map((cells) => cells[row]));
    }
  });

  test.each(types)("%s: fitting is deterministic and does not depend on the order of rows", (type) => {
    const input = column("a", type, 4);
    const reversed = takeColumn(input, allRows(N).reverse());
    const cells = (fittedOn: Column) =>
      kind
        .open(
          params,
          kind.fit([fittedOn], params, {}),
        )([input])
        .flatMap(cellsOf);
    expect(cells(input)).toEqual(cells(input));
    cells(reversed).forEach((cell, i) => {
      const other = cells(input)[i];
      if (typeof cell === "number" && typeof other === "number" && Number.isFinite(cell))
        expect(Math.abs(cell - other)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(other)));
      else expect(cell).toEqual(other);
    });
  });

  test.each(types)("%s: all missing, constant and empty columns give no NaN where none went in", (type) => {
    const full = column("a", type, 5, 0);
    const constant = takeColumn(full, new Int32Array(N));
    for (const fittedOn of [constant, takeColumn(full, new Int32Array(0)), column("a", type, 6, 1)]) {
      for (const output of kind.open(params, kind.fit([fittedOn], params, {}))([full])) expect(cellsOf(output)).not.toContain(Number.NaN);
    }
  });

  test("refuses parameters that it does not know", () => {
    expect(() => kind.fit([column("a", types[0] ?? "FLOAT", 7)], { nonsense: 1 }, {})).toThrow(AppError);
  });
});

test("an unknown transform names the nearest", () => {
  expect(() => transform("one-hott")).toThrow("did you mean 'one-hot'?");
});

describe("figures by hand", () => {
  const numbers = (...values: number[]): Column => ({ name: "x", type: "FLOAT", values: Float64Array.from(values) });
  const fitApply = (name: string, input: Column, on: Column = input) => {
    const kind = transform(name);
    const params = kind.params.parse({});
    return kind
      .open(
        params,
        kind.fit([input], params, {}),
      )([on])
      .map(cellsOf);
  };

  test("standard-scale of 2, 4, 6: mean 4, std sqrt(8/3)", () => {
    const z = 2 / Math.sqrt(8 / 3);
    expect(fitApply("standard-scale", numbers(2, 4, 6, Number.NaN))).toEqual([[-z, 0, z, Number.NaN]]);
  });

  test("a constant, also one that is no exact binary fraction, scales to zero", () => {
    expect(fitApply("standard-scale", numbers(...Array<number>(1001).fill(0.1)), numbers(0.1, 5))).toEqual([[0, 0]]);
  });

  test("impute-median of an even count is half-way between the middle two", () => {
    expect(fitApply("impute-median", numbers(9, 1, Number.NaN, 3, 5))).toEqual([[9, 1, 4, 3, 5]]);
  });

  test("impute-mode takes the smaller of two equally frequent values", () => {
    expect(fitApply("impute-mode", numbers(2, 1, 1, 2, Number.NaN))).toEqual([[2, 1, 1, 2, 1]]);
  });

  test("one-hot: levels by frequency, then other, then missing; a text never seen is other", () => {
    const seen: Column = { name: "x", type: "STRING", dictionary: ["a", "b"], codes: Int32Array.of(1, 1, 0, -1) };
    const later: Column = { name: "x", type: "STRING", dictionary: ["zzz", "a"], codes: Int32Array.of(0, 1, -1) };
    expect(fitApply("one-hot", seen, later)).toEqual([
      [0, 0, 0],
      [0, 1, 0],
      [1, 0, 0],
      [0, 0, 1],
    ]);
  });

  test("date-to-number of 1970-01-02T12:00Z is 1.5", () => {
    expect(fitApply("date-to-number", { name: "x", type: "TIMESTAMP", values: Float64Array.of(1.5 * 86_400_000) })).toEqual([[1.5]]);
  });
});
