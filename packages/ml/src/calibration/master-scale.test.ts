import { readFileSync } from "node:fs";
import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { binomialTest, gradeReport } from "./grade-report.ts";
import { buildMasterScale, gradeOf, parseMasterScale } from "./master-scale.ts";

/** scipy.stats, by golden/make_calibration.py. */
const { binomial } = JSON.parse(readFileSync(new URL("./golden/calibration.json", import.meta.url), "utf8")) as {
  binomial: { k: number; n: number; p: number; two_sided: number; ge: number; le: number; jeffreys: number }[];
};
const off = (actual: number | null | undefined, wanted: number): number => Math.abs((actual ?? Number.NaN) - wanted);

const scale = parseMasterScale({
  grades: [
    { name: "A", from: 0, to: 0.02, pd: 0.01 },
    { name: "B", from: 0.02, to: 0.1, pd: 0.05 },
    { name: "C", from: 0.1, to: 1, pd: 0.3 },
  ],
});

it.each(binomial)("$k of $n at $p: all four tests as scipy has them, within 1e-9", ({ k, n, p, two_sided, ge, le, jeffreys }) => {
  expect(off(binomialTest(k, n, p), two_sided)).toBeLessThan(1e-9);
  const one = {
    grades: [
      { name: "1", from: 0, to: 0.999, pd: p },
      { name: "2", from: 0.999, to: 1, pd: 0.9999 },
    ],
  };
  const [grade] = gradeReport(
    Array.from({ length: n }, (_y, i) => Number(i < k)),
    new Array(n).fill(p),
    parseMasterScale(one),
  ).grades;
  expect(off(grade?.pTooLow, ge)).toBeLessThan(1e-9);
  expect(off(grade?.pTooHigh, le)).toBeLessThan(1e-9);
  expect(off(grade?.jeffreys, jeffreys)).toBeLessThan(1e-9);
});

it("a grade begins where the one before ends, and 1 belongs to the last", () => {
  expect([0, 0.0199, 0.02, 0.1, 1].map((pd) => gradeOf(scale, pd))).toEqual([0, 0, 1, 2, 2]);
});

it("observed against expected, by hand: 1 of 4 in A, none in B, 2 of 3 in C", () => {
  const { grades, isMonotone, concentration } = gradeReport([1, 0, 0, 0, 1, 1, 0], [0.01, 0.01, 0.015, 0.005, 0.2, 0.4, 0.6], scale);
  expect(grades.map(({ name, count, events, observedRate }) => [name, count, events, observedRate])).toEqual([
    ["A", 4, 1, 0.25],
    ["B", 0, 0, null],
    ["C", 3, 2, 2 / 3],
  ]);
  expect(isMonotone).toBe(true);
  expect(concentration).toBeCloseTo((16 + 9) / 49, 12);
  // P(at least 1 of 4 at 1 %) = 1 - 0.99^4; two tests, so Holm doubles the smaller p-value.
  expect(off(grades[0]?.pTooLow, 1 - 0.99 ** 4)).toBeLessThan(1e-12);
  expect(off(grades[0]?.pAdjusted, 2 * (grades[0]?.pValue ?? 0))).toBeLessThan(1e-12);
});

describe("a built scale", () => {
  const rng = createRng(1);
  const pd = Float64Array.from({ length: 5_000 }, () => 1 / (1 + Math.exp(3 - 1.3 * rng.normal())));
  const y = pd.map((p) => Number(rng.next() < p));
  const built = buildMasterScale(y, pd, { grades: 8 });

  it("covers 0 to 1 in rising grades, each with enough rows and events", () => {
    expect(parseMasterScale(built)).toEqual(built);
    expect(built.grades.length).toBeGreaterThanOrEqual(5);
    for (const { count, events } of gradeReport(y, pd, built).grades) {
      expect(count).toBeGreaterThanOrEqual(50);
      expect(events).toBeGreaterThanOrEqual(5);
    }
  });

  it("holds on other rows of the same kind, and is caught where every PD is half the truth", () => {
    const fresh = Float64Array.from({ length: 5_000 }, () => 1 / (1 + Math.exp(3 - 1.3 * rng.normal())));
    const labels = fresh.map((p) => Number(rng.next() < p));
    const report = gradeReport(labels, fresh, built);
    expect(report.isMonotone).toBe(true);
    expect(report.grades.filter(({ pAdjusted }) => (pAdjusted ?? 1) < 0.01)).toEqual([]);
    const halved = fresh.map((p) => p / 2);
    const worst = gradeReport(labels, halved, built).grades.flatMap(({ pTooLow }) => (pTooLow === null ? [] : [pTooLow]));
    expect(worst.filter((p) => p < 0.001).length).toBeGreaterThanOrEqual(3);
  });
});

it.each([
  [
    "a gap",
    [
      { from: 0, to: 0.1 },
      { from: 0.2, to: 1 },
    ],
    "each grade must begin where the one before ends",
  ],
  [
    "no end",
    [
      { from: 0, to: 0.1 },
      { from: 0.1, to: 0.5 },
    ],
    "the grades must cover 0 to 1",
  ],
])("a given scale with %s is refused", (_what, bounds, message) => {
  const grades = bounds.map(({ from, to }, at) => ({ name: String(at), from, to, pd: (from + to) / 2 }));
  expect(() => parseMasterScale({ grades })).toThrow(message);
});

it("PDs that are all equal carry no scale", () => {
  expect(() => buildMasterScale([0, 1, 0, 1], [0.2, 0.2, 0.2, 0.2])).toThrow("needs PDs that differ");
});
