import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { normalQuantile } from "../../../numeric/distributions.ts";
import { gammaSampler } from "../../../numeric/samplers.ts";
import { golden, stockReturns } from "../testing/sp500.ts";
import { ellipticalModel } from "./elliptical-model.ts";
import { kendallTau } from "./kendall.ts";
import { positionMethod, positionMethods } from "./methods/index.ts";
import type { PositionBook } from "./position-book.ts";
import type { PositionContext, PositionLevel } from "./position-method.ts";
import { positionRisk } from "./position-risk.ts";
import { scenarioModel } from "./scenario-model.ts";
import { stressBook, worstStretches } from "./stress.ts";
import { fitTCopula, marginalMap } from "./t-copula.ts";

const ASSETS = ["AAPL", "JPM", "KO", "XOM"];
const book: PositionBook = { returns: stockReturns(ASSETS, 1500, 2300), positions: Float64Array.of(100_000, 50_000, -30_000, 0) };
const context = (changes: Partial<PositionContext> = {}): PositionContext => ({
  alphas: [0.95, 0.99],
  horizon: 1,
  seed: 3,
  engine: null,
  ...changes,
});
const SMALL: Record<string, Record<string, unknown>> = { "monte-carlo": { paths: 20_000 }, "pro-forma": { method: "historical" } };
const total = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value, 0);

it("variance-covariance: the reference's VaR of three assets, marginal and component, which add up", () => {
  const reference = golden.closed_forms.portfolio;
  const multiple = -normalQuantile(0.01);
  const model = ellipticalModel(
    new Float64Array(3),
    Float64Array.from(reference.cov_annual.flat()),
    () => [{ alpha: 0.99, var: multiple, es: 2.665 }],
    {},
  );
  const [level] = model.risk(Float64Array.from(reference.weights)) as [PositionLevel];
  // 1e-8 absolute: the reference's digits.
  expect(Math.abs(level.var - reference.var99)).toBeLessThan(1e-8);
  reference.component_var99.forEach((value: number, i: number) => {
    expect(Math.abs((level.componentVar[i] as number) - value)).toBeLessThan(1e-8);
    expect(Math.abs((level.componentVar[i] as number) / reference.weights[i] - reference.marginal_var99[i])).toBeLessThan(1e-8);
  });
  expect(total(level.componentVar)).toBeCloseTo(level.var, 12);
});

describe.each(positionMethods.map((method) => [method.name, method] as const))("position method %s", (name, method) => {
  const params = SMALL[name] ?? {};

  it("its components add up to VaR and ES, ES >= VaR > 0, and the same twice", async () => {
    for (const horizon of [1, 5]) {
      const levels = await (await method.model(book, params, context({ horizon }))).risk(book.positions);
      for (const { var: valueAtRisk, es, componentVar, componentEs } of levels) {
        expect(valueAtRisk).toBeGreaterThan(0);
        expect(es).toBeGreaterThanOrEqual(valueAtRisk);
        // 1e-9 relative: sums of four numbers.
        expect(Math.abs(total(componentVar) / valueAtRisk - 1)).toBeLessThan(1e-9);
        expect(Math.abs(total(componentEs) / es - 1)).toBeLessThan(1e-9);
        expect(componentVar[3]).toBeCloseTo(0, 12);
      }
      expect(levels[1]?.var).toBeGreaterThan(levels[0]?.var as number);
      expect(await (await method.model(book, params, context({ horizon }))).risk(book.positions)).toEqual(levels);
    }
  });

  it("twice the positions have twice the risk", async () => {
    const model = await method.model(book, params, context());
    const [once, twice] = [await model.risk(book.positions), await model.risk(book.positions.map((value) => 2 * value))];
    once.forEach((level, a) => {
      // 1e-5 relative: where a GARCH model is fitted to the profits, its optimiser stops at a tolerance.
      expect(Math.abs((twice[a]?.var as number) / level.var - 2)).toBeLessThan(1e-5);
    });
  });

  it("refuses a parameter it does not have, a history that is short, and positions that are all zero", async () => {
    await expect(method.model(book, { noSuchParameter: 1 }, context())).rejects.toMatchObject({ code: "INVALID_INPUT" });
    const short = { ...book, returns: stockReturns(ASSETS, 0, 20) };
    await expect(method.model(short, params, context())).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(method.model({ ...book, positions: new Float64Array(4) }, params, context())).rejects.toThrow(/nothing to lose/);
  });
});

