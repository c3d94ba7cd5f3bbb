import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { drawIndex } from "../env.ts";
import { pricingBandit } from "../environments/bandit-pricing.ts";
import { decisionLog } from "../logs/decision-log.ts";
import { pastPricing } from "../logs/sample.ts";
import { estimate } from "../ope/estimator.ts";
import { estimators } from "../ope/estimators/index.ts";
import { differenceOf, weightReport } from "../ope/evaluate.ts";
import { prepareRows } from "../ope/rows.ts";
import { supportReport } from "../ope/support.ts";
import { discretePolicy } from "../policies/policy.ts";
import { type Applicant, constraintSet } from "./constraints.ts";
import { declineReasons } from "./decline-reasons.ts";
import { fairnessReport } from "./fairness.ts";
import { type GateCheckId, type GateEvidence, overrideGate, runGate } from "./gate.ts";
import { replayDecisions } from "./replay.ts";
import { monthlySums, tailReport } from "./tail.ts";

const refused = expect.objectContaining({ code: "INVALID_INPUT", kind: "input" });
const bandit = pricingBandit();
const names = bandit.actionNames;
const DAY = 86_400_000;

interface Planted {
  n?: number;
  /** Factor on the propensities that the log writes down. */
  propensityFactor?: number;
  /** Chances of the candidate in a segment. */
  candidate?(segment: number): readonly number[];
  /** Approves this share of group B's good applicants. */
  bias?: number;
  forbid?(segment: number): number | null;
}

/** Evidence for a candidate that is good but for what is planted. */
function evidenceOf({ n = 20_000, propensityFactor = 1, candidate = best, bias = 1, forbid = () => null }: Planted = {}): GateEvidence {
  const rng = createRng(17);
  const segments: number[] = [];
  const groups: string[] = [];
  const rows = Array.from({ length: n }, (_row, i) => {
    const g = drawIndex(bandit.shares, rng.next());
    const chances = pastPricing(bandit, g);
    const action = drawIndex(chances, rng.next());
    segments.push(g);
    groups.push(rng.next() < 0.5 ? "A" : "B");
    const closed = forbid(g);
    return {
      context: [g],
      action,
      propensity: Math.min((chances[action] as number) * propensityFactor, 1),
      reward: bandit.draw(g, action, rng),
      rewardDueAt: null,
      mask: closed === null || closed === action ? null : names.map((_name, a) => a !== closed),
      policyVersion: "past",
      segment: `S${g}`,
      decidedAt: i * ((730 * DAY) / n),
      episode: null,
    };
  });
  const log = decisionLog({ featureNames: ["segment"], actionNames: names }, rows);
  const target = new Float64Array(n * 4);
  segments.forEach((g, i) => {
    const own = [...candidate(g)];
    if (groups[i] === "B" && bias < 1) {
      for (let a = 1; a < 4; a++) own[a] = (own[a] as number) * bias;
      own[0] = 1 - (own[1] as number) - (own[2] as number) - (own[3] as number);
    }
    target.set(own, i * 4);
  });
  const qHat = Float64Array.from(
    { length: n * 4 },
    (_q, at) => bandit.meanReward[(segments[Math.floor(at / 4)] as number) * 4 + (at % 4)] as number,
  );
  const prepared = prepareRows({ n, nActions: 4, action: log.action, reward: log.reward, propensity: log.propensity, target, qHat });
  const constraints = constraintSet(
    {
      fallbackAction: "decline",
      actions: {
        decline: { declines: true },
        price_12: { price: 0.12, exposureShare: 1 },
        price_18: { price: 0.18, exposureShare: 1 },
        price_26: { price: 0.26, exposureShare: 1 },
      },
      priceBand: { low: 0.1, high: 0.3 },
      priceLadder: {
        edges: [1.5],
        bands: [
          { low: 0.12, high: 0.18 },
          { low: 0.18, high: 0.26 },
        ],
      },
      exposureCaps: { portfolio: 1000 * n },
      lossBudget: 1000 * n,
    },
    names,
  );
  const applicants = segments.map(
    (g, i): Applicant => ({
      obligor: `o${i}`,
      segment: `S${g}`,
      amount: 1000,
      risk: g,
      expectedLoss: names.map((_name, a) => 550 * (bandit.takeRate[g * 4 + a] as number) * (bandit.pd[g * 4 + a] as number)),
      group: groups[i] as string,
    }),
  );
  const approval = Float64Array.from({ length: n }, (_chance, i) => 1 - (target[i * 4] as number));
  const names2 = ["A", "B"];
  return {
    evaluation: {
      n,
      estimates: estimators.map((entry) => estimate(entry, prepared)),
      difference: differenceOf(prepared, null),
      weights: weightReport(prepared.weight),
      support: supportReport(log, target, null),
    },
    constraints,
    replay: replayDecisions({ log, target, constraints, applicants, seed: 3 }),
    fairness: fairnessReport(approval, { codes: Int32Array.from(groups, (group) => names2.indexOf(group)), names: names2 }, null),
    tail: tailReport(monthlySums(prepared.direct, log.decidedAt), monthlySums(log.reward, log.decidedAt)),
    reasons: { declines: 10, withReasons: 10, unapproved: [] },
  };
}

