import { readFileSync } from "node:fs";
import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { loadEngine } from "../../engine/load.ts";
import { largestDifference } from "../../testing/close.ts";
import { availableEngines } from "../../testing/engines.ts";
import { blackScholes } from "../closed-form/black-scholes.ts";
import { hestonCall } from "../closed-form/heston.ts";
import { hedgePolicy } from "../policies/hedge.ts";
import { HEDGE_HEADS, hedgeHeads } from "./heads.ts";
import { deltaHedge, type HedgeSetting, hedgeLosses, hedgeSetting, noHedge, payoff, simulatePaths } from "./market.ts";
import { hedgeReport } from "./report.ts";
import { riskOf } from "./risk-measures.ts";
import { trainHedge } from "./train-hedge.ts";

const golden = JSON.parse(readFileSync(new URL("../golden/policy.json", import.meta.url), "utf8"));
const engine = await loadEngine();
const refused = expect.objectContaining({ code: "INVALID_INPUT", kind: "input" });
const HESTON = { v0: 0.04, kappa: 1, theta: 0.04, sigmaV: 2, rho: -0.7 };
const training = (setting: HedgeSetting, more: Partial<Parameters<typeof trainHedge>[1]> = {}) => ({
  setting,
  measure: { name: "CVAR" as const, level: 0.9 },
  head: "POSITION" as const,
  units: [8],
  activation: "tanh" as const,
  useGains: true,
  steps: 5,
  batch: 64,
  learningRate: 0.01,
  seed: 1,
  ...more,
});

describe("simulated paths", () => {
  it.each([5, 10])(
    "delta hedging with %i trades has the exact standard deviation by quadrature, within 1.5 percent",
    { timeout: 30_000 },
    (steps) => {
      const setting = hedgeSetting({ steps });
      // Mirrored paths have like errors, so independent ones tell more of a spread.
      const n = 100_000;
      const losses = hedgeLosses(setting, simulatePaths(setting, n, createRng(40 + steps), false), deltaHedge(setting));
      const mean = losses.reduce((sum, loss) => sum + loss, 0) / n;
      const std = Math.sqrt(losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / n);
      const exact = deltaHedgeStd(setting);
      const published = golden.deep_hedging.delta_hedge_error_std_exact_by_N[steps].std_bs_delta;
      expect(Math.abs(exact / published - 1)).toBeLessThan(golden.deep_hedging.std_tol_rel);
      expect(Math.abs(std / exact - 1)).toBeLessThan(0.015);
    },
  );

  it("the mean loss without hedging is the option's price, in both markets", () => {
    for (const heston of [null, HESTON]) {
      const setting = hedgeSetting({ heston });
      const n = 40_000;
      const losses = hedgeLosses(setting, simulatePaths(setting, n, createRng(9)), noHedge);
      const mean = losses.reduce((sum, loss) => sum + loss, 0) / n;
      const se = Math.sqrt(losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0)) / n;
      const { spot, strike, maturity, sigma } = setting;
      const price = heston ? hestonCall({ spot, strike, maturity, ...heston }) : blackScholes({ spot, strike, maturity, sigma }).price;
      // Euler's steps of the variance are worth up to a hundredth of the price.
      expect(Math.abs(mean - price)).toBeLessThan(4 * se + (heston ? 0.01 * price : 0));
    }
  });

  it("a loss by hand: two steps, a bought and sold position, costs on every trade", () => {
    const setting = hedgeSetting({ steps: 2, cost: 0.01, strike: 100 });
    const paths = { n: 1, steps: 2, spot: Float64Array.of(100, 104, 103), variance: null };
    const [loss] = hedgeLosses(setting, paths, ({ step }) => Float64Array.of(step === 0 ? 0.5 : 0.2));
    // payoff 3 - (0.5 * 4 - 0.2 * 1) + 0.01 * (100 * 0.5 + 104 * 0.3 + 103 * 0.2)
    expect(loss).toBeCloseTo(3 - 1.8 + 0.01 * (50 + 31.2 + 20.6), 12);
  });
});

