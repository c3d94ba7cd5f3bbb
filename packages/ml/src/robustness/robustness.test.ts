import { createRng, fitPipeline, getColumn, type Table } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import type { GradientModel } from "../explanation/encoded-attributions.ts";
import type { TableModel } from "../explanation/table-model.ts";
import { adversarialReport } from "./adversarial.ts";
import { fitNovelty, noveltyKinds, openNovelty } from "./novelty-detector.ts";
import { perturbationReport, withGaps, withNoise } from "./perturbations.ts";
import { seedVariation } from "./seed-variation.ts";
import { weakSpots } from "./weak-spots.ts";

const rng = createRng(2);
const N = 800;
const a = Float64Array.from({ length: N }, () => rng.normal());
const b = Float64Array.from({ length: N }, () => 10 + 5 * rng.normal());
const codes = Int32Array.from({ length: N }, () => rng.int(3));
const table: Table = {
  rowCount: N,
  columns: [
    { name: "a", type: "FLOAT", values: a },
    { name: "b", type: "FLOAT", values: b },
    { name: "city", type: "STRING", codes, dictionary: ["A", "B", "C"] },
  ],
};
const y = Float64Array.from(a, (value) => Number(value + 0.5 * rng.normal() > 0));
const numbers = (rows: Table, name: string) => {
  const column = getColumn(rows, name);
  return column.type === "STRING" ? new Float64Array(rows.rowCount) : column.values;
};
const model: TableModel = {
  columns: table.columns.map(({ name, type }) => ({ name, type })),
  features: ["a", "b", "city"].map((name) => ({ name, columns: [name] })),
  score: (rows) => numbers(rows, "a").map((value) => 1 / (1 + Math.exp(-2 * (Number.isNaN(value) ? 0 : value)))),
};

describe("noise and missing features", () => {
  it("cost more the stronger they are, and only the features that are read cost anything", async () => {
    const report = await perturbationReport(model, table, { y, threshold: 0.5 });
    expect(report.nRows).toBe(N);
    expect(report.noise.map(({ level }) => level)).toEqual([0.01, 0.05, 0.1, 0.25]);
    for (const list of [report.noise, report.missing]) {
      const changes = list.map(({ meanChange }) => meanChange);
      expect(changes).toEqual(changes.toSorted((x, z) => x - z));
    }
    expect(report.without.map(({ feature }) => feature)[0]).toBe("a");
    // Without its one feature the model gives every row the same score: an area of one half.
    expect(report.without[0]?.quality).toBe(0.5);
    expect(report.without.slice(1)).toMatchObject([
      { loss: 0, flipped: 0 },
      { loss: 0, flipped: 0 },
    ]);
  });

  it("noise is as large as it says, leaves texts and gaps alone, and gaps are as many as they say", () => {
    const noisy = numbers(withNoise(table, 0.1, createRng(1)), "b");
    const moved = noisy.map((value, i) => value - (b[i] as number));
    const deviation = Math.sqrt(moved.reduce((sum, value) => sum + value * value, 0) / N);
    expect(deviation / 5).toBeGreaterThan(0.085);
    expect(deviation / 5).toBeLessThan(0.115);
    const gaps = withGaps(table, 0.25, createRng(1));
    expect(numbers(gaps, "a").filter(Number.isNaN).length / N).toBeCloseTo(0.25, 1);
    expect(getColumn(withNoise(table, 1, createRng(1)), "city")).toBe(table.columns[2]);
  });
});

