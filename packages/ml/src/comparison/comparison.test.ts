import { createRng, type Rng } from "@plimsoll/features";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { delongAuc, delongTest } from "../evaluation/delong.ts";
import { type ComparedFold, type ComparisonInput, compareModels } from "./compare-models.ts";
import { comparedMetric, comparedMetrics } from "./compared-metric.ts";
import { holm } from "./holm.ts";
import { resamplerOf } from "./resample.ts";
import { crossValidatedAuc, crossValidatedAucDifference } from "./stratified-delong.ts";
import { verdictOf } from "./verdict.ts";

// Simulations take seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const once = (n: number) => new Uint16Array(n).fill(1);

test("Holm by hand, and never below the plain value or out of order", () => {
  expect(holm([0.01, 0.04, 0.03]).map((p) => Number(p.toFixed(12)))).toEqual([0.03, 0.06, 0.06]);
  expect(holm([0.5, 0.9])).toEqual([1, 1]);
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }), (p) => {
      const corrected = holm(p);
      corrected.forEach((value, at) => {
        expect(value).toBeGreaterThanOrEqual(p[at] ?? 1);
        for (const [other, plain] of p.entries()) if (plain < (p[at] ?? 0)) expect(corrected[other]).toBeLessThanOrEqual(value);
      });
    }),
  );
});

describe("metrics", () => {
  const y = [0, 1, 1, 0, 1, 0];
  const outputs = [0.1, 0.9, 0.4, 0.4, 0.8, 0.3];
  const on = (name: string, task: "BINARY" | "MULTICLASS" | "REGRESSION", answers = { y, outputs, k: 1 }) =>
    comparedMetric(task, name).statistic(answers)(once(answers.y.length));

  test("each is what its definition says", () => {
    // Pairs of a positive and a negative: 9, of which 0.4 against 0.4 counts one half.
    expect(on("auc", "BINARY")).toBeCloseTo(8.5 / 9, 14);
    expect(on("brier", "BINARY")).toBeCloseTo((0.01 + 0.01 + 0.36 + 0.16 + 0.04 + 0.09) / 6, 14);
    expect(on("log_loss", "BINARY")).toBeCloseTo(-[0.9, 0.9, 0.4, 0.6, 0.8, 0.7].reduce((sum, p) => sum + Math.log(p), 0) / 6, 12);
    const three = { y: [0, 2], outputs: [0.5, 0.3, 0.2, 0.6, 0.3, 0.1], k: 3 };
    expect(on("accuracy", "MULTICLASS", three)).toBe(0.5);
    expect(on("log_loss", "MULTICLASS", three)).toBeCloseTo(-(Math.log(0.5) + Math.log(0.1)) / 2, 12);
    const values = { y: [1, 2, 4], outputs: [1, 4, 1], k: 1 };
    expect(on("rmse", "REGRESSION", values)).toBeCloseTo(Math.sqrt(13 / 3), 14);
    expect(on("mae", "REGRESSION", values)).toBeCloseTo(5 / 3, 14);
  });

  test("rows that count twice are rows that are there twice", () => {
    const rng = createRng(2);
    const n = 40;
    const labels = Array.from({ length: n }, () => rng.int(2));
    const scores = Array.from({ length: n }, () => rng.int(10) / 10);
    const counts = Uint16Array.from({ length: n }, () => rng.int(3));
    const spread = (values: number[]) => values.flatMap((value, at) => Array.from({ length: counts[at] as number }, () => value));
    for (const metric of comparedMetrics.filter(({ tasks }) => tasks.includes("BINARY"))) {
      const weighted = metric.statistic({ y: labels, outputs: scores, k: 1 })(counts);
      const [y2, outputs2] = [spread(labels), spread(scores)];
      expect(weighted).toBeCloseTo(metric.statistic({ y: y2, outputs: outputs2, k: 1 })(once(y2.length)) ?? Number.NaN, 12);
    }
  });

  test("a metric that the task does not have is refused with those it has", () => {
    expect(() => comparedMetric("REGRESSION", "auc")).toThrow(/not compared by 'auc'. Choose one of: rmse, mae/);
    expect(comparedMetric("BINARY", null).name).toBe("auc");
    expect(comparedMetric("MULTICLASS", null).name).toBe("log_loss");
  });
});

/** Scores of a model of the given skill: higher for positives by `skill` standard deviations. */
const scored = (y: ArrayLike<number>, skill: number, rng: Rng): Float64Array =>
  Float64Array.from({ length: y.length }, (_, i) => 1 / (1 + Math.exp(-(skill * (y[i] as number) + rng.normal()))));
const labelsOf = (n: number, rng: Rng) => Float64Array.from({ length: n }, () => Number(rng.next() < 0.3));