/** 5 % uniform over what the ladder lets a segment have, the rest on its best action. */
function best(g: number): number[] {
  const open = g < 1.5 ? [0, 1, 2] : [0, 2, 3];
  const value = (a: number) => bandit.meanReward[g * 4 + a] as number;
  const top = open.reduce((a, b) => (value(b) > value(a) ? b : a));
  return names.map((_name, a) => (open.includes(a) ? 0.05 / 3 : 0) + (a === top ? 0.95 : 0));
}

const refusals = (evidence: GateEvidence): string[] =>
  runGate(evidence)
    .checks.filter(({ status }) => status === "REFUSED")
    .map(({ id }) => id);
const good = evidenceOf();

describe("the gate", () => {
  it("lets a policy through that is better, supported and within its limits", () => {
    const report = runGate(good);
    expect(report.checks.filter(({ status }) => status === "REFUSED")).toEqual([]);
    expect(report.passed).toBe(true);
    expect(report.checks.map(({ reason }) => reason).every((reason) => reason.length > 10)).toBe(true);
  });

  it.each<[string, Planted, GateCheckId]>([
    ["propensities written down twice too large", { propensityFactor: 2 }, "MEAN_WEIGHT"],
    ["propensities written down twice too small", { propensityFactor: 0.5 }, "MEAN_WEIGHT"],
    ["an effective sample of some 200", { n: 700 }, "EFFECTIVE_SAMPLE"],
    ["a group approved at 0.7 of the other's rate", { bias: 0.7 }, "ADVERSE_IMPACT"],
    ["a forbidden action", { forbid: (g) => (g === 4 ? 3 : null) }, "MASK"],
    ["prices that fall with risk", { candidate: (g) => (g < 6 ? [0.02, 0, 0.02, 0.96] : [0.02, 0.96, 0.02, 0]) }, "PRICE_ORDER"],
    ["a worse policy", { candidate: () => [0.97, 0.01, 0.01, 0.01] }, "VALUE_NOT_BETTER"],
  ])("refuses %s, and says so", (_what, planted, id) => {
    const report = runGate(evidenceOf(planted));
    expect(report.passed).toBe(false);
    expect(report.checks.find((check) => check.id === id)).toMatchObject({ status: "REFUSED" });
  });

  it("refuses each single fault by its own reason and nothing else", () => {
    const replay = good.replay;
    const cases: [GateCheckId, Partial<GateEvidence>][] = [
      ["MASK", { replay: { ...replay, maskViolations: 1 } }],
      ["EXPOSURE", { replay: { ...replay, exposure: { obligor: 1, segment: 1, portfolio: 1e12 } } }],
      ["PRICE", { replay: { ...replay, priceViolations: 3 } }],
      ["PRICE_ORDER", { replay: { ...replay, priceFalls: 1 } }],
      ["LOSS_BUDGET", { replay: { ...replay, expectedLoss: { value: 1, upper95: 1e12 } } }],
      ["TAIL", { tail: { months: 24, candidate: -106, champion: -100 } }],
      ["REASON_CODES", { reasons: { declines: 5, withReasons: 5, unapproved: ["because"] } }],
      ["SUPPORT", { evaluation: { ...good.evaluation, support: { ...good.evaluation.support, unsupportedShare: 0.01 } } }],
      ["VALUE_NOT_BETTER", { evaluation: { ...good.evaluation, difference: { ...good.evaluation.difference, lower95: 0 } } }],
      [
        "ESTIMATORS_DISAGREE",
        {
          evaluation: {
            ...good.evaluation,
            estimates: good.evaluation.estimates.map((own) =>
              own.estimator === "snips" ? { ...own, value: own.value + 5 * own.se } : own,
            ),
          },
        },
      ],
    ];
    for (const [id, fault] of cases) expect(refusals({ ...good, ...fault })).toEqual([id]);
  });

  it("does not let DM stand in for DR", () => {
    const estimates = good.evaluation.estimates.filter(({ estimator }) => estimator !== "dr");
    expect(() => runGate({ ...good, evaluation: { ...good.evaluation, estimates } })).toThrow(refused);
  });

  it("what a limit needs and the log does not give is not shown to hold", () => {
    expect(refusals({ ...good, replay: { ...good.replay, exposure: null, expectedLoss: null, priceFalls: null } })).toEqual([
      "EXPOSURE",
      "PRICE_ORDER",
      "LOSS_BUDGET",
    ]);
  });

  it("an override names exactly what was refused, with a reason and a name", () => {
    const report = runGate({ ...good, tail: { months: 24, candidate: -106, champion: -100 } });
    const override = { checks: ["TAIL" as const], reason: "Two months of a promotion that ended.", by: "A. Lee", at: 5 };
    expect(overrideGate(report, override)).toEqual(override);
    expect(() => overrideGate(report, { ...override, reason: "ok" })).toThrow(refused);
    expect(() => overrideGate(report, { ...override, by: " " })).toThrow(refused);
    expect(() => overrideGate(report, { ...override, checks: [] })).toThrow(refused);
    expect(() => overrideGate(report, { ...override, checks: ["TAIL", "MASK"] })).toThrow(refused);
  });

  it("a threshold that does not exist is refused, one that is changed is kept with the report", () => {
    expect(() => runGate(good, { noSuch: 1 })).toThrow(refused);
    expect(runGate(good, { leastEss: 1e9 })).toMatchObject({ passed: false, thresholds: { leastEss: 1e9 } });
  });
});

