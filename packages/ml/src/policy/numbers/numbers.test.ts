import { readFileSync } from "node:fs";
import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { almgrenChriss } from "../closed-form/almgren-chriss.ts";
import { environment } from "../environments/index.ts";
import { type NumberEvidence, runNumberGate } from "../gate/number-gate.ts";
import { deltaHedge, type Hedge, hedgeLosses, hedgeSetting, referenceDelta, simulatePaths } from "../hedging/market.ts";
import { hedgeStdBound } from "../hedging/std-bound.ts";
import { type ExecutionPolicy, executionPolicy } from "../policies/execution.ts";
import { type HedgePolicy, hedgePolicy } from "../policies/hedge.ts";
import { limitsIn } from "./check-limits.ts";
import { deskOf } from "./desk.ts";
import { executionEvidence } from "./execution-evidence.ts";
import { guardNumber, numberReasons } from "./guard-number.ts";
import { limitedHedge, watchedHedge } from "./hedge-evidence.ts";
import { breaksLimit, limitNumber, type NumberFacts, numberLimits } from "./limits.ts";

const golden = JSON.parse(readFileSync(new URL("../golden/policy.json", import.meta.url), "utf8"));
const refused = (path: string[]) => expect.objectContaining({ code: "INVALID_INPUT", context: expect.objectContaining({ path }) });

/** A network of one layer without hidden units. */
function layer(inputs: number, outputs: number, weights: number[], bias: number[]) {
  return [
    { name: "kernel", shape: [inputs, outputs], values: Float32Array.from(weights) },
    { name: "bias", shape: [outputs], values: Float32Array.from(bias) },
  ];
}
const SETTING = hedgeSetting({ steps: 10 });
/** The delta and a tenth more. */
const above = (bias = 0.5): HedgePolicy =>
  hedgePolicy({ setting: SETTING, head: "POSITION", activation: "relu", useGains: true }, layer(6, 1, [0, 0, 0, 0, 0, 0], [bias]));
const SALE = environment("execution-ac").parse({ steps: 4 }) as unknown as ExecutionPolicy["spec"]["setting"];
/** Sells half of what is left in every step. */
const half = (): ExecutionPolicy => executionPolicy({ setting: SALE, activation: "relu" }, layer(2, 1, [0, 0], [0]));
const at = (record: Record<string, number>, policy: HedgePolicy | ExecutionPolicy = above()) => {
  const desk = deskOf(policy);
  return { desk, obs: desk.observe(record) };
};
const MARKET = { spot: 104, time_left: 0.7, held: 0.5, gains: 0.2 };

describe("limits of a number", () => {
  it("whatever is wanted, what holds breaks no limit that an earlier one does not force it to, and is the nearest such number", () => {
    const rng = createRng(5);
    const draw = () => (rng.next() < 0.4 ? null : Math.round(40 * (rng.next() - 0.5)) / 10);
    const width = () => (rng.next() < 0.4 ? null : Math.round(10 * rng.next()) / 10);
    for (let k = 0; k < 3_000; k++) {
      const [low, high] = [draw(), draw()];
      const limits = numberLimits({
        ...(low !== null && high !== null && low > high ? { low: high, high: low } : { low, high }),
        maxChange: width(),
        maxFromBenchmark: width(),
      });
      const facts: NumberFacts = { low: -1.5, high: 1.5, current: draw(), benchmark: rng.next() - 0.5, must: null };
      const want = 4 * (rng.next() - 0.5);
      const { value, reasons } = limitNumber(want, facts, limits);
      expect(breaksLimit(value, facts, limits)).toBe(false);
      expect(reasons.length === 0).toBe(value === want);
      expect(value).toBeGreaterThanOrEqual(-1.5);
      expect(value).toBeLessThanOrEqual(1.5);
    }
  });

  it("the check finds a number that passes each limit", () => {
    const facts: NumberFacts = { low: -1, high: 2, current: 0.4, benchmark: 0.5, must: null };
    expect(breaksLimit(0.9, facts, numberLimits({ high: 0.8 }))).toBe(true);
    expect(breaksLimit(0.1, facts, numberLimits({ low: 0.2 }))).toBe(true);
    expect(breaksLimit(0.55, facts, numberLimits({ maxChange: 0.1 }))).toBe(true);
    expect(breaksLimit(0.75, facts, numberLimits({ maxFromBenchmark: 0.2 }))).toBe(true);
    expect(breaksLimit(2.1, facts, numberLimits({}))).toBe(true);
    // Held at 0.4 and at most 0.2: the position limit holds, and the trade of 0.2 is forced.
    expect(breaksLimit(0.2, facts, numberLimits({ high: 0.2, maxChange: 0.1 }))).toBe(false);
  });

  it("limits that cannot be are refused at their place", () => {
    expect(() => numberLimits({ low: 1, high: 0 })).toThrow(refused(["constraints", "low"]));
    expect(() => numberLimits({ maxChange: -1 })).toThrow(/maxChange/);
    expect(() => numberLimits({ cap: 3 })).toThrow(/cap/);
    expect(() => limitsIn("hedge-bs", {}, { low: 3 })).toThrow(refused(["constraints", "low"]));
    expect(() => limitsIn("execution-ac", { steps: 4 }, { high: SALE.shares / 5 })).toThrow(refused(["constraints", "high"]));
    expect(() => limitsIn("execution-ac", {}, { maxChange: 5 })).toThrow(refused(["constraints", "maxChange"]));
  });
});