it("a book's report: incremental risk by recomputation, a hedge that lowers it, an asset not held without any", async () => {
  const risk = await positionRisk({ ...context(), book, method: "historical", params: { window: 500 } });
  expect(risk).toMatchObject({ netValue: 120_000, grossValue: 180_000, horizon: 1 });
  const model = await positionMethod("historical").model(book, { window: 500 }, context());
  const without = await model.risk(Float64Array.of(100_000, 50_000, 0, 0));
  risk.levels.forEach((level, a) => {
    const [, , hedge, none] = level.assets;
    expect(hedge?.incrementalVar).toBeCloseTo(level.var - (without[a]?.var as number), 8);
    expect(hedge?.incrementalVar).toBeLessThan(0);
    expect(none).toMatchObject({ standaloneVar: 0, marginalVar: null, incrementalVar: 0 });
    expect(level.diversification).toBeGreaterThan(0);
    expect(level.standardError).toBeNull();
  });
  expect(total(risk.histogram?.counts ?? [])).toBe(500);
  expect(risk.histogram?.edges).toHaveLength(61);
});

it("scenarios by hand: ten days, two assets; the worst of ten at 90 % and its parts", async () => {
  const columns = [Float64Array.of(-0.05, 0.01, 0, 0, 0, 0, 0, 0, 0, 0.02), Float64Array.of(-0.01, -0.04, 0, 0, 0, 0, 0, 0, 0, 0.01)];
  const [level] = await scenarioModel({ columns, loadings: null, isSimulated: false }, [0.9], {}).risk(Float64Array.of(100, 50));
  expect(level?.var).toBeCloseTo(5.5, 12);
  expect([...(level?.componentVar ?? [])].map((value) => Number(value.toFixed(10)))).toEqual([5, 0.5]);
  const [deeper] = await scenarioModel({ columns, loadings: null, isSimulated: false }, [0.8], {}).risk(Float64Array.of(100, 50));
  expect(deeper?.var).toBeCloseTo(1, 12);
  expect(deeper?.es).toBeCloseTo(3.25, 12);
  expect([...(deeper?.componentEs ?? [])].map((value) => Number(value.toFixed(10)))).toEqual([2, 1.25]);
});

describe("Monte Carlo", () => {
  it("of normal returns meets the closed form within four of its own standard errors, at one day and at ten", async () => {
    for (const horizon of [1, 10]) {
      const own = context({ horizon, alphas: [0.99] });
      const [exact] = await (await positionMethod("parametric").model(book, {}, own)).risk(book.positions);
      const [simulated] = await (await positionMethod("monte-carlo").model(book, { paths: 200_000 }, own)).risk(book.positions);
      const error = simulated?.standardError as number;
      expect(error / (simulated?.var as number)).toBeLessThan(0.01);
      expect(Math.abs((simulated?.var as number) - (exact?.var as number))).toBeLessThan(4 * error);
      simulated?.componentVar.forEach((value, i) => {
        // 8 % of VaR: the mean of some 400 scenarios next to it.
        expect(Math.abs(value - (exact?.componentVar[i] as number))).toBeLessThan(0.08 * (simulated?.var as number));
      });
    }
  });

  it("refuses more numbers than memory holds, with what would fit", async () => {
    const wide = {
      returns: {
        assets: Array.from({ length: 40 }, (_, i) => `a${i}`),
        nPeriods: 100,
        values: Float64Array.from({ length: 4000 }, (_, k) => Math.sin(k)),
      },
      positions: new Float64Array(40).fill(1),
    };
    await expect(positionMethod("monte-carlo").model(wide, { paths: 5_000_000 }, context())).rejects.toThrow(/2500000 paths or fewer/);
  });
});

