import { createRng, getColumn, type Table } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { accumulatedEffects } from "./accumulated-effects.ts";
import { interactions } from "./interaction.ts";
import { partialDependence } from "./partial-dependence.ts";
import { permutationImportance } from "./permutation-importance.ts";
import type { TableModel } from "./table-model.ts";

const rng = createRng(8);
const N = 400;
const a = Float64Array.from({ length: N }, () => 4 * rng.next());
/** Nearly a's double. */
const b = a.map((value) => 2 * value + 0.01 * rng.normal());
const c = Float64Array.from({ length: N }, () => rng.normal());
const table: Table = {
  rowCount: N,
  columns: [
    { name: "a", type: "FLOAT", values: a },
    { name: "b", type: "FLOAT", values: b },
    { name: "c", type: "FLOAT", values: c },
    { name: "city", type: "STRING", codes: Int32Array.from({ length: N }, () => rng.int(2)), dictionary: ["Rome", "Oslo"] },
  ],
};
const columns = table.columns.map(({ name, type }) => ({ name, type }));

/** A model that is a formula of the row. */
function formula(
  score: (row: { a: number; b: number; c: number; city: string }) => number,
  features = ["a", "b", "c", "city"],
): TableModel {
  return {
    columns,
    features: features.map((name) => ({ name, columns: [name] })),
    score(rows) {
      const [x, y, z, city] = ["a", "b", "c", "city"].map((name) => getColumn(rows, name));
      const numbers = (column: typeof x, i: number) => (column && column.type !== "STRING" ? (column.values[i] as number) : Number.NaN);
      return Float64Array.from({ length: rows.rowCount }, (_score, i) =>
        score({
          a: numbers(x, i),
          b: numbers(y, i),
          c: numbers(z, i),
          city: city?.type === "STRING" ? (city.dictionary[city.codes[i] as number] ?? "") : "",
        }),
      );
    },
  };
}

describe("partial dependence", () => {
  it("of an additive score is the column's own part plus a constant, with parallel curves", async () => {
    const { grid, mean, curves, nRows } = await partialDependence(
      formula((row) => row.a ** 2 + row.c),
      table,
      "a",
      { points: 10 },
    );
    expect(nRows).toBe(N);
    expect(grid).toHaveLength(11);
    grid.forEach((value, k) => {
      expect((mean[k] ?? 0) - (mean[0] ?? 0)).toBeCloseTo(Number(value) ** 2 - Number(grid[0]) ** 2, 10);
      expect((curves[3]?.[k] ?? 0) - (curves[3]?.[0] ?? 0)).toBeCloseTo(Number(value) ** 2 - Number(grid[0]) ** 2, 10);
    });
  });

  it("of a text column has one value for each of its texts", async () => {
    const { grid, mean } = await partialDependence(
      formula((row) => (row.city === "Oslo" ? 3 : 1)),
      table,
      "city",
    );
    expect(Object.fromEntries(grid.map((value, k) => [value, mean[k]]))).toEqual({ Rome: 1, Oslo: 3 });
  });

  it("curves that cross betray what the mean hides: c * sign of the city averages out", async () => {
    const { mean, low, high } = await partialDependence(
      formula((row) => (row.city === "Oslo" ? row.c : -row.c)),
      table,
      "c",
      { points: 4 },
    );
    expect(Math.max(...mean.map(Math.abs))).toBeLessThan(0.3);
    expect((high.at(-1) ?? 0) - (low.at(-1) ?? 0)).toBeGreaterThan(3);
  });

  it("an unknown column is named, and an abort stops it", async () => {
    await expect(
      partialDependence(
        formula(() => 0),
        table,
        "d",
      ),
    ).rejects.toMatchObject({ code: "UNKNOWN_COLUMN" });
    await expect(
      partialDependence(
        formula(() => 0),
        table,
        "a",
        { signal: AbortSignal.abort() },
      ),
    ).rejects.toMatchObject({ code: "CANCELLED" });
  });
});