test("one fold is DeLong's own; two equal folds have the same AUC and half the variance", () => {
  const rng = createRng(1);
  const y = labelsOf(200, rng);
  const [a, b] = [scored(y, 1, rng), scored(y, 0.8, rng)];
  const own = delongAuc(y, a);
  expect(crossValidatedAuc([{ y, score: a }])).toEqual({ value: own.auc, low: own.low, high: own.high });
  const one = crossValidatedAucDifference([{ y, a, b }]);
  const { aucA, aucB, standardError, pTwoSided } = delongTest(y, a, b);
  expect(one?.value).toBeCloseTo(aucA - aucB, 14);
  expect(one?.pTwoSided).toBeCloseTo(pTwoSided, 12);
  const two = crossValidatedAucDifference([
    { y, a, b },
    { y, a, b },
  ]);
  expect(two?.value).toBeCloseTo(aucA - aucB, 14);
  expect((two?.high ?? 0) - (two?.value ?? 0)).toBeCloseTo((1.959963984540054 * standardError) / Math.SQRT2, 12);
  const perfect = Float64Array.from(y);
  expect(crossValidatedAucDifference([{ y, a: perfect, b: perfect.map(() => 0.5) }])).toBeNull();
  expect(crossValidatedAucDifference([{ y, a, b: a }])).toMatchObject({ value: 0, pTwoSided: 1 });
});

const input = (folds: ComparedFold[], more: Partial<ComparisonInput> = {}): ComparisonInput => ({
  names: ["A", "B"],
  folds,
  metric: comparedMetric("BINARY", "brier"),
  dependence: "ROWS",
  horizon: 0,
  resampled: true,
  replicates: 100,
  seed: 1,
  ...more,
});
const fold = (y: Float64Array, outputs: Float64Array[], unit = new Float64Array(y.length)): ComparedFold => ({
  y,
  unit,
  outputs,
  k: outputs.map(() => 1),
  trainRows: 4 * y.length,
});

test("the paired bootstrap's interval of a mean difference is that of its normal theory", () => {
  const rng = createRng(3);
  const y = labelsOf(2000, rng);
  const [a, b] = [scored(y, 1, rng), scored(y, 0.6, rng)];
  const { pairs, models } = compareModels(input([fold(y, [a, b])], { replicates: 2000 }));
  const d = Float64Array.from(y, (label, i) => ((a[i] as number) - label) ** 2 - ((b[i] as number) - label) ** 2);
  const mean = d.reduce((sum, value) => sum + value, 0) / d.length;
  const half = 1.96 * Math.sqrt(d.reduce((sum, value) => sum + (value - mean) ** 2, 0) / d.length / d.length);
  expect(pairs[0]?.difference).toBeCloseTo(mean, 12);
  // 2,000 draws know a quantile to about 5 % of the half width.
  expect(Math.abs((pairs[0]?.high ?? 0) - (mean + half))).toBeLessThan(0.1 * half);
  expect(Math.abs((pairs[0]?.low ?? 0) - (mean - half))).toBeLessThan(0.1 * half);
  expect(models.find(({ name }) => name === "A")?.byFold).toHaveLength(1);
  expect(pairs[0]).toMatchObject({ a: "A", b: "B", test: "PAIRED_BOOTSTRAP", pFolds: null });
});

/** Share of simulations without any difference in which a test says p < 0.05. */
function rejections(simulations: number, make: (rng: Rng) => ComparisonInput): number {
  let count = 0;
  for (let seed = 1; seed <= simulations; seed++) count += Number((compareModels(make(createRng(seed))).pairs[0]?.p ?? 1) < 0.05);
  return count / simulations;
}
/** Four standard errors of a share of 5 %. */
const tolerance = (simulations: number) => 4 * Math.sqrt((0.05 * 0.95) / simulations);

test("two models of equal skill are told apart in about 5 of 100 samples: DeLong within folds", () => {
  const simulations = 300;
  const share = rejections(simulations, (rng) => {
    const folds = Array.from({ length: 3 }, () => {
      const y = labelsOf(80, rng);
      return fold(y, [scored(y, 1, rng), scored(y, 1, rng)]);
    });
    return input(folds, { metric: comparedMetric("BINARY", "auc") });
  });
  expect(Math.abs(share - 0.05)).toBeLessThan(tolerance(simulations));
});

test("rows of one group are alike: drawing whole groups keeps the test honest where drawing rows does not", () => {
  const simulations = 80;
  const grouped = (dependence: "ROWS" | "GROUPS") =>
    rejections(simulations, (rng) => {
      // 40 groups of 10 rows; both models err by their own amount in each group.
      const unit = Float64Array.from({ length: 400 }, (_, i) => Math.floor(i / 10));
      const y = new Float64Array(400);
      const errors = () => {
        const shift = Array.from({ length: 40 }, () => rng.normal());
        return Float64Array.from(unit, (group) => (shift[group] as number) + 0.1 * rng.normal());
      };
      return input([fold(y, [errors(), errors()], unit)], { metric: comparedMetric("REGRESSION", "mae"), dependence });
    });
  expect(grouped("ROWS")).toBeGreaterThan(0.3);
  expect(Math.abs(grouped("GROUPS") - 0.05)).toBeLessThan(tolerance(simulations));
});

