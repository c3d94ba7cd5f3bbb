import { readFileSync } from "node:fs";
import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { auc } from "../evaluation/ranking.ts";
import { largestDifference } from "../testing/close.ts";
import { sigmoid } from "../training/losses/binary-output.ts";
import { calibrators, checkCalibration, fitCalibration, openCalibration } from "./index.ts";
import { brierDecomposition } from "./reliability.ts";
import { calibrationReport } from "./report.ts";

/** scipy 1.17 and scikit-learn 1.9 on 60 explicit rows, by golden/make_calibration.py. */
const golden = JSON.parse(readFileSync(new URL("./golden/calibration.json", import.meta.url), "utf8")) as {
  logits: number[];
  y: number[];
  platt: { slope: number; intercept: number };
  beta: { a: number; b: number; c: number };
  temperature: number;
  multiclass: { logits: number[]; y: number[]; temperature: number };
  isotonic_steps: number[];
  held_out: Record<"hosmer_lemeshow" | "p" | "ece_equal_count" | "reliability" | "resolution" | "brier", number>;
};
const rows = { logits: golden.logits, y: golden.y, n: golden.y.length, k: 1 };
const off = (actual: unknown, wanted: number): number => Math.abs(Number(actual) - wanted);

/** Rows whose true log-odds are a + b z. */
function drawn(n: number, a: number, b: number, seed: number) {
  const rng = createRng(seed);
  const logits = Float32Array.from({ length: n }, () => 1.5 * rng.normal());
  return { logits, y: Uint8Array.from(logits, (z) => Number(rng.next() < sigmoid(a + b * z))), n, k: 1 };
}

describe("against scipy", () => {
  it("Platt, beta and temperature find the maximum of the likelihood, within 1e-5", () => {
    const state = (method: "PLATT" | "BETA" | "TEMPERATURE") => fitCalibration(method, "BINARY", rows).state;
    expect(off(state("PLATT").slope, golden.platt.slope)).toBeLessThan(1e-5);
    expect(off(state("PLATT").intercept, golden.platt.intercept)).toBeLessThan(1e-5);
    for (const name of ["a", "b", "c"] as const) expect(off(state("BETA")[name], golden.beta[name])).toBeLessThan(1e-5);
    expect(off(state("TEMPERATURE").temperature, golden.temperature)).toBeLessThan(1e-5);
  });

  it("temperature of three classes", () => {
    const { logits, y, temperature } = golden.multiclass;
    const { state } = fitCalibration("TEMPERATURE", "MULTICLASS", { logits, y, n: y.length, k: 3 });
    expect(off(state.temperature, temperature)).toBeLessThan(1e-5);
  });

  it("isotonic passes through the centres of the steps that scikit-learn finds, steps too close to each other apart", () => {
    const { logits, probabilities } = fitCalibration("ISOTONIC", "BINARY", rows).state as { logits: number[]; probabilities: number[] };
    const levels = [...new Set(golden.isotonic_steps.map((p) => p.toFixed(9)))];
    const centreOf = (level: string) => {
      const own = golden.logits.filter((_z, i) => golden.isotonic_steps[i]?.toFixed(9) === level);
      return own.reduce((sum, z) => sum + z, 0) / own.length;
    };
    const kept = levels.filter((level) => probabilities.some((p) => off(p, Number(level)) < 1e-8));
    expect(kept.length).toBeGreaterThanOrEqual(levels.length - 2);
    for (const level of kept) {
      const at = probabilities.findIndex((p) => off(p, Number(level)) < 1e-8);
      expect(off(logits[at], centreOf(level))).toBeLessThan(1e-8);
    }
  });

  it("the report's parts on rows not fitted on, within 1e-9", () => {
    const probability = golden.logits.map(sigmoid);
    const report = calibrationReport(golden.y, probability);
    const { held_out: wanted } = golden;
    expect(off(report.hosmerLemeshow?.statistic, wanted.hosmer_lemeshow)).toBeLessThan(1e-9);
    expect(off(report.hosmerLemeshow?.pValue, wanted.p)).toBeLessThan(1e-9);
    expect(off(report.ece, wanted.ece_equal_count)).toBeLessThan(1e-9);
    expect(off(report.decomposition.reliability, wanted.reliability)).toBeLessThan(1e-9);
    expect(off(report.decomposition.resolution, wanted.resolution)).toBeLessThan(1e-9);
    expect(off(report.brier, wanted.brier)).toBeLessThan(1e-9);
  });
});

