import { createRng } from "@plimsoll/features";
import { PENALTY_AIMS, THRESHOLD_CONSTRAINTS, TrainingOptions } from "@plimsoll/schema";
import { describe, expect, it } from "vitest";
import { architecture } from "../architectures/index.ts";
import { createNetwork } from "../engine/network.ts";
import { auc } from "../evaluation/ranking.ts";
import { availableEngines } from "../testing/engines.ts";
import { type FairTraining, fairTrainings, searchAlternatives, trainFairly } from "./alternatives.ts";
import { disparityAt } from "./disparity.ts";
import { fairnessPenalty } from "./fairness-penalty.ts";
import { proxyTest } from "./proxy-test.ts";
import { reweighed } from "./reweighing.ts";
import { fairThresholds } from "./threshold-optimizer.ts";

const engine = (await availableEngines())[0] as Awaited<ReturnType<typeof availableEngines>>[number];
const allowed = { name: "TEST", allowsGroupThresholds: true };
const forbidden = { name: "TEST", allowsGroupThresholds: false };

/** Rows whose second column stands in for the group, whose base rates differ. */
function rows(n: number, seed: number) {
  const rng = createRng(seed);
  const codes = Int32Array.from({ length: n }, () => rng.int(2));
  const x = new Float32Array(n * 3);
  const y = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    const group = codes[i] as number;
    x[3 * i] = rng.normal();
    x[3 * i + 1] = 2 * group - 1 + 0.7 * rng.normal();
    x[3 * i + 2] = rng.normal();
    y[i] = Number((x[3 * i] as number) + 0.8 * (group - 0.5) + rng.normal() > 0.7);
  }
  return { x, y, n, grouping: { attribute: "g", names: ["A", "B"], codes, reference: null } };
}

describe("reweighing", () => {
  it("makes group and outcome independent and keeps the total, also of rows with weights", () => {
    const { y, grouping, n } = rows(500, 1);
    const given = Float32Array.from({ length: n }, (_w, i) => 1 + (i % 3));
    for (const weight of [null, given]) {
      const weights = reweighed(y, grouping, weight);
      const sum = (keep: (i: number) => boolean) => weights.reduce((total, w, i) => total + (keep(i) ? w : 0), 0);
      const rate = (group: number) => sum((i) => grouping.codes[i] === group && y[i] === 1) / sum((i) => grouping.codes[i] === group);
      expect(rate(0)).toBeCloseTo(rate(1), 5);
      expect(sum(() => true)).toBeCloseTo(weight ? given.reduce((a, b) => a + b, 0) : n, 1);
    }
  });
});