describe("a hedge asked by a desk", () => {
  it("gives the position of its network, beside the delta, and is held by each limit with its reason", () => {
    const { desk, obs } = at(MARKET);
    // Moment 3 of 10, spot 104: the delta, and 0.2 * 0.5 more.
    const delta = referenceDelta(SETTING, 3, 104);
    const free = guardNumber(desk, numberLimits({}), null).decide(obs);
    expect(free).toMatchObject({ fallback: false, reasons: [] });
    expect(free.benchmark).toBeCloseTo(delta, 12);
    expect(free.value).toBeCloseTo(delta + 0.1, 6);
    const decide = (limits: object) => guardNumber(desk, numberLimits(limits), null).decide(obs);
    expect(decide({ high: 0.6 })).toMatchObject({ value: 0.6, reasons: ["HIGH"], fallback: false });
    expect(decide({ maxChange: 0.05 })).toMatchObject({ value: 0.55, reasons: ["CHANGE"] });
    expect(decide({ maxFromBenchmark: 0.02 }).value).toBeCloseTo(delta + 0.02, 12);
    expect(decide({ high: 0.4, maxChange: 0.05 })).toMatchObject({ value: 0.4, reasons: ["HIGH", "CHANGE"] });
  });

  it("switched off, outside of what training saw, or without a number the delta decides, within the same limits", () => {
    const { desk, obs } = at(MARKET);
    const delta = referenceDelta(SETTING, 3, 104);
    const off = guardNumber(desk, numberLimits({ high: 0.6 }), null).decide(obs, { off: true });
    expect(off).toMatchObject({ value: 0.6, fallback: true, proposed: null, reasons: ["KILL_SWITCH", "HIGH"] });
    expect(guardNumber(desk, numberLimits({}), null).decide(obs, { off: true, standIn: () => 0.33 }).value).toBe(0.33);
    const seen = { low: [-0.01, 0, -2, -9], high: [0.01, 1, 2, 9] };
    const unseen = guardNumber(desk, numberLimits({}), seen).decide(obs);
    expect(unseen).toMatchObject({ fallback: true, reasons: ["UNSEEN"] });
    expect(unseen.value).toBeCloseTo(delta, 12);
    expect(guardNumber(desk, numberLimits({ withinSeen: false }), seen).decide(obs).fallback).toBe(false);
    const broken = guardNumber({ ...desk, want: () => Number.NaN }, numberLimits({}), null).decide(obs);
    expect(broken).toMatchObject({ fallback: true, proposed: null, reasons: ["NOT_FINITE"] });
  });

  it("a record that cannot be is refused by name", () => {
    expect(() => at({ ...MARKET, spot: 0 })).toThrow(refused(["record", "spot"]));
    expect(() => at({ ...MARKET, time_left: 1.2 })).toThrow(refused(["record", "time_left"]));
    expect(() => at({ ...MARKET, time_left: 0.01 })).toThrow(refused(["record", "time_left"]));
    expect(() => at({ ...MARKET, held: Number.NaN })).toThrow(refused(["record", "held"]));
    expect(() => at({ time_left: 0.5, shares_left: 2e6 }, half())).toThrow(refused(["record", "shares_left"]));
  });

  it("reasons say how far each observation moves the position", () => {
    const { desk, obs } = at(MARKET);
    const usual = [0, 0.5, 0.5, 0];
    const [moneyness, , held, gains] = numberReasons(desk, obs, usual);
    expect(moneyness).toBeCloseTo(desk.want(obs) - desk.want(Float64Array.of(0, 0.7, 0.5, 0.2)), 12);
    // This network reads neither.
    expect([held, gains]).toEqual([0, 0]);
  });

  it("many paths at once are decided as one by one, and every position is counted", () => {
    const policy = above();
    const limits = numberLimits({ high: 0.7, maxChange: 0.15, maxFromBenchmark: 0.05 });
    const paths = simulatePaths(SETTING, 40, createRng(3));
    const desk = deskOf(policy);
    const single: Hedge = ({ step, n, spot, held, gains }) =>
      Float64Array.from({ length: n }, (_value, i) => {
        const obs = desk.observe({
          spot: spot[i] as number,
          time_left: 1 - step / SETTING.steps,
          held: held[i] as number,
          gains: gains[i] as number,
        });
        return guardNumber(desk, limits, null).decide(obs).value;
      });
    const within = limitedHedge(policy.hedge(), SETTING, limits, null);
    const [many, one] = [hedgeLosses(SETTING, paths, within.hedge), hedgeLosses(SETTING, paths, single)];
    many.forEach((loss, i) => {
      expect(Math.abs(loss - (one[i] as number))).toBeLessThan(1e-9);
    });
    expect(within.counts()).toMatchObject({ decisions: 400, violations: 0, unseen: 0 });
    expect(within.counts().limited).toBeGreaterThan(100);
  });

  it("what a hedge sees is the range of its paths, within which nothing is unseen", () => {
    const watched = watchedHedge(deltaHedge(SETTING), SETTING);
    const paths = simulatePaths(SETTING, 200, createRng(4));
    hedgeLosses(SETTING, paths, watched.hedge);
    const seen = watched.seen();
    expect([seen.low[1], seen.high[1]]).toEqual([1 - 9 / 10, 1]);
    const again = limitedHedge(deltaHedge(SETTING), SETTING, numberLimits({}), seen);
    hedgeLosses(SETTING, paths, again.hedge);
    expect(again.counts().unseen).toBe(0);
    hedgeLosses(SETTING, simulatePaths(hedgeSetting({ steps: 10, sigma: 0.6 }), 200, createRng(5)), again.hedge);
    expect(again.counts().unseen).toBeGreaterThan(300);
  });
});

