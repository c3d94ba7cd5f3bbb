import { describe, expect, it, test } from "vitest";
import { fourierAggregate } from "./aggregate/fourier.ts";
import { copulaRanks } from "./copula.ts";
import { Dependence } from "./dependence.ts";
import { simulateCapital } from "./simulate.ts";

const poisson = (mean: number) => ({ name: "poisson", params: { mean } });
const lognormal = (mu: number, sigma: number) => ({ name: "lognormal", params: { mu, sigma } });
const cell = (id: string, mean: number, mu: number, sigma: number) => ({ id, frequency: poisson(mean), severity: lognormal(mu, sigma) });

test.each([
  ["poisson", { mean: 4 }, "lognormal", { mu: 9, sigma: 2 }],
  ["negative-binomial", { mean: 4, size: 1.5 }, "generalised-pareto", { threshold: 1000, scale: 5000, shape: 0.4 }],
  ["binomial", { trials: 12, chance: 0.3 }, "weibull", { shape: 0.5, scale: 5000 }],
])(
  "%s and %s: mean, 99 %% value at risk and shortfall lie within three standard errors of the transform's",
  async (frequency, counts, severity, sizes) => {
    const model = { frequency: { name: frequency, params: counts }, severity: { name: severity, params: sizes } };
    const { gross } = await simulateCapital({ cells: [{ id: "one", ...model }], years: 200_000, alpha: 0.99, seed: 5 });
    const exact = fourierAggregate(model, 0.99, { points: 2 ** 16 });
    expect(Math.abs(gross.valueAtRisk.value - exact.valueAtRisk)).toBeLessThan(3 * gross.valueAtRisk.standardError);
    expect(Math.abs(gross.expectedShortfall.value - (exact.expectedShortfall as number))).toBeLessThan(
      3 * gross.expectedShortfall.standardError,
    );
    expect(gross.valueAtRisk.low).toBeLessThan(gross.valueAtRisk.value);
  },
);

describe("dependence", () => {
  const draws = (dependence: unknown, n = 100_000) => {
    const ranks = [new Uint32Array(n), new Uint32Array(n)] as const;
    copulaRanks(Dependence.parse(dependence), 2, n, 3)(0, n, ranks);
    return ranks;
  };

  it("the rank correlation of a Gaussian copula is 6 / pi asin(rho / 2)", () => {
    const n = 100_000;
    const [a, b] = draws({ copula: "GAUSSIAN", correlation: 0.6 }, n);
    let product = 0;
    for (let t = 0; t < n; t++) product += ((a[t] as number) / n - 0.5) * ((b[t] as number) / n - 0.5);
    // Spearman 0.5816; standard error about 0.003.
    expect(Math.abs((12 * product) / n - (6 / Math.PI) * Math.asin(0.3))).toBeLessThan(0.012);
  });

  it("a t copula lets the worst years fall together more often than a Gaussian one of the same correlation", () => {
    const together = (copula: string) => {
      const n = 100_000;
      const [a, b] = draws({ copula, correlation: 0.3, degreesOfFreedom: 3 }, n);
      return a.reduce((count, rank, t) => count + Number(rank > 0.99 * n && (b[t] as number) > 0.99 * n), 0);
    };
    const [t, gaussian] = [together("T"), together("GAUSSIAN")];
    // By scipy's quadrature: 0.0023148 and 0.00055633 of the years; five standard deviations.
    expect(Math.abs(t - 231.5)).toBeLessThan(76);
    expect(Math.abs(gaussian - 55.6)).toBeLessThan(37);
  });

  it("ranks are uniform: each tenth has a tenth of the years", () => {
    for (const copula of ["GAUSSIAN", "T"]) {
      const counts = new Float64Array(10);
      const [a] = draws({ copula, correlation: 0.9, degreesOfFreedom: 2.5 });
      for (const rank of a) counts[Math.floor(rank / 10_000)] = (counts[Math.floor(rank / 10_000)] as number) + 1;
      // Five standard deviations of 95 each.
      for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(475);
    }
  });

  it("independent, correlated and equal cells stand in order, between the root of two and two of one cell's capital", async () => {
    const cells = [cell("a", 5, 9, 2), cell("b", 5, 9, 2)];
    const capital = async (dependence: object) =>
      (await simulateCapital({ cells, years: 100_000, alpha: 0.99, dependence })).gross.valueAtRisk.value;
    const independent = await capital({});
    const correlated = await capital({ copula: "GAUSSIAN", correlation: 0.6 });
    const equal = await capital({
      copula: "GAUSSIAN",
      correlation: [
        [1, 1],
        [1, 1],
      ],
    });
    expect(independent).toBeLessThan(correlated);
    expect(correlated).toBeLessThan(equal);
    const one = fourierAggregate({ frequency: poisson(5), severity: lognormal(9, 2) }, 0.99, { points: 2 ** 16 }).valueAtRisk;
    // Comonotonic: quantiles add. 5 %: three standard errors of the simulation.
    expect(Math.abs(equal / (2 * one) - 1)).toBeLessThan(0.05);
    const sum = fourierAggregate({ frequency: poisson(10), severity: lognormal(9, 2) }, 0.99, { points: 2 ** 16 }).valueAtRisk;
    expect(Math.abs(independent / sum - 1)).toBeLessThan(0.05);
  });
});