describe("fair thresholds", () => {
  const { x, y, n, grouping } = rows(2_000, 3);
  const score = Float64Array.from(
    { length: n },
    (_s, i) => 1 / (1 + Math.exp(0.7 - (x[3 * i] as number) - 0.6 * (x[3 * i + 1] as number))),
  );
  const limits = { IMPACT_RATIO: 0.9, APPROVAL_PARITY: 0.02, EQUAL_OPPORTUNITY: 0.02, EQUALIZED_ODDS: 0.1 };

  it.each(THRESHOLD_CONSTRAINTS)("%s is met by a threshold of each group, as a plain count of the rows says", (constraint) => {
    const chosen = fairThresholds({ y, score, grouping, constraint, limit: limits[constraint], policy: allowed });
    const shares = [0, 1].map((group) => {
      const limit = chosen.thresholds[group]?.threshold ?? 0;
      const share = (keep: (i: number) => boolean) => {
        const own = [...y.keys()].filter((i) => grouping.codes[i] === group && keep(i));
        return own.filter((i) => (score[i] as number) < limit).length / own.length;
      };
      return { all: share(() => true), good: share((i) => y[i] === 0), bad: share((i) => y[i] === 1) };
    }) as [Record<"all" | "good" | "bad", number>, Record<"all" | "good" | "bad", number>];
    const gap = (of: "all" | "good" | "bad") => Math.abs(shares[0][of] - shares[1][of]);
    const figure = {
      IMPACT_RATIO: Math.min(shares[0].all, shares[1].all) / Math.max(shares[0].all, shares[1].all),
      APPROVAL_PARITY: gap("all"),
      EQUAL_OPPORTUNITY: gap("good"),
      EQUALIZED_ODDS: Math.max(gap("good"), gap("bad")),
    }[constraint];
    expect(figure).toBeCloseTo(chosen.reached, 12);
    if (constraint === "IMPACT_RATIO") expect(figure).toBeGreaterThanOrEqual(0.9);
    else expect(figure).toBeLessThanOrEqual(limits[constraint]);
    expect(chosen.worth).toBeLessThanOrEqual(chosen.worthUnconstrained + 0.01);
  });

  it("one threshold for all is what a policy gets that allows no other", () => {
    const chosen = fairThresholds({ y, score, grouping, constraint: "IMPACT_RATIO", limit: 0.9, policy: forbidden });
    expect(new Set(chosen.thresholds.map(({ threshold }) => threshold)).size).toBe(1);
    expect(chosen.reached).toBeGreaterThanOrEqual(0.9);
  });

  it("what cannot be met is said", () => {
    const parted = {
      y: [0, 1, 0, 1],
      score: [0.1, 0.2, 0.8, 0.9],
      grouping: { attribute: "g", names: ["A", "B"], codes: Int32Array.of(0, 0, 1, 1), reference: null },
    };
    expect(() =>
      fairThresholds({ ...parted, constraint: "IMPACT_RATIO", limit: 1, worth: { good: 1, bad: -1 }, policy: forbidden }),
    ).not.toThrow();
    expect(() => fairThresholds({ ...parted, constraint: "IMPACT_RATIO", limit: 1.2, policy: forbidden })).toThrow("must be in [0, 1]");
  });
});

describe.each(PENALTY_AIMS)("the penalty %s", (aim) => {
  const { y, grouping } = rows(40, 5);
  const batch = Uint32Array.from({ length: 40 }, (_row, i) => (7 * i) % 40);
  const rng = createRng(2);
  const logits = Float32Array.from({ length: 40 }, () => rng.normal());
  const penalty = fairnessPenalty(y, grouping, aim, 3);

  it("has the gradient that central differences give", () => {
    const gradient = new Float32Array(40);
    penalty.evaluate(logits, batch, gradient);
    for (let at = 0; at < 40; at++) {
      const valueAt = (by: number) =>
        penalty.evaluate(
          logits.map((z, i) => (i === at ? z + by : z)),
          batch,
          new Float32Array(40),
        );
      expect(Math.abs((gradient[at] as number) - (valueAt(2 ** -6) - valueAt(-(2 ** -6))) / 2 ** -5)).toBeLessThan(1e-4);
    }
  });

  it("is nothing where the groups are alike", () => {
    expect(penalty.evaluate(new Float32Array(40).fill(0.3), batch, new Float32Array(40))).toBeCloseTo(0, 12);
  });
});

