import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { chiSquaredQuantile } from "../../../numeric/distributions.ts";
import { golden } from "../testing/sp500.ts";
import type { BacktestContext } from "./backtest.ts";
import { drawHits } from "./dynamic-quantile.ts";
import { exactExceedance, visitHitCounts } from "./exact-sizes.ts";
import { countHits, type HitCounts, hitsOf, type VarForecasts } from "./hits.ts";
import { backtest, backtests } from "./index.ts";
import { coverageRatio, independenceRatio } from "./likelihood-ratios.ts";
import { backtestReport } from "./report.ts";
import { fz0Losses, pinballLosses } from "./scores.ts";
import { rollingTrafficLight, trafficLight } from "./traffic-light.ts";

const context: BacktestContext = { level: 0.05, seed: 3 };
const TOLERANCE = golden.exceedance_sequences.tol_abs as number;

/** Forecasts whose hits are these. */
function forecastsOf(hits: Uint8Array, p: number): VarForecasts {
  return { losses: Float64Array.from(hits, (hit) => 2 * hit), var: new Float64Array(hits.length).fill(1), es: null, alpha: 1 - p };
}

interface Sequence {
  n: number;
  p: number;
  hit_positions_0based: number[];
  result: Record<string, number>;
}

describe.each(Object.entries(golden.exceedance_sequences.cases as Record<string, Sequence>))("hit sequence %s", (_name, sequence) => {
  const hits = Uint8Array.from({ length: sequence.n }, (_, t) => Number(sequence.hit_positions_0based.includes(t)));
  const forecasts = forecastsOf(hits, sequence.p);

  it.each([
    ["kupiec", "uc"],
    ["christoffersen-independence", "ind"],
    ["christoffersen-joint", "cc"],
  ])("%s has the reference's ratio and p-value", (name, key) => {
    const result = backtest(name).run(forecasts, {}, context);
    expect(Math.abs((result.statistic as number) - (sequence.result[`lr_${key}`] as number))).toBeLessThan(TOLERANCE);
    expect(Math.abs((result.pValue as number) - (sequence.result[`p_${key}`] as number))).toBeLessThan(TOLERANCE);
    for (const count of ["n", "x", "n00", "n01", "n10", "n11"]) expect(result.details[count]).toBe(sequence.result[count]);
  });
});

describe("forty explicit days", () => {
  const explicit = golden.explicit_pnl_40;
  const forecasts: VarForecasts = {
    losses: Float64Array.from(explicit.returns as number[], (value) => -value),
    var: Float64Array.from(explicit.var as number[]),
    es: Float64Array.from(explicit.es as number[]),
    alpha: 1 - explicit.p,
  };
  const near = (actual: number | null | undefined, expected: number) =>
    expect(Math.abs((actual as number) - expected)).toBeLessThan(explicit.tol_abs);

  it("hits are losses strictly above VaR", () => {
    expect([...hitsOf(forecasts)]).toEqual(explicit.hits);
    expect([...hitsOf({ losses: Float64Array.of(1, 1.5), var: Float64Array.of(1, 1) })]).toEqual([0, 1]);
  });

  it("dynamic quantile, Z1, Z2, FZ0 and pinball are the reference's", () => {
    const dq = backtest("dynamic-quantile").run(forecasts, {}, context);
    near(dq.statistic, explicit.dq_4lags_const_var.stat);
    near(dq.pValue, explicit.dq_4lags_const_var.p);
    near(backtest("acerbi-szekely-z1").run(forecasts, {}, context).statistic, explicit.acerbi_szekely.z1);
    near(backtest("acerbi-szekely-z2").run(forecasts, {}, context).statistic, explicit.acerbi_szekely.z2);
    const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value / values.length, 0);
    near(mean(fz0Losses(forecasts)), explicit.fz0_loss);
    near(mean(pinballLosses(forecasts)), explicit.pinball_loss);
  });

  it("a report holds every test, scores and traffic light, and says the same twice", () => {
    const report = backtestReport(forecasts, context);
    expect(report.tests.map(({ name }) => name)).toEqual(backtests.map(({ name }) => name));
    expect(report).toMatchObject({ n: 40, hits: 4, alpha: 0.95, rolling: null, trafficLight: { n: 40, x: 4, multipliers: null } });
    expect(report.expectedHits).toBeCloseTo(2, 12);
    expect(JSON.parse(JSON.stringify(backtestReport(forecasts, context)))).toEqual(JSON.parse(JSON.stringify(report)));
    expect(backtestReport({ ...forecasts, es: null }, context).tests.map(({ name }) => name)).not.toContain("acerbi-szekely-z2");
  });
});