describe("allocation", () => {
  it("parts add up to the total's value at risk and shortfall, and a cell twice as large has twice the part", async () => {
    const cells = [cell("a", 5, 9, 1.5), cell("b", 5, 9 + Math.log(2), 1.5), cell("c", 1, 7, 1)];
    const result = await simulateCapital({ cells, years: 100_000, alpha: 0.99, dependence: { copula: "T", correlation: 0.4 } });
    const sum = (pick: (entry: (typeof result.cells)[number]) => number) => result.cells.reduce((total, entry) => total + pick(entry), 0);
    expect(sum(({ allocatedShortfall }) => allocatedShortfall) / result.gross.expectedShortfall.value).toBeCloseTo(1, 10);
    expect(sum(({ allocatedValueAtRisk }) => allocatedValueAtRisk) / result.gross.valueAtRisk.value).toBeCloseTo(1, 10);
    const [a, b, c] = result.cells;
    expect(b?.allocatedShortfall).toBeGreaterThan(2 * (a?.allocatedShortfall ?? Number.NaN));
    expect(c?.allocatedShortfall).toBeLessThan(0.05 * (a?.allocatedShortfall ?? Number.NaN));
    expect(result.diversification).toBeGreaterThan(0);
    expect(a?.meanLoss.value).toBeCloseTo(5 * Math.exp(9 + 1.125), -4);
  });

  it("parts of equal cells are equal, within their noise", async () => {
    const { cells } = await simulateCapital({ cells: [cell("a", 5, 9, 1), cell("b", 5, 9, 1)], years: 200_000, alpha: 0.99 });
    expect(Math.abs((cells[0]?.allocatedShortfall ?? 0) / (cells[1]?.allocatedShortfall ?? 1) - 1)).toBeLessThan(0.1);
  });
});

describe("insurance and caps", () => {
  const base = { cells: [cell("a", 3, 9, 2)], years: 100_000, alpha: 0.99 };

  it("a contract without terms pays everything; the mitigation cap leaves four fifths of the gross capital", async () => {
    const insurance = [{ id: "all", cells: ["a"] }];
    const free = await simulateCapital({ ...base, insurance, mitigationCap: null });
    expect(free.net.valueAtRisk.value).toBeCloseTo(0, 6);
    expect(free.capital).toBeCloseTo(0, 6);
    const capped = await simulateCapital({ ...base, insurance });
    expect(capped.mitigationCapped).toBe(true);
    expect(capped.capital).toBeCloseTo(0.8 * capped.gross.valueAtRisk.value, 6);
  });

  it("a limit for each event leaves the excess: the same as a severity above it, by the limited mean", async () => {
    const limit = Math.exp(11);
    const insurance = [{ id: "layer", cells: ["a"], eventLimit: limit }];
    const result = await simulateCapital({ ...base, insurance, mitigationCap: null });
    const saved = result.gross.meanLoss.value - result.net.meanLoss.value;
    // Three losses a year, each saving E[min(X, limit)]: mean 0 of ln = 9, sigma 2, limit at one deviation.
    const limited = Math.exp(9 + 2) * 0.15865525393145707 + limit * 0.15865525393145707;
    expect(Math.abs(saved / (3 * limited) - 1)).toBeLessThan(0.02);
    expect(result.net.valueAtRisk.value).toBeLessThan(result.gross.valueAtRisk.value);
  });

  it("deductible, yearly limit and coverage by hand: one certain loss of 1000 a year", async () => {
    const certain = {
      id: "a",
      frequency: { name: "binomial", params: { trials: 1, chance: 0.999999 } },
      severity: { name: "weibull", params: { shape: 100, scale: 1e9 } },
      lossCap: 1000,
    };
    const policy = {
      id: "p",
      cells: ["a"],
      eventDeductible: 100,
      eventLimit: 800,
      aggregateDeductible: 50,
      aggregateLimit: 700,
      coverage: 0.5,
    };
    const { net, gross } = await simulateCapital({ cells: [certain], years: 2000, alpha: 0.9, insurance: [policy], mitigationCap: null });
    expect(gross.valueAtRisk.value).toBe(1000);
    // min(800, 900) - 50 = 750, limited to 700, half paid: 350.
    expect(net.valueAtRisk.value).toBe(650);
  });

  it("payments follow their losses through a copula", async () => {
    const cells = [cell("a", 3, 9, 2), cell("b", 3, 9, 2)];
    const insurance = [{ id: "all", cells: ["a"] }];
    const { net, cells: parts } = await simulateCapital({
      cells,
      years: 100_000,
      alpha: 0.99,
      dependence: { copula: "GAUSSIAN", correlation: 0.7 },
      insurance,
      mitigationCap: null,
    });
    // What is left is cell b, year by year.
    expect(Math.abs(net.valueAtRisk.value / (parts[1]?.valueAtRisk.value ?? 1) - 1)).toBeLessThan(0.03);
  });

  it("a loss cap bounds each year by its number of losses", async () => {
    const { gross } = await simulateCapital({ ...base, cells: [{ ...cell("a", 1, 9, 3), lossCap: 100_000 }], alpha: 0.999 });
    expect(gross.valueAtRisk.value).toBeLessThanOrEqual(100_000 * 6);
  });
});