describe("adversarial rows", () => {
  const pipeline = fitPipeline(
    { columns: table.columns.map(({ name, type }) => ({ name, type })), sequence: null },
    table,
    Int32Array.from({ length: N }, (_row, i) => i),
  );
  const width = pipeline.nFeatures;
  const weights = Float64Array.from({ length: width }, (_weight, j) => (j === 0 ? 2 : j === 1 ? -1 : 5));
  const margins = (x: Float32Array, n: number) =>
    Float64Array.from({ length: n }, (_margin, i) => weights.reduce((sum, weight, j) => sum + weight * (x[i * width + j] as number), 0));
  const linear: GradientModel = {
    nSteps: 1,
    nFeatures: width,
    margins,
    marginGradients: (x, n) => ({ margins: margins(x, n), gradients: Float32Array.from(x, (_value, at) => weights[at % width] as number) }),
  };
  const x = Float32Array.from({ length: 200 * width }, (_value, at) => (at % width < 2 ? rng.normal() : 0));
  const labels = Float64Array.from({ length: 200 }, (_label, i) =>
    Number(2 * (x[i * width] as number) - (x[i * width + 1] as number) + rng.normal() > 0),
  );

  it("move a linear margin by epsilon times the sum of its numeric weights, both attacks alike, and leave categories alone", async () => {
    const report = await adversarialReport({
      model: linear,
      pipeline,
      x,
      n: 200,
      y: labels,
      isDeclined: (margin) => margin >= 0,
      epsilons: [0.1, 0.5],
    });
    expect(report.nMovable).toBe(2);
    for (const { epsilon, meanMarginShift, auc } of report.results) {
      // float32 inputs: 1e-5 relative.
      expect(Math.abs(meanMarginShift / (3 * epsilon) - 1)).toBeLessThan(1e-5);
      expect(auc).toBeLessThan(report.auc);
    }
    const evaded = report.results.filter(({ attack }) => attack === "PGD").map((result) => result.evaded);
    expect(evaded[1]).toBeGreaterThan(evaded[0] ?? 1);
    const declined = [...margins(x, 200)].filter((margin) => margin >= 0);
    expect(evaded[0]).toBeCloseTo(declined.filter((margin) => margin < 0.3).length / declined.length, 2);
  });

  it("an epsilon that is none is refused", async () => {
    await expect(
      adversarialReport({ model: linear, pipeline, x, n: 200, y: labels, isDeclined: () => true, epsilons: [0] }),
    ).rejects.toThrow("must be positive");
  });
});