describe("the traffic light", () => {
  const reference = golden.basel_traffic_light;
  it("has the reference's probabilities and both ladders at 250 days and 99 %", () => {
    for (let x = 0; x < 15; x++) {
      const light = trafficLight(x, 250, 0.99);
      // 1e-8 absolute: the digits printed.
      expect(Math.abs(light.cumulativeProbability - reference.cum_prob_le_x[x])).toBeLessThan(1e-8);
      expect(Math.abs(light.errorProbability - reference.type1_prob_ge_x[x])).toBeLessThan(1e-8);
      expect(light.zone).toBe(x <= 4 ? "GREEN" : x <= 9 ? "YELLOW" : "RED");
      expect(light.multipliers).toEqual({
        basel1996: reference.multiplier_basel2_1996[Math.min(x, 10)],
        mar32: reference.multiplier_frtb_MAR32[Math.min(x, 10)],
      });
    }
  });

  it("has the zones of 500 and 1,000 days that the binomial distribution gives, without a ladder", () => {
    expect(trafficLight(0, 500, 0.99)).toMatchObject({ greenMost: 8, yellowMost: 14, multipliers: null });
    expect(trafficLight(0, 1000, 0.99)).toMatchObject({ greenMost: 14, yellowMost: 23 });
  });

  it("rolls over every 250 days", () => {
    const hits = new Uint8Array(260);
    for (const t of [0, 5, 100, 101, 102, 103, 104, 105, 106, 107, 255]) hits[t] = 1;
    const rolling = rollingTrafficLight(hits, 0.99);
    // Days 0 to 249 hold ten hits; the second stretch loses day 0, the seventh day 5 for day 255.
    expect([...(rolling?.hits ?? [])]).toEqual([10, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9]);
    expect(rolling).toMatchObject({ mostHits: 10, redDays: 1, yellowDays: 10 });
  });
});

describe("exact sizes", () => {
  it("are those of all sequences written out, for twelve days", () => {
    const [n, p] = [12, 0.2];
    for (const statistic of [(counts: HitCounts) => coverageRatio(counts, p), independenceRatio]) {
      for (const bound of [0.3, 2, 3.841]) {
        let written = 0;
        for (let bits = 0; bits < 2 ** n; bits++) {
          const counts = countHits(Uint8Array.from({ length: n }, (_, t) => (bits >> t) & 1));
          if (statistic(counts) >= bound) written += p ** counts.x * (1 - p) ** (n - counts.x);
        }
        // 1e-12 absolute.
        expect(Math.abs(exactExceedance(n, p, statistic, bound) - written)).toBeLessThan(1e-12);
      }
    }
  });

  it("cover all sequences: probabilities add up to one, also at 4,030 days", () => {
    for (const [n, p] of [
      [250, 0.01],
      [4030, 0.05],
      [2, 0.3],
    ] as const) {
      let total = 0;
      visitHitCounts(n, p, (_counts, probability) => {
        total += probability;
      });
      expect(Math.abs(total - 1)).toBeLessThan(1e-9);
    }
  });

  it("Kupiec accepts at 5 % the numbers of hits that the exact binomial table says", () => {
    const accepted = (n: number, alpha: number) => {
      const all = Array.from({ length: 100 }, (_, x) => x).filter((x) => coverageRatio({ n, x }, 1 - alpha) < chiSquaredQuantile(0.95, 1));
      return [all[0], all.at(-1)];
    };
    expect([accepted(250, 0.99), accepted(250, 0.975), accepted(250, 0.95)]).toEqual([
      [1, 6],
      [3, 11],
      [7, 19],
    ]);
    expect([accepted(500, 0.99), accepted(500, 0.975), accepted(500, 0.95)]).toEqual([
      [2, 9],
      [7, 19],
      [17, 35],
    ]);
    expect([accepted(1000, 0.99), accepted(1000, 0.975), accepted(1000, 0.95)]).toEqual([
      [5, 16],
      [16, 35],
      [38, 64],
    ]);
  });

  it("10,000 histories of 250 days under a right model are rejected as often as the printed size says", () => {
    const rng = createRng(11);
    const [n, runs, p] = [250, 10_000, 0.01];
    const hits = new Uint8Array(n);
    const tests = [backtest("kupiec"), backtest("christoffersen-independence"), backtest("christoffersen-joint")];
    const statistics = [
      (counts: HitCounts) => coverageRatio(counts, p),
      independenceRatio,
      (counts: HitCounts) => coverageRatio(counts, p) + independenceRatio(counts),
    ];
    const bounds = [1, 1, 2].map((df) => chiSquaredQuantile(0.95, df));
    const rejected = [0, 0, 0];
    for (let run = 0; run < runs; run++) {
      drawHits(rng, p, hits);
      const counts = countHits(hits);
      statistics.forEach((statistic, k) => {
        if (statistic(counts) >= (bounds[k] as number)) rejected[k] = (rejected[k] as number) + 1;
      });
    }
    tests.forEach((test, k) => {
      const size = test.run(forecastsOf(hits, p), {}, context).size?.value as number;
      // Four standard errors of the simulation.
      expect(Math.abs((rejected[k] as number) / runs - size)).toBeLessThan(4 * Math.sqrt((size * (1 - size)) / runs));
      expect(Math.abs(size - 0.05)).toBeGreaterThan(0.002);
    });
  });
});