describe("accumulated effects", () => {
  it("of a ^ 2 rise as a ^ 2 does, within an interval's width, and are 0 on average", async () => {
    const { edges, effect, counts } = await accumulatedEffects(
      formula((row) => row.a ** 2 + row.c),
      table,
      "a",
      { intervals: 20 },
    );
    edges.forEach((edge, k) => {
      expect(Math.abs((effect[k] ?? 0) - (effect[0] ?? 0) - (edge ** 2 - (edges[0] ?? 0) ** 2))).toBeLessThan(1e-9);
    });
    const mean = counts.reduce((sum, count, k) => sum + (count * ((effect[k] ?? 0) + (effect[k + 1] ?? 0))) / 2 / N, 0);
    expect(Math.abs(mean)).toBeLessThan(1e-9);
  });

  it("of columns that go together do not look where no applicant is: a penalty on b far from 2 a is not seen", async () => {
    const model = formula((row) => row.a + (Math.abs(row.b - 2 * row.a) > 1.5 ? 1_000 : 0));
    const { effect } = await accumulatedEffects(model, table, "a", { intervals: 20 });
    expect((effect.at(-1) ?? 0) - (effect[0] ?? 0)).toBeCloseTo(4, 0);
    const { mean } = await partialDependence(model, table, "a", { points: 10 });
    expect(Math.max(...mean)).toBeGreaterThan(300);
  });

  it("need an order and more than one value", async () => {
    await expect(
      accumulatedEffects(
        formula(() => 0),
        table,
        "city",
      ),
    ).rejects.toThrow("Use partialDependence");
    const flat = {
      ...table,
      columns: table.columns.map((column) =>
        column.name === "a" ? { name: "a", type: "FLOAT" as const, values: new Float64Array(N) } : column,
      ),
    };
    await expect(
      accumulatedEffects(
        formula(() => 0),
        flat,
        "a",
      ),
    ).rejects.toThrow("one value only");
  });
});

describe("permutation importance", () => {
  const y = Float64Array.from(c, (value, i) => Number(value + (a[i] as number) - 2 > 0));

  it("orders features by what their shuffling costs, and gives nothing to those that are not read", async () => {
    const { features, quality } = await permutationImportance(
      formula((row) => 3 * row.c + row.a),
      table,
      y,
    );
    expect(quality).toBeGreaterThan(0.9);
    expect(features.map(({ feature }) => feature).slice(0, 2)).toEqual(["c", "a"]);
    for (const { feature, importance } of features.slice(2)) expect([feature, importance]).toEqual([feature, 0]);
  });

  it("gives the same numbers for the same seed", async () => {
    const run = (seed: number) =>
      permutationImportance(
        formula((row) => row.c),
        table,
        y,
        { seed },
      );
    expect(await run(3)).toEqual(await run(3));
    expect(await run(3)).not.toEqual(await run(4));
  });
});

describe("interaction strength", () => {
  it("is 0 where features add up, 1 where they act only together, and strongest first", async () => {
    const model = formula((row) => row.a + 2 * row.b + row.c * (row.city === "Oslo" ? 1 : -1));
    const found = await interactions(model, table, { maxRows: 60 });
    const of = (x: string, z: string) => found.find(({ features }) => features.includes(x) && features.includes(z));
    expect(of("a", "b")).toMatchObject({ strength: 0 });
    expect(found[0]?.features).toEqual(["c", "city"]);
    // Both means over the rows are near 0, not exactly.
    expect(of("c", "city")?.strength).toBeGreaterThan(0.9);
  });

  it("takes named features, and says which there are", async () => {
    expect(
      await interactions(
        formula((row) => row.a * row.c),
        table,
        { features: ["a", "c"], maxRows: 40 },
      ),
    ).toHaveLength(1);
    await expect(
      interactions(
        formula(() => 0),
        table,
        { features: ["a", "z"] },
      ),
    ).rejects.toThrow("It has: a, b, c, city.");
  });
});