describe("training under a penalty", () => {
  const training = rows(1_500, 7);
  const held = rows(1_500, 8);
  const options = TrainingOptions.parse({ epochs: 12, batchSize: 128, learningRate: 0.02, seed: 1 });
  const request = {
    engine,
    architecture: "mlp",
    params: { units: [8] },
    task: "BINARY" as const,
    nClasses: 2,
    options,
    train: { ...training, nSteps: 1, nFeatures: 3 },
    validation: null,
  };
  async function judged(candidate: FairTraining) {
    const { weights } = await trainFairly(request, training.grouping, candidate);
    const design = architecture("mlp").build({ engine, params: { units: [8] }, nOutputs: 1 });
    const network = createNetwork({
      engine,
      design,
      nSteps: 1,
      nFeatures: 3,
      init: { weights: new Map(weights.map((w) => [w.name, w])) },
      optimizer: null,
    });
    const score = network.logits({ values: held.x, n: held.n });
    network.dispose();
    return {
      quality: auc(held.y, score),
      disparity: disparityAt({ y: held.y, score, grouping: held.grouping, approvalRate: 0.6, measure: "APPROVAL" }),
    };
  }

  it("finds less discriminatory alternatives: likeness rises with the penalty, and the frontier holds nothing dominated", async () => {
    const candidates = fairTrainings({ aims: ["APPROVAL_PARITY"], strengths: [3, 30], seeds: [1] });
    const seen: number[] = [];
    const search = await searchAlternatives({
      candidates,
      judge: judged,
      tolerance: 0.05,
      onProgress: ({ fraction }) => void seen.push(fraction),
    });
    expect(search.alternatives.map(({ candidate }) => candidate.reweigh)).toEqual([false, true, false, false]);
    const [plain, reweighedOnly, , strong] = search.alternatives;
    expect(strong?.disparity).toBeLessThan(0.5 * (plain?.disparity ?? 0));
    expect(reweighedOnly?.disparity).toBeLessThan(plain?.disparity ?? 0);
    expect(strong?.quality).toBeGreaterThan(0.6);
    for (const { quality, disparity } of search.alternatives.filter(({ isOnFrontier }) => isOnFrontier))
      expect(search.alternatives.some((other) => other.quality > quality && other.disparity < disparity)).toBe(false);
    if (search.chosen) expect(search.chosen.quality).toBeGreaterThanOrEqual((plain?.quality ?? 1) - 0.05);
    expect(seen).toEqual([0, 0.25, 0.5, 0.75]);
  });

  it("stops after an abort", async () => {
    const candidates = fairTrainings({ aims: [], strengths: [], seeds: [1] });
    await expect(searchAlternatives({ candidates, judge: judged, tolerance: 0, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "CANCELLED",
    });
  });
});

describe("disparity at a common approval rate", () => {
  it("by hand: of eight rows half are approved, three of A's four and one of B's four", () => {
    const input = {
      y: [1, 1, 1, 1, 1, 1, 1, 1],
      score: [0.1, 0.2, 0.3, 0.9, 0.15, 0.8, 0.85, 0.95],
      grouping: { attribute: "g", names: ["A", "B"], codes: Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1), reference: null },
      approvalRate: 0.5,
      minEvents: 1,
    };
    expect(disparityAt({ ...input, measure: "APPROVAL" })).toBeCloseTo(1 - 1 / 3, 12);
    // All rows tied: each is approved for a half, and nobody is favoured.
    expect(disparityAt({ ...input, score: new Array(8).fill(0.5), measure: "APPROVAL" })).toBe(0);
    expect(() => disparityAt({ ...input, approvalRate: 1, measure: "APPROVAL" })).toThrow("must be in (0, 1)");
  });
});

describe("the proxy test", () => {
  const { x, n, grouping } = rows(1_500, 9);
  const map = {
    features: ["own", "proxy", "noise"].map((name) => ({ name, columns: [name] })),
    owners: [[0], [1], [2]],
    encoded: [[0], [1], [2]],
  };

  it("finds the feature that stands in for the group, and nothing without it", async () => {
    const [found] = await proxyTest({ x, n, map, grouping });
    // Two normals 2 apart with deviation 0.7: the area is Phi(2 / (0.7 sqrt 2)) = 0.978.
    expect(found?.auc).toBeGreaterThan(0.96);
    expect(found?.features[0]).toMatchObject({ feature: "proxy" });
    const [without] = await proxyTest({ x, n, map, grouping, exclude: ["proxy"] });
    expect(without?.low).toBeLessThan(0.5);
    expect(without?.high).toBeGreaterThan(0.47);
    await expect(proxyTest({ x, n, map, grouping, exclude: ["own", "proxy", "noise"] })).rejects.toThrow("No feature is left");
  });

  it("says nothing of a group of a few rows", async () => {
    const codes = Int32Array.from({ length: n }, (_code, i) => (i < 5 ? 2 : i % 2));
    const results = await proxyTest({ x, n, map, grouping: { attribute: "g", names: ["A", "B", "C"], codes, reference: null } });
    expect(results[2]).toMatchObject({ group: "C", nRows: 5, auc: null });
  });
});