test("errors that last are drawn in runs: blocks reject a true equality far less often than rows do", () => {
  const lasting = (dependence: "ROWS" | "BLOCKS") =>
    rejections(80, (rng) => {
      const n = 400;
      const unit = Float64Array.from({ length: n }, (_, i) => i);
      const errors = () => {
        let level = 0;
        return Float64Array.from({ length: n }, () => {
          level = 0.8 * level + rng.normal();
          return level;
        });
      };
      return input([fold(new Float64Array(n), [errors(), errors()], unit)], {
        metric: comparedMetric("REGRESSION", "mae"),
        dependence,
        horizon: 20,
      });
    });
  const [rows, blocks] = [lasting("ROWS"), lasting("BLOCKS")];
  // Runs of 20 moments keep most of what makes errors of the first order alike, not all of it.
  expect(rows).toBeGreaterThan(0.2);
  expect(blocks).toBeLessThan(0.6 * rows);
});

test("a resample has as many units as the fold, and blocks are whole moments", () => {
  const unit = Float64Array.of(0, 0, 1, 1, 2, 2, 3, 3);
  const counts = new Uint16Array(8);
  for (const dependence of ["GROUPS", "BLOCKS"] as const) {
    const resample = resamplerOf(dependence, 8, unit);
    const rng = createRng(5);
    for (let draw = 0; draw < 50; draw++) {
      resample(counts, rng);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(8);
      for (let at = 0; at < 8; at += 2) expect(counts[at]).toBe(counts[at + 1]);
    }
  }
});

test("models that cannot be compared are refused", () => {
  const y = Float64Array.of(0, 1, 0, 1);
  const good = Float64Array.of(0.1, 0.9, 0.2, 0.8);
  expect(() => compareModels(input([fold(y, [good])], { names: ["A"] }))).toThrow(/at least two/);
  expect(() => compareModels(input([fold(y, [good, Float64Array.of(0, Number.NaN, 0, 0)])]))).toThrow(/outputs of B' must be finite/);
  const single = fold(Float64Array.of(0, 0, 0, 0), [good, good]);
  expect(() => compareModels(input([single], { metric: comparedMetric("BINARY", "ks") }))).toThrow(/one class only/);
});

describe("verdict", () => {
  const y = labelsOf(3000, createRng(8));
  const verdict = (skills: Record<string, number>, seed = 9) => {
    const rng = createRng(seed);
    const names = Object.keys(skills);
    const folds = [0, 1].map(() =>
      fold(
        y,
        Object.values(skills).map((skill) => scored(y, skill, rng)),
      ),
    );
    const metric = comparedMetric("BINARY", "auc");
    const compared = compareModels(input(folds, { names, metric }));
    return verdictOf({
      compared,
      metric,
      isBaseline: (name) => name === "Logistic" || name === "Trees",
      simplestFirst: ["Logistic", "Trees", "MLP", "LSTM"],
    });
  };

  test("a baseline that is better beyond chance wins", () => {
    const { kind, choice, sentence } = verdict({ MLP: 0.5, Trees: 1.2, Logistic: 0.4 });
    expect([kind, choice]).toEqual(["BASELINE_WINS", "Trees"]);
    expect(sentence).toMatch(
      /^The baseline wins: Trees has the higher AUC, ahead of the best network, MLP, by 0\.\d+ \(95 % interval 0\.\d+ to 0\.\d+, p = below 0\.0001 after correction for 3 pairs\)\. Use Trees\.$/,
    );
  });

  test("a network that is better beyond chance wins, the simplest of those that are as good", () => {
    const { kind, choice, tied, sentence } = verdict({ LSTM: 1.2, MLP: 1.2, Logistic: 0.4 });
    expect([kind, choice, new Set(tied)]).toEqual(["NETWORK_WINS", "MLP", new Set(["MLP", "LSTM"])]);
    expect(sentence).toMatch(/^A network wins: .* cannot be told apart; MLP is the simplest of them\. Use MLP\.$/);
  });

  test("what chance may explain is no win, and the simpler model is advised", () => {
    const { kind, choice, sentence } = verdict({ MLP: 0.801, Logistic: 0.8 });
    expect([kind, choice]).toEqual(["NO_DIFFERENCE", "Logistic"]);
    expect(sentence).toMatch(/^No network can be told from the baselines: .* chance alone may explain\. Use Logistic: .* simplest\.$/);
  });

  test("without a baseline it says that nothing simpler was tried", () => {
    expect(verdict({ MLP: 1.2, LSTM: 0.4 })).toMatchObject({
      kind: "NO_BASELINE",
      choice: "MLP",
      sentence: expect.stringMatching(/^No baseline was compared/),
    });
  });
});