/** sqrt of the sum over trades of E Var(C_{k+1} - delta_k S_{k+1} | S_k), by trapezoids in the normal variables: exact for uncorrelated errors. */
function deltaHedgeStd({ spot, strike, maturity, steps, sigma }: HedgeSetting): number {
  const dt = maturity / steps;
  const nodes = (count: number, reach: number) => Array.from({ length: count }, (_node, k) => -reach + (2 * reach * k) / (count - 1));
  const density = (z: number, h: number) => (h * Math.exp(-0.5 * z * z)) / Math.sqrt(2 * Math.PI);
  const price = (s: number, left: number) =>
    left > 1e-12 ? blackScholes({ spot: s, strike, maturity: left, sigma }).price : Math.max(s - strike, 0);
  let variance = 0;
  for (let k = 0; k < steps; k++) {
    const outer = k === 0 ? [0] : nodes(121, 6);
    for (const x of outer) {
      const s = spot * Math.exp(-0.5 * sigma * sigma * k * dt + sigma * Math.sqrt(k * dt) * x);
      const { delta } = blackScholes({ spot: s, strike, maturity: maturity - k * dt, sigma });
      let [first, second] = [0, 0];
      for (const z of nodes(201, 6)) {
        const next = s * Math.exp(-0.5 * sigma * sigma * dt + sigma * Math.sqrt(dt) * z);
        const value = price(next, maturity - (k + 1) * dt) - delta * next;
        const w = density(z, 12 / 200);
        first += w * value;
        second += w * value * value;
      }
      variance += (k === 0 ? 1 : density(x, 12 / 120)) * (second - first * first);
    }
  }
  return Math.sqrt(variance);
}

describe("risk measures", () => {
  const losses = Float64Array.of(1, 5, 3, 2, 4);

  it("CVaR and entropic risk by hand", () => {
    expect(riskOf({ name: "CVAR", level: 0.6 }, losses)).toBeCloseTo(4.5, 12);
    // The worst 1.5 of five: (5 + 0.5 * 4) / 1.5.
    expect(riskOf({ name: "CVAR", level: 0.7 }, losses)).toBeCloseTo(14 / 3, 12);
    const expected = Math.log([1, 5, 3, 2, 4].reduce((sum, loss) => sum + Math.exp(2 * loss), 0) / 5) / 2;
    expect(riskOf({ name: "ENTROPIC", level: 2 }, losses)).toBeCloseTo(expected, 12);
    expect(riskOf({ name: "ENTROPIC", level: 2 }, Float64Array.of(1e4, 1e4 + 1))).toBeCloseTo(1e4 + Math.log((1 + Math.exp(2)) / 2) / 2, 8);
  });

  it.each([
    ["CVAR", 0.6],
    ["CVAR", 0.7],
    ["ENTROPIC", 0.8],
  ] as const)("the gradient of %s %d is that of finite differences, and sums to one", (name, level) => {
    const gradient = new Float64Array(5);
    const value = riskOf({ name, level }, losses, gradient);
    losses.forEach((loss, i) => {
      const h = 1e-6;
      const moved = riskOf({ name, level }, losses.with(i, loss + h));
      // 1e-5: the entropic measure is curved, CVaR is straight here.
      expect(Math.abs((moved - value) / h - (gradient[i] as number))).toBeLessThan(1e-5);
    });
    expect(gradient.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 12);
  });

  it("of equal losses the tail takes only its share", () => {
    const gradient = new Float64Array(4);
    expect(riskOf({ name: "CVAR", level: 0.5 }, Float64Array.of(2, 2, 2, 2), gradient)).toBe(2);
    expect(gradient.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 12);
  });
});

