import { readFileSync } from "node:fs";
import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { almgrenChriss, type ExecutionSetting, executionCost } from "./almgren-chriss.ts";
import { blackScholes } from "./black-scholes.ts";
import { hestonCall } from "./heston.ts";
import { mertonWeights, minimumVarianceWeights } from "./portfolio.ts";

const golden = JSON.parse(readFileSync(new URL("../golden/policy.json", import.meta.url), "utf8"));
interface ExecutionCase {
  params: Record<string, number>;
  holdings: number[];
  expected_cost: number;
  variance: number;
  objective: number;
  kappa: number;
  half_life_days: number | null;
}
type OptionCase = Record<"S" | "K" | "T" | "sigma" | "r" | "q" | "price" | "delta" | "gamma" | "vega" | "theta" | "rho", number> & {
  call: boolean;
};
type HestonCase = Record<"S" | "K" | "T" | "v0" | "kappa" | "theta" | "sigma_v" | "rho" | "call", number>;
const numbered = <Case>(cases: readonly Case[]): (readonly [number, Case])[] => cases.map((entry, k) => [k, entry] as const);
const refused = expect.objectContaining({ code: "INVALID_INPUT" });

describe("Almgren and Chriss", () => {
  const settingOf = (p: Record<string, number>): ExecutionSetting => ({
    shares: p.X as number,
    horizon_days: p.T as number,
    steps: p.N as number,
    sigma: p.sigma_abs_per_sqrt_day as number,
    eta: p.eta as number,
    gamma: p.gamma as number,
    epsilon: p.epsilon as number,
    lambda: p.lambda_ as number,
  });

  it.each(numbered(golden.almgren_chriss.cases as ExecutionCase[]))("case %i equals the reference within 1e-8 relative", (_k, entry) => {
    const optimum = almgrenChriss(settingOf(entry.params));
    const close = (ours: number, theirs: number) => expect(Math.abs(ours - theirs)).toBeLessThan(1e-8 * Math.max(1, Math.abs(theirs)));
    entry.holdings.forEach((held: number, j: number) => {
      close(optimum.holdings[j] as number, held);
    });
    close(optimum.expectedCost, entry.expected_cost);
    close(optimum.variance, entry.variance);
    close(optimum.objective, entry.objective);
    close(optimum.kappa, entry.kappa);
    if (entry.half_life_days === null) expect(optimum.halfLife_days).toBeNull();
    else close(optimum.halfLife_days as number, entry.half_life_days);
  });

  it("is the least objective: a thousand changed schedules all cost more", () => {
    const setting = settingOf(golden.almgren_chriss.cases[0].params);
    const { trades, objective } = almgrenChriss(setting);
    const rng = createRng(5);
    for (let k = 0; k < 1000; k++) {
      const changed = trades.slice();
      const [from, to] = [rng.int(5), rng.int(5)];
      const moved = 1000 * rng.normal();
      changed[from] = (changed[from] as number) - moved;
      changed[to] = (changed[to] as number) + moved;
      if (from !== to) expect(executionCost(setting, changed).objective).toBeGreaterThan(objective);
    }
  });

  it("stays finite where sinh would overflow, and refuses what is not convex", () => {
    const setting = settingOf(golden.almgren_chriss.cases[0].params);
    const urgent = almgrenChriss({ ...setting, lambda: 1e30 });
    expect(urgent.trades[0]).toBeCloseTo(1e6, 3);
    expect(() => almgrenChriss({ ...setting, gamma: 1e-5 })).toThrow(refused);
    expect(() => executionCost(setting, [1, 2, 3, 4, 5])).toThrow(refused);
  });
});

describe("Black and Scholes", () => {
  it.each(numbered(golden.black_scholes.cases as OptionCase[]))(
    "case %i equals the reference within 1e-8",
    (_k, { S, K, T, sigma, r, q, call, ...wanted }) => {
      const value = blackScholes({ spot: S, strike: K, maturity: T, sigma, rate: r, dividend: q, call });
      for (const name of ["price", "delta", "gamma", "vega", "theta", "rho"] as const)
        expect(Math.abs(value[name] - wanted[name]), name).toBeLessThan(1e-8);
    },
  );

  it("at maturity is the payoff with a delta of 0 or 1, and keeps put-call parity", () => {
    expect(blackScholes({ spot: 101, strike: 100, maturity: 0, sigma: 0.2 })).toMatchObject({ price: 1, delta: 1, vega: 0 });
    expect(blackScholes({ spot: 99, strike: 100, maturity: 0, sigma: 0.2 })).toMatchObject({ price: 0, delta: 0 });
    const setting = { spot: 90, strike: 100, maturity: 0.7, sigma: 0.3, rate: 0.03, dividend: 0.01 };
    const gap = blackScholes(setting).price - blackScholes({ ...setting, call: false }).price;
    expect(gap).toBeCloseTo(90 * Math.exp(-0.007) - 100 * Math.exp(-0.021), 10);
    expect(() => blackScholes({ ...setting, spot: 0 })).toThrow(refused);
  });
});

describe("Heston", () => {
  it.each(numbered(golden.heston.cases as HestonCase[]))(
    "case %i equals the reference within 1e-5",
    (_k, { S, K, T, v0, kappa, theta, sigma_v, rho, call }) => {
      const price = hestonCall({ spot: S, strike: K, maturity: T, v0, kappa, theta, sigmaV: sigma_v, rho });
      expect(Math.abs(price - call)).toBeLessThan(golden.heston.tol_abs);
    },
  );

  it("with hardly any volatility of variance is Black and Scholes", () => {
    const price = hestonCall({ spot: 100, strike: 95, maturity: 0.5, v0: 0.09, kappa: 1, theta: 0.09, sigmaV: 1e-4, rho: 0 });
    // 1e-6 absolute: what the small volatility of variance itself is worth is below 1e-7.
    expect(price).toBeCloseTo(blackScholes({ spot: 100, strike: 95, maturity: 0.5, sigma: 0.3 }).price, 6);
  });
});

it("Merton and minimum-variance weights equal the reference within 1e-9", () => {
  const { cov, excess_mean, risk_aversion, merton_weights, certainty_equivalent_rate, min_variance_weights, min_variance_vol } =
    golden.portfolio;
  const merton = mertonWeights(Float64Array.from(cov.flat()), Float64Array.from(excess_mean), risk_aversion);
  const least = minimumVarianceWeights(Float64Array.from(cov.flat()));
  merton_weights.forEach((weight: number, k: number) => {
    expect(merton.weights[k]).toBeCloseTo(weight, 9);
  });
  min_variance_weights.forEach((weight: number, k: number) => {
    expect(least.weights[k]).toBeCloseTo(weight, 9);
  });
  expect(merton.certaintyEquivalent).toBeCloseTo(certainty_equivalent_rate, 9);
  expect(least.volatility).toBeCloseTo(min_variance_vol, 9);
});
