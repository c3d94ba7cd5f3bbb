import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { decisionLog } from "../logs/decision-log.ts";
import { discretePolicy, softmaxChances } from "../policies/policy.ts";
import { type Applicant, constraintSet, guardPolicy, noUsage, priceLadderFor, seenCounts } from "./constraints.ts";
import { guardedChances } from "./guarded-chances.ts";

const refused = expect.objectContaining({ code: "INVALID_INPUT", kind: "input" });
const names = ["decline", "low", "high"];
const facts = { decline: { declines: true }, low: { price: 0.1, exposureShare: 1 }, high: { price: 0.2, exposureShare: 1 } };
/** Wants the high price most. */
const policy = discretePolicy(
  "test",
  { observationNames: ["x"], actionNames: names },
  (_obs, allowed) => softmaxChances([0, 1, 3], allowed),
  () => ({ spec: {}, weights: [] }),
);
const applicant: Applicant = { obligor: "o1", segment: "s1", amount: 100, risk: 0.02, expectedLoss: null, group: null };
const setOf = (more: Record<string, unknown>) => constraintSet({ fallbackAction: "decline", actions: facts, ...more }, names);
const closedBy = (more: Record<string, unknown>, who: Partial<Applicant> = {}, mask: boolean[] | null = null) =>
  guardPolicy(policy, setOf(more), null).distribution([0], mask, { ...applicant, ...who });