describe("heads", () => {
  it.each(HEDGE_HEADS)("%s goes back as finite differences say", (name) => {
    const head = hedgeHeads[name];
    const rng = createRng(8);
    for (let k = 0; k < 200; k++) {
      const raw = Float32Array.from({ length: head.outputs }, () => rng.normal());
      const [delta, held] = [rng.next(), rng.next()];
      const out = new Float32Array(head.outputs);
      const byHeld = head.backward(1, raw, 0, delta, held, out);
      const h = 1e-3;
      const slope = (moved: Float32Array, at: number) => (head.position(moved, 0, delta, at) - head.position(raw, 0, delta, held)) / h;
      // A step over an edge of the band is seen as a mixture: such draws are left out.
      const around = [-h, h].map((step) => head.position(raw, 0, delta, held + step));
      const straight = Math.abs((around[0] as number) + (around[1] as number) - 2 * head.position(raw, 0, delta, held)) < 1e-9;
      if (!straight) continue;
      expect(Math.abs(slope(raw, held + h) - byHeld)).toBeLessThan(1e-3);
      raw.forEach((value, o) => {
        const moved = raw.slice();
        moved[o] = value + h;
        if (name === "POSITION") expect(Math.abs(slope(moved, held) - (out[o] as number))).toBeLessThan(1e-3);
      });
    }
  });
});

describe("training", () => {
  it.each([
    ["POSITION", 0],
    ["POSITION", 0.01],
    ["BAND", 0.01],
  ] as const)(
    "a step of %s with costs of %d goes down the risk's own slope: finite differences over the weights agree",
    async (head, cost) => {
      // One step of plain descent from a fresh network: its change is minus rate * gradient, Adam's is its sign.
      const setting = hedgeSetting({ steps: 3, cost });
      const before = await trainHedge(engine, training(setting, { head, steps: 1, learningRate: 1e-9 }));
      const moved = await trainHedge(engine, training(setting, { head, steps: 1, learningRate: 1e-3 }));
      const paths = simulatePaths(setting, 64, createRng(1 + 2 ** 32));
      const risk = (weights: ReturnType<typeof before.serialize>["weights"]) =>
        riskOf({ name: "CVAR", level: 0.9 }, hedgeLosses(setting, paths, hedgePolicy(before.spec, weights).hedge()));
      const [start, after] = [before.serialize().weights, moved.serialize().weights];
      const base = risk(start);
      let [agree, counted] = [0, 0];
      start.forEach(({ values, ...rest }, at) => {
        for (let i = 0; i < Math.min(values.length, 6); i++) {
          const h = 1e-2;
          const bumped = start.map((weight, k) => (k === at ? { ...rest, values: values.with(i, (values[i] as number) + h) } : weight));
          const down = start.map((weight, k) => (k === at ? { ...rest, values: values.with(i, (values[i] as number) - h) } : weight));
          const slope = (risk(bumped) - risk(down)) / (2 * h);
          const step = (after[at]?.values[i] as number) - (values[i] as number);
          if (Math.abs(slope) < 2e-3) continue;
          counted++;
          agree += Number(Math.sign(step) === -Math.sign(slope));
        }
      });
      expect(counted).toBeGreaterThan(6);
      // The measure has kinks where paths change places in the tail: nearly all slopes must agree.
      expect(agree / counted).toBeGreaterThan(0.9);
      expect(risk(after)).toBeLessThan(base);
    },
  );

  it("the same seed gives the same weights, and the engine's hedge is the plain one to 1e-5", async () => {
    const setting = hedgeSetting({ steps: 4, cost: 0.001, heston: HESTON });
    const [first, again] = [await trainHedge(engine, training(setting)), await trainHedge(engine, training(setting))];
    expect(again.serialize()).toEqual(first.serialize());
    const paths = simulatePaths(setting, 500, createRng(3));
    const fast = first.hedgeOn(engine);
    const [plain, onEngine] = [hedgeLosses(setting, paths, first.hedge()), hedgeLosses(setting, paths, fast.hedge)];
    fast.dispose();
    plain.forEach((loss, i) => {
      expect(Math.abs(loss - (onEngine[i] as number))).toBeLessThan(1e-4);
    });
  });

  it("every engine takes the same step through a recursion: weights within 1e-4 after one from the same start", {
    timeout: 60_000,
  }, async () => {
    const setting = hedgeSetting({ steps: 3, cost: 0.002 });
    const [first, ...others] = await Promise.all(
      (await availableEngines()).map((own) => trainHedge(own, training(setting, { head: "BAND", steps: 1, batch: 32 }))),
    );
    for (const other of others)
      other.serialize().weights.forEach(({ values }, at) => {
        expect(largestDifference(values, first?.serialize().weights[at]?.values ?? [])).toBeLessThan(1e-4);
      });
  });

  it("what happens later does not change what is done now: futures exchanged after any moment leave positions to it bit for bit", async () => {
    for (const heston of [null, HESTON]) {
      const setting = hedgeSetting({ steps: 6, cost: 0.002, heston });
      const policy = await trainHedge(engine, training(setting, { head: "BAND" }));
      const paths = simulatePaths(setting, 64, createRng(5), false);
      const positionsOf = (spot: Float64Array, variance: Float64Array | null) => {
        const all: Float64Array[] = [];
        hedgeLosses(setting, { ...paths, spot, variance }, (view) => {
          const position = policy.hedge()(view);
          all.push(position);
          return position;
        });
        return all;
      };
      const before = positionsOf(paths.spot, paths.variance);
      for (let t = 0; t < 6; t++) {
        // From t on each path gets another one's later values.
        const exchanged = (values: Float64Array) =>
          values.map((value, at) => (at >= (t + 1) * 64 ? (values[Math.floor(at / 64) * 64 + ((at + 17) % 64)] as number) : value));
        const after = positionsOf(exchanged(paths.spot), paths.variance && exchanged(paths.variance));
        expect(after.slice(0, t + 1)).toEqual(before.slice(0, t + 1));
        if (t < 4) expect(after[5]).not.toEqual(before[5]);
      }
    }
  });

  it("stops when it is aborted, and refuses a CVaR level of 95", async () => {
    const controller = new AbortController();
    const running = trainHedge(engine, training(hedgeSetting({ steps: 3 }), { steps: 10_000 }), {
      signal: controller.signal,
      onStep: ({ step }) => step === 3 && controller.abort(),
    });
    await expect(running).rejects.toMatchObject({ code: "CANCELLED" });
    await expect(trainHedge(engine, training(hedgeSetting(), { measure: { name: "CVAR", level: 95 } }))).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
  });
});