it("equal seeds give equal years, other seeds others; a cell's years do not depend on its neighbours' parameters", async () => {
  const run = (seed: number, mu: number) =>
    simulateCapital({ cells: [cell("a", 3, 9, 2), cell("b", 2, mu, 1)], years: 5000, alpha: 0.99, seed });
  const [first, again, other, neighbour] = [await run(1, 8), await run(1, 8), await run(2, 8), await run(1, 9)];
  expect(again).toEqual(first);
  expect(other.gross.valueAtRisk.value).not.toBe(first.gross.valueAtRisk.value);
  expect(neighbour.cells[0]?.valueAtRisk).toEqual(first.cells[0]?.valueAtRisk);
});

it("reports its phases and ends on abort", async () => {
  const abort = new AbortController();
  const phases = new Set<string>();
  const input = { cells: [cell("a", 3, 9, 2), cell("b", 2, 8, 1)], years: 20_000, alpha: 0.99, dependence: { copula: "T" } };
  await simulateCapital(input, {
    onProgress({ phase, fraction }) {
      phases.add(phase);
      expect(fraction >= 0 && fraction <= 1).toBe(true);
    },
  });
  expect([...phases]).toEqual(["simulation", "ranking", "dependence", "figures"]);
  const run = simulateCapital(input, { signal: abort.signal, onProgress: ({ phase }) => phase === "dependence" && abort.abort() });
  await expect(run).rejects.toMatchObject({ code: "CANCELLED" });
});

test.each([
  [{ cells: [] }, "at least one cell"],
  [{ cells: [cell("a", 1, 1, 1), cell("a", 1, 1, 1)] }, "different ids"],
  [{ cells: [cell("a", 1, 1, 1)], years: 5000, alpha: 0.999 }, "at least 10000 years"],
  [{ cells: [cell("a", 1, 1, -1)] }, "sigma"],
  [
    { cells: [{ ...cell("a", 1, 1, 1), frequency: { name: "negative-binomial", params: { mean: 1e6, size: 0.01 } } }] },
    "spreads over more",
  ],
  [{ cells: [{ ...cell("a", 1, 1, 1), severity: { name: "magic" } }] }, "'magic' does not exist"],
  [{ cells: [cell("a", 1, 1, 1)], insurance: [{ id: "p", cells: ["b"] }] }, "'b', which does not exist"],
  [{ cells: [cell("a", 1, 1, 1)], dependence: { copula: "T", correlation: [[1, 0.5]] } }, "1 rows of 1"],
  [{ cells: Array.from({ length: 100 }, (_, i) => cell(`c${i}`, 1, 1, 1)), years: 10_000_000 }, "at most 2500000 years"],
])("refuses %j", async (input, word) => {
  await expect(simulateCapital(input)).rejects.toThrow(expect.objectContaining({ kind: "input", message: expect.stringContaining(word) }));
});

it("the histogram counts every year once, those without losses from zero on", async () => {
  const { histogram } = await simulateCapital({ cells: [cell("rare", 0.5, 9, 1)], years: 10_000, alpha: 0.9, seed: 2 });
  expect(histogram.reduce((sum, { count }) => sum + count, 0)).toBe(10_000);
  // P(N = 0) = exp(-0.5) = 0.6065, standard error 0.0049.
  expect(histogram[0]?.low).toBe(0);
  expect(Math.abs((histogram[0]?.count ?? 0) / 10_000 - Math.exp(-0.5))).toBeLessThan(0.02);
  expect(histogram).toHaveLength(61);
});