describe.each(backtests.map((test) => [test.name, test] as const))("backtest %s", (_name, test) => {
  const rng = createRng(8);
  const n = 1000;
  const alpha = 0.975;
  // Losses that are standard normal: VaR 1.95996, ES 2.33780.
  const right: VarForecasts = {
    losses: Float64Array.from({ length: n }, () => rng.normal()),
    var: Float64Array.from({ length: n }, (_, t) => 1.959964 + 1e-3 * Math.sin(t)),
    es: new Float64Array(n).fill(2.337803),
    alpha,
  };

  it("does not reject a right model, and has its size printed where it has one", () => {
    const result = test.run(right, {}, context);
    expect(result).toMatchObject({ name: test.name, rejected: false });
    expect(result.pValue).toBeGreaterThan(0.01);
    if (result.size) expect(result.size.value).toBeLessThan(0.2);
  });

  it("answers a history without hits without a number that is not one", () => {
    const result = test.run({ ...right, losses: new Float64Array(n) }, {}, context);
    expect(JSON.stringify(result)).not.toMatch(/NaN/);
    if (result.statistic === null) expect(result.note).not.toBeNull();
  });

  it("offers a JSON Schema, and refuses a parameter it does not have", () => {
    expect(test.paramsJsonSchema()).toMatchObject({ type: "object" });
    expect(() => test.run(right, { noSuchParameter: 1 }, context)).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
  });
});

describe("tests see what they are made for", () => {
  const rng = createRng(12);
  const n = 2000;
  const normalLosses = Float64Array.from({ length: n }, () => rng.normal());
  const forecasts = (scale: number): VarForecasts => ({
    losses: normalLosses,
    var: new Float64Array(n).fill(1.959964),
    es: new Float64Array(n).fill(1.959964 + scale * (2.337803 - 1.959964)),
    alpha: 0.975,
  });

  it("an ES that is too low is rejected by Z1 and by the residuals, a right one is not", () => {
    for (const name of ["acerbi-szekely-z1", "exceedance-residuals"]) {
      expect(backtest(name).run(forecasts(0.4), {}, context).rejected).toBe(true);
      expect(backtest(name).run(forecasts(1), {}, context).rejected).toBe(false);
    }
  });

  it("hits that come in pairs are rejected by independence and by the dynamic quantile, though Kupiec is content", () => {
    const hits = new Uint8Array(n);
    for (let t = 40; t < n; t += 80) hits.fill(1, t, t + 2);
    const paired = forecastsOf(hits, 0.025);
    expect(backtest("kupiec").run(paired, {}, context).rejected).toBe(false);
    expect(backtest("christoffersen-independence").run(paired, {}, context).rejected).toBe(true);
    expect(backtest("dynamic-quantile").run(paired, {}, context).rejected).toBe(true);
  });
});

it("refuses a tail probability or a percentage for alpha, and days that do not match", () => {
  const forecasts = forecastsOf(new Uint8Array(10), 0.01);
  for (const alpha of [0.01, 99, 1]) expect(() => backtestReport({ ...forecasts, alpha }, context)).toThrow(/confidence level/);
  expect(() => backtestReport({ ...forecasts, var: new Float64Array(9) }, context)).toThrow(/one a day/);
});