describe("the t copula", () => {
  it("is found again from its own draws: correlation within 0.05, degrees of freedom next to the true ones", () => {
    const rng = createRng(21);
    const gamma = gammaSampler(createRng(22), 2);
    const rho = 0.6;
    const n = 1500;
    const columns = [new Float64Array(n), new Float64Array(n)] as const;
    for (let t = 0; t < n; t++) {
      const scale = Math.sqrt(4 / (2 * gamma()));
      const [a, b] = [rng.normal(), rng.normal()];
      columns[0][t] = a * scale;
      // Whatever is done to one asset alone, ranks stay.
      columns[1][t] = Math.exp((rho * a + Math.sqrt(1 - rho * rho) * b) * scale);
    }
    const { factor, degreesOfFreedom, shrinkage } = fitTCopula(columns);
    expect(Math.abs((factor[2] as number) - rho)).toBeLessThan(0.05);
    expect([3, 4, 5]).toContain(degreesOfFreedom);
    expect(shrinkage).toBe(0);
  });

  it("mixes correlations that contradict each other with the identity until they do not", () => {
    // a and b move alike on the first half of the days, b and c on the second, a and c against each other on both.
    const n = 400;
    const rng = createRng(2);
    const noise = () => Float64Array.from({ length: n }, () => rng.normal());
    const [a, b] = [noise(), noise()];
    const { factor } = fitTCopula([a, b, a.map((value, t) => -value - (b[t] as number)), a.map((value, t) => value + (b[t] as number))]);
    expect(factor.every(Number.isFinite)).toBe(true);
  });

  it("maps a number of the copula to the asset's own quantile", () => {
    const map = marginalMap(5, { nu: 5, scale: Math.sqrt(5 / 3) });
    // The same law: the identity, by a table to 1e-5 relative.
    for (const x of [-40, -3, -0.4, 0.1, 2, 12]) expect(Math.abs(map(x) / x - 1)).toBeLessThan(1e-4);
  });
});

it("a book whose assets never move has no risk of zero: it is refused by every method", async () => {
  const still: PositionBook = {
    returns: { assets: ["a", "b"], nPeriods: 600, values: new Float64Array(1200) },
    positions: Float64Array.of(100, 50),
  };
  for (const { name } of positionMethods)
    await expect(positionRisk({ book: still, method: name, params: SMALL[name], ...context() })).rejects.toMatchObject({
      code: "DEGENERATE_SERIES",
    });
});

it("Kendall's tau by counting pairs, ties included", () => {
  const rng = createRng(6);
  const x = Float64Array.from({ length: 60 }, () => rng.int(9));
  const y = Float64Array.from(x, (value) => value + rng.int(7));
  let sum = 0;
  for (let i = 0; i < 60; i++)
    for (let j = 0; j < i; j++) sum += Math.sign(((x[i] as number) - (x[j] as number)) * ((y[i] as number) - (y[j] as number)));
  expect(kendallTau(x, y)).toBeCloseTo(sum / 1770, 14);
  expect(kendallTau([1, 2, 3], [3, 2, 1])).toBe(-1);
});

describe("stress", () => {
  it("compounds days that were, and sums over positions", () => {
    const returns = { assets: ["a", "b"], nPeriods: 3, values: Float64Array.of(-0.1, 0.02, -0.1, 0, 0.05, 0.01) };
    const [result] = stressBook({ returns, positions: Float64Array.of(1000, -500) }, [
      { kind: "HISTORICAL", name: "crash", from: 0, to: 2 },
    ]);
    expect(result?.assets.map(({ change }) => change)).toEqual([expect.closeTo(-0.19, 12), expect.closeTo(0.02, 12)]);
    expect(result?.loss).toBeCloseTo(190 + 10, 10);
    expect(result?.lossShare).toBeCloseTo(200 / 1500, 12);
    expect(worstStretches({ returns, positions: Float64Array.of(1000, -500) }, 1, 2).map(({ from }) => from)).toEqual([0, 1]);
  });

  it("moves assets without a shock by their regression on those with one", () => {
    const shock = { kind: "SHOCK", name: "JPM -20 %", shocks: { JPM: -0.2 } } as const;
    const [still, moved] = stressBook(book, [
      { ...shock, others: "ZERO" },
      { ...shock, others: "CONDITIONAL" },
    ]);
    expect(still?.loss).toBeCloseTo(10_000, 8);
    const column = (asset: string) => stockReturns([asset], 1500, 2300).values;
    const [apple, bank] = [column("AAPL"), column("JPM")];
    const mean = (values: Float64Array) => total(values) / values.length;
    const product = apple.map((value, t) => (value - mean(apple)) * ((bank[t] as number) - mean(bank)));
    const slope = total(product) / total(bank.map((value) => (value - mean(bank)) ** 2));
    expect(moved?.assets[0]?.change).toBeCloseTo(-0.2 * slope, 10);
    expect(moved?.assets[1]?.change).toBe(-0.2);
  });

  it("refuses a shock of what is not held, one below -1 and rows outside the history", () => {
    const shock = (shocks: Record<string, number>) => () => stressBook(book, [{ kind: "SHOCK", name: "x", shocks, others: "ZERO" }]);
    expect(shock({ TSLA: -0.1 })).toThrow(/not in the book/);
    expect(shock({ JPM: -20 })).toThrow(/such as -0.3/);
    expect(() => stressBook(book, [{ kind: "HISTORICAL", name: "x", from: 700, to: 900 }])).toThrow(/rows 0 to 800/);
  });
});