describe("weak spots", () => {
  /** Twice the loss where b is high and the city is C, else ordinary. */
  const losses = Float64Array.from(
    { length: N },
    (_loss, i) => 0.3 + 0.2 * Math.abs(rng.normal()) + ((b[i] as number) > 13 && codes[i] === 2 ? 0.8 : 0),
  );

  it("finds the planted part first, as a pair that is worse than each of its parts", async () => {
    const [first] = await weakSpots(table, { losses });
    expect(first?.conditions.map(({ column }) => column).sort()).toEqual(["b", "city"]);
    expect(first?.conditions.some(({ text }) => text === "= C")).toBe(true);
    expect(first?.loss).toBeGreaterThan((first?.lossOutside ?? 0) + 0.5);
    expect(first?.pAdjusted).toBeLessThan(0.001);
  });

  it("of pure noise finds something in about one of twenty tries", async () => {
    let found = 0;
    for (let trial = 0; trial < 40; trial++) {
      const noise = createRng(trial + 50);
      if ((await weakSpots(table, { losses: Float64Array.from({ length: N }, () => noise.next()) })).length > 0) found++;
    }
    // Holm's correction holds the level over all parts together; 40 tries at 5 %.
    expect(found).toBeLessThanOrEqual(6);
  });

  it("stops after an abort, and refuses losses of other rows", async () => {
    await expect(weakSpots(table, { losses, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "CANCELLED" });
    await expect(weakSpots(table, { losses: [1, 2] })).rejects.toThrow("must have one value a row");
  });
});

describe("seeds", () => {
  it("by hand: two seeds whose scores differ by 0.2 in one row of four, across the threshold", async () => {
    const scores: Record<number, number[]> = { 1: [0.1, 0.4, 0.6, 0.9], 2: [0.1, 0.6, 0.6, 0.9] };
    const variation = await seedVariation({ y: [0, 0, 1, 1], threshold: 0.5, seeds: [1, 2], scores: async (seed) => scores[seed] ?? [] });
    expect(variation).toMatchObject({ quality: [1, 0.875], mean: 0.9375, lowest: 0.875, highest: 1, decisionsDiffer: 0.25 });
    expect(variation.meanScoreDifference).toBeCloseTo(0.05, 12);
    expect(variation.deviation).toBeCloseTo(0.125 / Math.SQRT2, 12);
  });
  it("needs two different ones", async () => {
    await expect(seedVariation({ y: [0, 1], threshold: 0.5, seeds: [3, 3], scores: async () => [0, 1] })).rejects.toThrow(
      "two different seeds",
    );
  });
});

describe.each(noveltyKinds.map(({ name }) => name))("novelty by %s", (kind) => {
  const [width, n] = [6, 3_000];
  const own = createRng(7);
  /** Ordinary rows: numbers that go together in pairs, and a one-hot of which the last column never occurs. */
  const ordinary = (count: number) => {
    const x = new Float32Array(count * width);
    for (let i = 0; i < count; i++) {
      const z = own.normal();
      x.set([z, z + 0.3 * own.normal(), own.normal(), 0, 0, 0], i * width);
      x[i * width + 3 + own.int(2)] = 1;
    }
    return x;
  };
  const detector = openNovelty(fitNovelty({ kind, x: ordinary(n), n, rate: 0.02, seed: 1 }), width);
  const rateOf = (x: Float32Array, count: number) => {
    const judged = detector.judge(x, count);
    return Array.from({ length: count }, (_row, i) => Number(judged.isOutside(i))).reduce((sum, flag) => sum + flag, 0) / count;
  };

  it("flags the asked share of new ordinary rows, and tells a share of ordinary rows that are no stranger", () => {
    const fresh = ordinary(4_000);
    // Chance in 1,000 held rows and 4,000 new ones: five standard errors.
    expect(Math.abs(rateOf(fresh, 4_000) - 0.02)).toBeLessThan(0.025);
    const { strangeness } = detector.judge(fresh, 4_000);
    expect(strangeness.reduce((sum, share) => sum + share, 0) / 4_000).toBeCloseTo(0.5, 1);
  });

  it("flags rows far out in every number", () => {
    expect(
      rateOf(
        Float32Array.from({ length: 50 * width }, (_value, at) => (at % width < 3 ? 40 : 0)),
        50,
      ),
    ).toBe(1);
  });

  it("judges a row alone as among others", () => {
    const x = ordinary(20);
    const together = detector.judge(x, 20).strangeness;
    for (const row of [0, 9, 19]) expect(detector.judge(x.slice(row * width, (row + 1) * width), 1).strangeness[0]).toBe(together[row]);
  });

  it("refuses arrays of another width and rates that are none", () => {
    const fitted = fitNovelty({ kind, x: ordinary(100), n: 100, seed: 1 });
    if (kind !== "ISOLATION_FOREST") expect(() => openNovelty(fitted, width + 1)).toThrow(expect.objectContaining({ code: "BAD_BUNDLE" }));
    expect(() => fitNovelty({ kind, x: ordinary(100), n: 100, rate: 2, seed: 1 })).toThrow("'rate' must be in (0, 1)");
    expect(() => fitNovelty({ kind, x: ordinary(5), n: 5, seed: 1 })).toThrow("at least 20 rows");
  });
});

it("the stored kind also tells a category never seen, and a pair of numbers that never go together", () => {
  const own = createRng(9);
  const width = 5;
  const x = new Float32Array(2_000 * width);
  for (let i = 0; i < 2_000; i++) {
    const z = own.normal();
    x.set([z, z + 0.1 * own.normal(), 1, 0, 0], i * width);
  }
  const detector = openNovelty(fitNovelty({ kind: noveltyKinds[0]?.name ?? "", x, n: 2_000, seed: 1 }), width);
  const judged = detector.judge(Float32Array.from([0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1.5, -1.5, 1, 0, 0]), 3);
  expect([0, 1, 2].map((row) => judged.isOutside(row))).toEqual([false, true, true]);
});
