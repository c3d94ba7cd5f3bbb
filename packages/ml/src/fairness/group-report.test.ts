import { readFileSync } from "node:fs";
import { createRng, type Table } from "@plimsoll/features";
import { ProtectedAttribute } from "@plimsoll/schema";
import { describe, expect, it } from "vitest";
import { auc } from "../evaluation/ranking.ts";
import { groupReport } from "./group-report.ts";
import { groupsOf, intersectionOf, MISSING_GROUP } from "./groups.ts";
import { fairnessPolicies, fairnessPolicy, judgeGroups, parseFairnessPolicy } from "./policies.ts";
import { equalRatesPValue } from "./rate-tests.ts";

const golden = JSON.parse(readFileSync(new URL("../evaluation/golden/credit-metrics.json", import.meta.url), "utf8")) as {
  binary: { labels_1_is_default: number[]; scores_pd: number[] };
  fairness: {
    group: number[];
    approval_rate: [number, number];
    adverse_impact_ratio_min_over_max: number;
    equal_opportunity_diff_good_approval_g0_minus_g1: number;
    tol_abs: number;
  };
};
const { labels_1_is_default: y, scores_pd: score } = golden.binary;
const off = (actual: number | null | undefined, wanted: number): number => Math.abs((actual ?? Number.NaN) - wanted);

/** Rows of two groups: those of B score half a log-odds unit higher for the same risk. */
function biased(n: number, seed: number) {
  const rng = createRng(seed);
  const group = Int32Array.from({ length: n }, () => rng.int(2));
  const risk = Float64Array.from({ length: n }, () => -1 + rng.normal());
  const labels = Uint8Array.from(risk, (z) => Number(rng.next() < 1 / (1 + Math.exp(-z))));
  const scores = risk.map((z, i) => 1 / (1 + Math.exp(-z - 0.8 * (group[i] as number))));
  return { y: labels, score: scores, grouping: { attribute: "g", names: ["A", "B"], codes: group, reference: null } };
}

describe("the forty golden rows", () => {
  const wanted = golden.fairness;
  const grouping = { attribute: "group", names: ["0", "1"], codes: Int32Array.from(wanted.group), reference: null };

  it("approval rates, impact ratio and equal opportunity, within 1e-9", async () => {
    const report = await groupReport({ y, score, threshold: 0.5, grouping, minEvents: 1 });
    const [zero, one] = report.groups;
    expect(off(zero?.metrics.selectionRate.value, wanted.approval_rate[0])).toBeLessThan(wanted.tol_abs);
    expect(off(one?.metrics.selectionRate.value, wanted.approval_rate[1])).toBeLessThan(wanted.tol_abs);
    expect(report.reference).toBe("0");
    expect(off(one?.adverseImpactRatio?.value, wanted.adverse_impact_ratio_min_over_max)).toBeLessThan(wanted.tol_abs);
    expect(off(report.lowestOverHighest, wanted.adverse_impact_ratio_min_over_max)).toBeLessThan(wanted.tol_abs);
    expect(off(one?.equalOpportunityDifference?.value, wanted.equal_opportunity_diff_good_approval_g0_minus_g1)).toBeLessThan(
      wanted.tol_abs,
    );
  });

  it("the area under the curve of a group is that of its rows, ties one half", async () => {
    const report = await groupReport({ y, score, threshold: 0.5, grouping, minEvents: 1 });
    for (const [code, group] of report.groups.entries()) {
      const own = y.map((_label, i) => i).filter((i) => wanted.group[i] === code);
      expect(
        off(
          group.metrics.auc.value,
          auc(
            own.map((i) => y[i] as number),
            own.map((i) => score[i] as number),
          ),
        ),
      ).toBeLessThan(1e-12);
    }
  });

  it("with few events a group is small, and a policy judges nothing by it", async () => {
    const report = await groupReport({ y, score, threshold: 0.5, grouping });
    expect(report.groups.map(({ isSmall }) => isSmall)).toEqual([true, true]);
    expect(new Set(judgeGroups(report, fairnessPolicy("FOUR_FIFTHS")).map(({ verdict }) => verdict))).toEqual(new Set(["TOO_SMALL"]));
  });
});