describe.each(calibrators.map((entry) => [entry.method, entry] as const))("%s", (method) => {
  // One number cannot mend a shift, and does not claim to.
  const shift = method === "TEMPERATURE" ? 0 : -0.7;
  const fitted = fitCalibration(method, "BINARY", drawn(4_000, shift, 2, 1));
  const test = drawn(20_000, shift, 2, 2);
  const map = openCalibration(fitted, "BINARY");

  it("brings too timid probabilities nearer to the truth on rows it has not seen", () => {
    const before = calibrationReport(test.y, test.logits.map(sigmoid));
    const after = calibrationReport(test.y, map(test.logits, test.n));
    expect(after.ece).toBeLessThan(0.6 * before.ece);
    expect(after.brier).toBeLessThan(before.brier);
  });

  it("never reverses two rows, and gives only probabilities inside (0, 1) within the range it has seen", () => {
    const grid = Float32Array.from({ length: 2001 }, (_z, i) => -10 + i / 100);
    const p = map(grid, grid.length);
    expect(p.every((value, i) => i === 0 || value >= (p[i - 1] as number))).toBe(true);
    expect(map(Float32Array.of(-5, 5), 2).every((value) => value > 0 && value < 1)).toBe(true);
    expect(auc(test.y, map(test.logits, test.n))).toBeGreaterThan(auc(test.y, test.logits) - 0.002);
  });

  it("moves a probability by less than 1e-6 when rounding moves the raw output by its last digit", () => {
    const ulp = 2 ** -22;
    const near = map(
      test.logits.map((z) => z + ulp),
      test.n,
    );
    const here = map(test.logits, test.n);
    expect(largestDifference(near, here)).toBeLessThan(1e-6);
  });

  it("comes back from JSON as it was", () => {
    const again = openCalibration(JSON.parse(JSON.stringify(fitted)), "BINARY");
    expect(again(test.logits, test.n)).toEqual(map(test.logits, test.n));
    expect(() => openCalibration({ ...fitted, state: { nonsense: 1 } }, "BINARY")).toThrow(`not a stored ${method} calibration`);
  });

  it("gives every row about the base rate where the outputs rank the wrong way", () => {
    const upside = drawn(2_000, 0, -1, 3);
    const flat = openCalibration(fitCalibration(method, "BINARY", upside), "BINARY")(upside.logits, upside.n);
    const rate = upside.y.reduce((sum, label) => sum + label, 0) / upside.n;
    expect(Math.max(...flat.map((p) => Math.abs(p - rate)))).toBeLessThan(0.03);
  });

  it("stays finite where the classes are parted without an error", () => {
    const logits = [-3, -2, -1, 1, 2, 3];
    const parted = openCalibration(fitCalibration(method, "BINARY", { logits, y: [0, 0, 0, 1, 1, 1], n: 6, k: 1 }), "BINARY");
    expect(parted(Float32Array.from(logits), 6).every((p) => Number.isFinite(p) && p >= 0 && p <= 1)).toBe(true);
  });
});

it("the parts of the Brier score add up to it", () => {
  const { logits, y } = drawn(500, 0, 1, 4);
  const probability = logits.map(sigmoid);
  const { reliability, resolution, uncertainty, withinBins } = brierDecomposition(y, probability);
  expect(off(reliability - resolution + uncertainty + withinBins, calibrationReport(y, probability).brier)).toBeLessThan(1e-12);
});

it("where every probability is true, the error is about what chance makes", () => {
  const { logits, y } = drawn(20_000, 0, 1, 5);
  const { ece, eceByChance, slope, spiegelhalter } = calibrationReport(y, logits.map(sigmoid));
  expect(ece).toBeLessThan(2 * eceByChance);
  expect(off(slope, 1)).toBeLessThan(0.06);
  expect(spiegelhalter?.pValue).toBeGreaterThan(0.001);
});

it("a report of equal probabilities has no slope and no test, and says so with null", () => {
  expect(calibrationReport([0, 1, 0, 1], [0.5, 0.5, 0.5, 0.5])).toMatchObject({
    slope: null,
    spiegelhalter: null,
    ece: 0,
    deciles: [{ count: 4 }],
  });
});

describe("refusals", () => {
  const spec = {
    calibration: "ISOTONIC",
    task: "BINARY",
    split: { method: "RANDOM", testFraction: 0.2, validationFraction: 0.1, seed: 1 },
  } as const;
  it.each([
    ["a task it is not for", { ...spec, task: "REGRESSION" as const }, "Calibration ISOTONIC is not for task REGRESSION. Choose NONE."],
    ["several classes", { ...spec, task: "MULTICLASS" as const }, "Choose NONE or one of: TEMPERATURE."],
    ["no validation rows", { ...spec, split: { ...spec.split, validationFraction: 0 } }, "Give a validationFraction above 0"],
  ])("%s", (_what, given, message) => {
    expect(() => checkCalibration(given)).toThrow(message);
  });

  it("validation rows of one class", () => {
    expect(() => fitCalibration("PLATT", "BINARY", { logits: [1, 2], y: [1, 1], n: 2, k: 1 })).toThrow(
      expect.objectContaining({ code: "DEGENERATE_TARGET" }),
    );
  });
});