describe("a sale asked by a desk", () => {
  it("sells what the network says, all that is left at the end, and never more than the cap even where the network waits", () => {
    const desk = deskOf(half());
    const sell = (limits: object, time_left: number, shares_left: number) =>
      guardNumber(desk, numberLimits(limits), null).decide(desk.observe({ time_left, shares_left }));
    expect(sell({}, 1, 1e6)).toMatchObject({ value: 5e5, reasons: [], fallback: false });
    expect(sell({}, 0.25, 3_000).value).toBeCloseTo(3_000, 9);
    // 4 steps of at most 300,000: 1,000,000 needs 100,000 at once, then 900,000 in three.
    expect(sell({ high: 3e5 }, 1, 1e6)).toMatchObject({ value: 3e5, reasons: ["HIGH"] });
    expect(sell({ high: 3e5 }, 0.5, 6e5)).toMatchObject({ value: 3e5, reasons: [] });
    expect(sell({ high: 3e5 }, 0.5, 5.8e5).value).toBeCloseTo(2.9e5, 6);
    // What is left cannot be sold in time: the cap holds, and the reason says so.
    expect(sell({ high: 3e5 }, 0.25, 5e5)).toMatchObject({ value: 3e5, reasons: ["HIGH", "FINISH"] });
  });

  it("the benchmark from any state is the closed form from there on", () => {
    const desk = deskOf(half());
    const { holdings } = almgrenChriss(SALE);
    const obs = desk.observe({ time_left: 0.75, shares_left: holdings[1] as number });
    expect(desk.benchmark(obs)).toBeCloseTo((holdings[1] as number) - (holdings[2] as number), 4);
    const rest = almgrenChriss({ ...SALE, shares: 5e5, horizon_days: 3.75, steps: 3 });
    const other = desk.observe({ time_left: 0.75, shares_left: 5e5 });
    expect(desk.benchmark(other)).toBeCloseTo(rest.trades[0] as number, 4);
  });

  it("on simulated prices costs as the closed form says, for other sales too", () => {
    for (const [seed, more] of [
      [1, {}],
      [2, { lambda: 1e-5, sigma: 0.4, shares: 2e5 }],
      [3, { lambda: 0, horizon_days: 2 }],
    ] as const) {
      const setting = { ...SALE, ...more };
      const policy = executionPolicy({ setting, activation: "relu" }, layer(2, 1, [0, 0], [0]));
      const found = executionEvidence(deskOf(policy), setting, numberLimits({}), { paths: 40_000, seed });
      expect(found.trades.reduce((sum, sold) => sum + sold, 0)).toBeCloseTo(setting.shares, 4);
      expect(found.objective).toBeGreaterThan(found.optimum);
      const apart = (found.simulated.gap - (found.objective - found.optimum)) / Math.max(found.simulated.se, 1e-9 * found.optimum);
      expect(Math.abs(apart)).toBeLessThan(4);
      expect(found.violations).toBe(0);
    }
  });
});