describe("limits outside the policy", () => {
  it("without a limit the policy's own chances stand", () => {
    const { chances, reasons, fallback } = closedBy({});
    expect([...chances]).toEqual([...policy.distribution([0], null)]);
    expect({ reasons, fallback }).toEqual({ reasons: [], fallback: false });
  });

  it.each<[string, Record<string, unknown>, Partial<Applicant>, boolean[] | null, string, string[]]>([
    ["the mask", {}, {}, [true, true, false], "MASK", ["high"]],
    ["a price band", { priceBand: { low: 0, high: 0.15 } }, {}, null, "PRICE_BAND", ["high"]],
    [
      "the price ladder, by risk",
      {
        priceLadder: {
          edges: [0.05],
          bands: [
            { low: 0, high: 0.1 },
            { low: 0.1, high: 0.3 },
          ],
        },
      },
      {},
      null,
      "PRICE_LADDER",
      ["high"],
    ],
    ["an obligor's cap", { exposureCaps: { obligor: 99 } }, {}, null, "EXPOSURE_OBLIGOR", ["low", "high"]],
    ["a loss budget", { lossBudget: 5 }, { expectedLoss: [0, 4, 6] }, null, "LOSS_BUDGET", ["high"]],
  ])("%s closes what it must, with its own reason, and the chances left sum to one", (_what, more, who, mask, reason, actions) => {
    const guarded = closedBy(more, who, mask);
    expect(guarded.reasons).toEqual(actions.map((action) => ({ action, reason })));
    for (const action of actions) expect(guarded.chances[names.indexOf(action)]).toBe(0);
    expect(guarded.chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12);
  });

  it("an action that the log took too seldom in the segment is closed", () => {
    const seen = new Map([["s1", [5, 5, 2]]]);
    const guard = guardPolicy(policy, setOf({ leastLogged: 3 }), seen);
    expect(guard.distribution([0], null, applicant).reasons).toEqual([{ action: "high", reason: "UNSEEN" }]);
    // Nothing was ever done in another segment: the fallback decides.
    expect(guard.distribution([0], null, { ...applicant, segment: "s2" })).toMatchObject({ fallback: true, mask: [true, false, false] });
  });

  it("caps hold over many decisions, to the last unit, and usage is what was granted", () => {
    const guard = guardPolicy(policy, setOf({ exposureCaps: { obligor: 250, segment: 1000, portfolio: 1500 } }), null);
    const rng = createRng(2);
    for (let i = 0; i < 500; i++) {
      const decision = guard.decide([0], null, { ...applicant, obligor: `o${i % 20}`, segment: `s${i % 3}`, amount: 40 + (i % 30) }, rng);
      expect(decision.propensity).toBeGreaterThan(0);
      expect(decision.mask[decision.action]).toBe(true);
    }
    const { obligor, segment, portfolio } = guard.usage();
    expect(Math.max(...Object.values(obligor))).toBeLessThanOrEqual(250);
    expect(Math.max(...Object.values(segment))).toBeLessThanOrEqual(1000);
    expect(portfolio).toBeLessThanOrEqual(1500);
    expect(portfolio).toBeGreaterThan(1400);
    expect(portfolio).toBeCloseTo(
      Object.values(segment).reduce((sum, value) => sum + value, 0),
      9,
    );
  });

  it("the propensity is the share with which the action is really taken under the limits", () => {
    const set = setOf({ priceBand: { low: 0, high: 0.15 } });
    const rng = createRng(5);
    let [taken, chance] = [0, 0];
    for (let i = 0; i < 20_000; i++) {
      const { action, propensity } = guardPolicy(policy, set, null).decide([0], null, applicant, rng);
      if (action !== 1) continue;
      taken++;
      chance = propensity;
    }
    // 4 standard errors of a share near 0.73.
    expect(Math.abs(taken / 20_000 - chance)).toBeLessThan(4 * Math.sqrt((chance * (1 - chance)) / 20_000));
  });

  it("the kill switch makes every decision the fallback", () => {
    const guard = guardPolicy(policy, setOf({ killSwitch: true }), null);
    expect(guard.decide([0], null, applicant, createRng(1))).toMatchObject({ action: 0, propensity: 1, fallback: true });
  });

  it("switched off, a fallback policy decides within the same limits, and the fallback action where they leave nothing", () => {
    const cautious = discretePolicy(
      "test",
      { observationNames: ["other", "kind"], actionNames: names },
      (obs, allowed) => softmaxChances([0, 2 * (obs[1] as number), 0], allowed),
      () => ({ spec: {}, weights: [] }),
    );
    const guard = guardPolicy(policy, setOf({ killSwitch: true, exposureCaps: { obligor: 100 } }), null, noUsage(), cautious);
    const open = guard.distribution([0], [true, true, false], applicant, [9, 1]);
    expect([...open.chances]).toEqual([...softmaxChances([0, 2, 0], Uint8Array.of(1, 1, 0))]);
    expect(open).toMatchObject({ fallback: true, mask: [true, true, false] });
    expect(open.reasons.map(({ reason }) => reason)).toContain("KILL_SWITCH");
    expect(guard.distribution([0], [false, true, true], { ...applicant, amount: 101 }, [9, 1])).toMatchObject({
      mask: [true, false, false],
    });
    const other = { ...cautious, schema: { ...cautious.schema, actionNames: ["decline", "low"] } };
    expect(() => guardPolicy(policy, setOf({}), null, noUsage(), other)).toThrow(refused);
  });

  it("a log's counts are those of each segment and action", () => {
    const decision = {
      context: [0],
      action: 1,
      propensity: 1,
      reward: 0,
      rewardDueAt: null,
      mask: null,
      policyVersion: null,
      segment: "s1",
      decidedAt: 0,
      episode: null,
    };
    const log = decisionLog({ featureNames: ["x"], actionNames: names }, [
      decision,
      { ...decision, action: 2 },
      { ...decision, action: 2 },
      { ...decision, segment: null },
    ]);
    expect([...seenCounts(log)]).toEqual([
      ["s1", Float64Array.of(0, 1, 2)],
      ["", Float64Array.of(0, 1, 0)],
    ]);
    const chances = guardedChances({
      policy,
      constraints: setOf({ leastLogged: 2, exposureCaps: { portfolio: 1 } }),
      seen: seenCounts(log),
      log,
      applicants: null,
    });
    // In s1 only the high price was taken twice; without a segment nothing was, so the fallback is certain. The cap is the replay's to judge.
    expect([...chances]).toEqual([0, 0, 1, 0, 0, 1, 0, 0, 1, 1, 0, 0]);
  });

  it("usage goes on where it was kept, and what is kept is not changed", () => {
    const before = { ...noUsage(), portfolio: 1450 };
    const guard = guardPolicy(policy, setOf({ exposureCaps: { portfolio: 1500 } }), null, before);
    expect(guard.distribution([0], null, applicant).reasons.map(({ reason }) => reason)).toEqual([
      "EXPOSURE_PORTFOLIO",
      "EXPOSURE_PORTFOLIO",
    ]);
    guard.decide([0], null, { ...applicant, amount: 20 }, createRng(1));
    expect(before.portfolio).toBe(1450);
  });

  it("a group approved below the floor is declined only by the fallback", () => {
    const set = constraintSet({ fallbackAction: "refer", actions: { decline: { declines: true } }, fairnessFloor: 0.8 }, [
      "decline",
      "approve",
      "refer",
    ]);
    const own = discretePolicy(
      "test",
      { observationNames: ["x"], actionNames: ["decline", "approve", "refer"] },
      (_obs, allowed) => softmaxChances([2, 0, 0], allowed),
      () => ({ spec: {}, weights: [] }),
    );
    const usage = { ...noUsage(), groups: { A: { decided: 200, approved: 150 }, B: { decided: 200, approved: 100 } } };
    const guard = guardPolicy(own, set, null, usage);
    expect(guard.distribution([0], null, { ...applicant, group: "B" }).reasons).toEqual([{ action: "decline", reason: "FAIRNESS_FLOOR" }]);
    expect(guard.distribution([0], null, { ...applicant, group: "A" }).reasons).toEqual([]);
  });

  it("a ladder made from usual prices never lets a price fall", () => {
    const ladder = priceLadderFor([1, 2, 3], [0.12, 0.18, 0.15, 0.26]);
    expect(ladder.bands).toEqual([
      { low: 0.12, high: 0.12 },
      { low: 0.12, high: 0.18 },
      { low: 0.18, high: 0.18 },
      { low: 0.18, high: 0.26 },
    ]);
    expect(setOf({ priceLadder: ladder }).priceLadder).toEqual(ladder);
  });

  it.each<[string, Record<string, unknown>]>([
    ["a fallback that is no action", { fallbackAction: "no-such" }],
    ["facts of an action that does not exist", { actions: { maybe: {} } }],
    ["a band upside down", { priceBand: { low: 0.3, high: 0.1 } }],
    [
      "a ladder whose prices fall",
      {
        priceLadder: {
          edges: [1],
          bands: [
            { low: 0.1, high: 0.3 },
            { low: 0.2, high: 0.4 },
          ],
        },
      },
    ],
    [
      "a ladder with an edge too few",
      {
        priceLadder: {
          edges: [],
          bands: [
            { low: 0, high: 1 },
            { low: 1, high: 2 },
          ],
        },
      },
    ],
    ["a negative cap", { exposureCaps: { portfolio: -1 } }],
    ["a fallback that adds exposure beside a cap", { fallbackAction: "low", exposureCaps: { portfolio: 10 } }],
    ["a limit that does not exist", { noSuchLimit: 1 }],
  ])("%s is refused", (_what, more) => {
    expect(() => setOf(more)).toThrow(refused);
  });

  it.each<[string, Partial<Applicant>]>([
    ["a negative amount", { amount: -1 }],
    ["an amount that is no number", { amount: Number.NaN }],
    ["a risk that is not finite", { risk: Number.POSITIVE_INFINITY }],
    ["losses of another number of actions", { expectedLoss: [1] }],
  ])("an applicant with %s is refused", (_what, who) => {
    expect(() => closedBy({}, who)).toThrow(refused);
  });
});