it("the report puts the delta hedge and no hedge beside the given one, on the same paths", () => {
  const setting = hedgeSetting({ steps: 10 });
  const report = hedgeReport({
    setting,
    measure: { name: "CVAR", level: 0.95 },
    hedges: [{ name: "same as delta", hedge: deltaHedge(setting) }],
    paths: 20_000,
    seed: 4,
  });
  const [own, delta, none] = report.hedges;
  expect(report.hedges.map(({ name }) => name)).toEqual(["same as delta", "delta", "none"]);
  expect({ ...own, name: "" }).toEqual({ ...delta, name: "" });
  expect(none?.cvar95).toBeGreaterThan(3 * (delta?.cvar95 ?? 0));
  for (const { histogram, var95, cvar95, cvar99, cvar50, mean } of report.hedges) {
    expect(histogram.reduce((sum, count) => sum + count, 0)).toBe(20_000);
    expect([mean <= cvar50, cvar50 <= cvar95, var95 <= cvar95, cvar95 <= cvar99]).toEqual([true, true, true, true]);
  }
});

it("a setting out of range is refused", () => {
  for (const bad of [{ spot: 0 }, { steps: 0 }, { steps: 2.5 }, { cost: 10 }, { sigma: Number.NaN }, { heston: { ...HESTON, rho: 1 } }])
    expect(() => hedgeSetting(bad)).toThrow(refused);
  expect(payoff(hedgeSetting({ call: false, strike: 90 }), 80)).toBe(10);
});