describe("a model that treats one group worse", () => {
  const data = biased(4_000, 1);

  it("is told by every figure, each inside its interval, and breaches the four-fifths screen", async () => {
    const report = await groupReport({ ...data, threshold: 0.4 });
    const b = report.groups[1];
    expect(report.reference).toBe("A");
    for (const { value, low, high } of [b?.adverseImpactRatio, b?.equalOpportunityDifference, ...Object.values(b?.metrics ?? {})].flatMap(
      (one) => (one ? [one] : []),
    )) {
      expect(low ?? Number.NaN).toBeLessThanOrEqual(value ?? Number.NaN);
      expect(high ?? Number.NaN).toBeGreaterThanOrEqual(value ?? Number.NaN);
    }
    expect(b?.adverseImpactRatio?.high).toBeLessThan(0.95);
    expect(b?.adverseImpactRatio?.pValue).toBeLessThan(1e-6);
    expect(b?.standardizedMeanDifference).toBeGreaterThan(0.5);
    expect(b?.equalOpportunityDifference?.low).toBeGreaterThan(0);
    expect(b?.metrics.calibrationGap.value).toBeGreaterThan(0.08);
    const breaches = judgeGroups(report, fairnessPolicy("FOUR_FIFTHS")).filter(({ verdict }) => verdict === "BREACH");
    expect(breaches.map(({ criterion }) => criterion).sort()).toEqual(["IMPACT_RATIO", "MEAN_DIFFERENCE", "OPPORTUNITY_DIFFERENCE"]);
  });

  it("another jurisdiction asks for other figures", async () => {
    const report = await groupReport({ ...data, threshold: 0.4, replicates: 100 });
    expect(judgeGroups(report, fairnessPolicy("US_CREDIT"))).toEqual([]);
    const own = parseFairnessPolicy({
      ...fairnessPolicies[0],
      name: "OURS",
      minImpactRatio: 0.5,
      maxMeanDifference: null,
      maxOpportunityDifference: null,
    });
    expect(judgeGroups(report, own)).toMatchObject([{ criterion: "IMPACT_RATIO", limit: 0.5, verdict: "PASS" }]);
    expect(() => parseFairnessPolicy({ ...fairnessPolicies[0], minImpactRatio: 80 })).toThrow("minImpactRatio");
  });

  it("the same seed gives the same intervals, another order of the rows the same figures", async () => {
    const small = biased(500, 2);
    const run = (seed: number) => groupReport({ ...small, threshold: 0.4, replicates: 200, seed });
    expect(await run(1)).toEqual(await run(1));
    const order = Int32Array.from({ length: 500 }, (_row, i) => 499 - i);
    const turned = {
      y: Array.from(order, (i) => small.y[i] as number),
      score: Array.from(order, (i) => small.score[i] as number),
      grouping: { ...small.grouping, codes: Int32Array.from(order, (i) => small.grouping.codes[i] as number) },
    };
    const figures = (report: Awaited<ReturnType<typeof run>>) =>
      report.groups.map(({ metrics }) => Object.values(metrics).map(({ value }) => value?.toFixed(10)));
    expect(figures(await groupReport({ ...turned, threshold: 0.4, replicates: 200 }))).toEqual(figures(await run(1)));
  });

  it("a figure without a value is null, and never NaN", async () => {
    const report = await groupReport({
      y: [0, 0, 1, 0],
      score: [0.1, 0.2, 0.9, 0.8],
      threshold: 0.5,
      grouping: { attribute: "g", names: ["A", "B"], codes: Int32Array.of(0, 0, 1, 1), reference: "A" },
    });
    expect(report.groups[0]?.metrics).toMatchObject({ truePositiveRate: { value: null, low: null }, auc: { value: null } });
    expect(JSON.stringify(report)).toBe(JSON.stringify(JSON.parse(JSON.stringify(report))));
  });
});