describe("the gate of numbers", () => {
  it.each([1, 5, 10, 30])("the least spread of losses that %i trades allow is the published one", (steps) => {
    const { std_variance_optimal: published } = golden.deep_hedging.delta_hedge_error_std_exact_by_N[steps];
    expect(Math.abs((hedgeStdBound(hedgeSetting({ steps })) ?? 0) / published - 1)).toBeLessThan(1e-4);
  });

  it("of one trade the bound is that of the best single position, in a put and another market too", () => {
    const setting = hedgeSetting({ steps: 1, call: false, spot: 80, strike: 90, sigma: 0.5, maturity: 0.5 });
    const bound = hedgeStdBound(setting) ?? 0;
    const paths = simulatePaths(setting, 200_000, createRng(8), false);
    const spread = (position: number): number => {
      const losses = hedgeLosses(setting, paths, ({ n }) => new Float64Array(n).fill(position));
      const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
      return Math.sqrt(losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / losses.length);
    };
    const best = Math.min(...Array.from({ length: 21 }, (_value, k) => spread(-0.3 - 0.03 * k)));
    expect(Math.abs(best / bound - 1)).toBeLessThan(0.01);
    expect(hedgeStdBound(hedgeSetting({ cost: 0.001 }))).toBeNull();
  });

  const good: NumberEvidence = {
    kind: "HEDGE",
    decisions: 100_000,
    violations: 0,
    rival: "the delta hedge",
    measure: "CVaR 95 %",
    gain: { value: 0.16, se: 0.01, lower95: 0.14 },
    std: { value: 0.37, se: 0.001, bound: 0.3578 },
    unseenShare: 0.001,
    tail: { candidate: 2.95, rival: 3.12 },
  };
  const sale: NumberEvidence = {
    kind: "SCHEDULE",
    decisions: 5,
    violations: 0,
    objective: 1_000_500,
    optimum: 1_000_000,
    simulated: { gap: 480, se: 30 },
  };
  const refusals = (evidence: NumberEvidence) =>
    runNumberGate(evidence)
      .checks.filter(({ status }) => status === "REFUSED")
      .map(({ id }) => id);

  it("lets a hedge and a schedule through that hold, and refuses each planted fault with its own reason", () => {
    expect(refusals(good)).toEqual([]);
    expect(refusals(sale)).toEqual([]);
    expect(refusals({ ...good, gain: { value: 0.01, se: 0.01, lower95: -0.01 } })).toEqual(["VALUE_NOT_BETTER"]);
    expect(refusals({ ...good, std: { value: 0.34, se: 0.001, bound: 0.3578 } })).toEqual(["TOO_GOOD"]);
    expect(refusals({ ...good, violations: 1 })).toEqual(["LIMITS"]);
    expect(refusals({ ...good, decisions: 10 })).toEqual(["LIMITS"]);
    expect(refusals({ ...good, unseenShare: 0.02 })).toEqual(["SUPPORT"]);
    expect(refusals({ ...good, tail: { candidate: 3.3, rival: 3.12 } })).toEqual(["TAIL"]);
    expect(refusals({ ...sale, objective: 1_002_000, simulated: { gap: 2_010, se: 30 } })).toEqual(["VALUE_NOT_BETTER"]);
    expect(refusals({ ...sale, objective: 999_000, simulated: { gap: -1_010, se: 30 } })).toEqual(["TOO_GOOD"]);
    expect(refusals({ ...sale, simulated: { gap: 5_000, se: 30 } })).toEqual(["SIMULATION"]);
    expect(() => runNumberGate(good, { optimumGap: -1 })).toThrow(/optimumGap/);
  });

  it("a hedge that knows the next price is found out by its spread", () => {
    const paths = simulatePaths(SETTING, 20_000, createRng(11));
    const leaking: Hedge = ({ step, n, spot }) =>
      Float64Array.from({ length: n }, (_value, i) => {
        const rises = (paths.spot[(step + 1) * n + i] as number) > (spot[i] as number);
        return referenceDelta(SETTING, step, spot[i] as number) + (rises ? 0.02 : -0.02);
      });
    const losses = hedgeLosses(SETTING, paths, leaking);
    const honest = hedgeLosses(SETTING, paths, deltaHedge(SETTING));
    const stdOf = (values: Float64Array) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    };
    const judged = (value: number) => refusals({ ...good, std: { value, se: 0.002, bound: hedgeStdBound(SETTING) } } as NumberEvidence);
    expect(judged(stdOf(losses))).toEqual(["TOO_GOOD"]);
    expect(judged(stdOf(honest))).toEqual([]);
  });
});