it("the worst months by hand: of 40 months the mean of the two worst", () => {
  const months = Array.from({ length: 40 }, (_profit, m) => m);
  const report = tailReport(
    months,
    months.map((m) => m - 10),
  );
  expect(report.candidate).toBeCloseTo(0.5, 12);
  expect(report.champion).toBeCloseTo(-9.5, 12);
  expect(() => tailReport([1, 2], [1, 2])).toThrow(refused);
});

it("approval rates, ratios and gaps by hand, with intervals around them", () => {
  const approval = Float64Array.of(1, 1, 0, 1, 0, 1, 0, 0);
  const groups = { codes: Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1), names: ["A", "B"] };
  const report = fairnessReport(approval, groups, Float64Array.of(1, 1, 1, 0, 1, 1, 0, 0));
  expect(report).toMatchObject({
    reference: "A",
    groups: [
      { rate: 0.75, impactRatio: 1 },
      { rate: 0.25, impactRatio: 1 / 3 },
    ],
  });
  // Good applicants: A approves 2 of 3, B 1 of 2.
  expect(report.groups[1]?.opportunityGap).toBeCloseTo(1 / 2 - 2 / 3, 12);
  expect(report.groups[1]?.impactInterval.low).toBeLessThanOrEqual(1 / 3);
  expect(report.groups[1]?.impactInterval.high).toBeGreaterThanOrEqual(1 / 3);
  expect(() => fairnessReport(approval, { codes: new Int32Array(8), names: ["A"] }, null)).toThrow(refused);
});

it("a decline names the approved features that made it, largest first", () => {
  const schema = { observationNames: ["arrears", "income", "age"], actionNames: ["decline", "approve"] };
  const policy = discretePolicy(
    "test",
    schema,
    (obs) => {
      const [arrears = 0, income = 0, age = 0] = Array.from(obs);
      const chance = Math.min(1, Math.max(0, 0.3 * arrears - 0.1 * income + 0.2 * age));
      return Float64Array.of(chance, 1 - chance);
    },
    () => ({ spec: {}, weights: [] }),
  );
  const approved = new Map([
    ["arrears", "R01"],
    ["income", "R02"],
  ]);
  const reasons = declineReasons(policy, [2, 1, 1], null, { declines: [0], reference: [0, 3, 0], approved });
  expect(reasons.map(({ code }) => code)).toEqual(["R01", "R02"]);
  expect(reasons[0]?.contribution).toBeCloseTo(0.6, 12);
  // Arrears and income encoded from one feature are put to their reference together and named once.
  const together = declineReasons(policy, [2, 1, 1], null, {
    declines: [0],
    reference: [0, 3, 0],
    approved: new Map([["status", "R09"]]),
    features: ["status", "status", "colour"],
  });
  expect(together).toHaveLength(1);
  expect(together[0]).toMatchObject({ feature: "status", code: "R09" });
  expect(together[0]?.contribution).toBeGreaterThan(reasons[0]?.contribution ?? 1);
});