describe("coverage of the intervals", () => {
  it("a rate's interval holds the truth about 95 times of 100", async () => {
    let held = 0;
    for (let trial = 0; trial < 100; trial++) {
      const rng = createRng(trial + 1);
      const scores = Float64Array.from({ length: 200 }, () => rng.next());
      const labels = scores.map((p) => Number(rng.next() < p));
      const { groups } = await groupReport({
        y: labels,
        score: scores,
        threshold: 0.7,
        grouping: { attribute: "g", names: ["A"], codes: new Int32Array(200), reference: "A" },
        replicates: 200,
      });
      const { low, high } = groups[0]?.metrics.selectionRate ?? { low: 0, high: 0 };
      if ((low ?? 1) <= 0.7 && (high ?? 0) >= 0.7) held++;
    }
    // Percentile intervals of 200 rows: 95 less a little; three standard errors.
    expect(held).toBeGreaterThanOrEqual(87);
  });
});

describe("groups of an attribute", () => {
  const table: Table = {
    rowCount: 5,
    columns: [
      { name: "sex", type: "STRING", codes: Int32Array.of(0, 1, 0, -1, 1), dictionary: ["female", "male"] },
      { name: "age", type: "INTEGER", values: Float64Array.of(20, 40, 39.5, 70, Number.NaN) },
    ],
  };
  const of = (attribute: unknown) => groupsOf(ProtectedAttribute.parse(attribute), table);

  it("are its values, numbers cut at edges, and the missing a group of their own", () => {
    expect(of({ column: "sex" })).toMatchObject({ names: ["female", "male", MISSING_GROUP], codes: Int32Array.of(0, 1, 0, 2, 1) });
    expect(of({ column: "age", edges: [25, 40] })).toMatchObject({
      names: ["below 25", "25 to below 40", "40 and above", MISSING_GROUP],
      codes: Int32Array.of(0, 2, 1, 2, 3),
    });
  });

  it("intersect", () => {
    const both = intersectionOf([of({ column: "sex" }), of({ column: "age", edges: [40] })]);
    expect(both.attribute).toBe("sex x age");
    expect([...both.codes].map((code) => both.names[code])).toEqual([
      "female x below 40",
      "male x 40 and above",
      "female x below 40",
      "(missing) x 40 and above",
      "male x (missing)",
    ]);
    expect(() => intersectionOf([of({ column: "sex" })])).toThrow("at least two attributes");
  });

  it.each([
    ["edges that do not ascend", { column: "age", edges: [40, 25] }, "must ascend"],
    ["edges of a text", { column: "sex", edges: [1] }, "is text"],
    ["a reference that is none", { column: "sex", reference: "other" }, "Groups: female, male, (missing)."],
  ])("refuse %s", (_what, attribute, message) => {
    expect(() => of(attribute)).toThrow(message);
  });
});

describe("the test of equal rates", () => {
  it("of few rows is Fisher's: his tea lady's 3 of 4 against 1 of 4 has p = 34 / 70", () => {
    expect(equalRatesPValue({ approvedA: 3, nA: 4, approvedB: 1, nB: 4 })).toBeCloseTo(34 / 70, 12);
  });
  it("of few events is Fisher's: 2 of 30 against 9 of 50 as scipy 1.17 has it", () => {
    expect(equalRatesPValue({ approvedA: 2, nA: 30, approvedB: 9, nB: 50 })).toBeCloseTo(0.194511716449499, 10);
  });
  it("of many rows is the z test: 600 of 1000 against 550 of 1000", () => {
    // z = 0.05 / sqrt(0.575 * 0.425 * 2 / 1000) = 2.2616564; twice the upper tail by scipy 1.17.
    expect(equalRatesPValue({ approvedA: 600, nA: 1000, approvedB: 550, nB: 1000 })).toBeCloseTo(0.023718642632191, 12);
  });
  it("of equal or empty groups is 1", () => {
    expect(equalRatesPValue({ approvedA: 0, nA: 10, approvedB: 0, nB: 5 })).toBe(1);
    expect(equalRatesPValue({ approvedA: 1, nA: 2, approvedB: 2, nB: 4 })).toBeCloseTo(1, 12);
  });
});
