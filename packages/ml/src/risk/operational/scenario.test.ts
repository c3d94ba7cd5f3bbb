import { createRng } from "@plimsoll/features";
import { expect, it, test } from "vitest";
import { gammaCdf } from "../../numeric/distributions.ts";
import { combinedLognormal, combinedRate, scenarioLaw } from "./scenario.ts";
import { severityOf } from "./severity/index.ts";

it("two quantiles of a lognormal give its parameters: median e^9, and e^9 * e^(1.2816 * 2) nine times in ten", () => {
  const law = scenarioLaw({
    name: "rogue trader",
    yearsBetween: 20,
    quantiles: [
      { probability: 0.9, amount: Math.exp(9 + 2 * 1.2815515655446004) },
      { probability: 0.5, amount: Math.exp(9) },
    ],
  });
  expect(law.frequency).toEqual({ name: "poisson", params: { mean: 0.05 } });
  expect(law.severity.params.mu).toBeCloseTo(9, 5);
  expect(law.severity.params.sigma).toBeCloseTo(2, 5);
  expect(law.largestRatio).toBeCloseTo(1, 5);
});

test.each(["lognormal", "weibull", "gamma"])(
  "%s: three quantiles of the law itself are met; contradictory ones show in the ratio",
  (severity) => {
    const at = severityOf(severity).at({});
    const quantiles = [0.5, 0.9, 0.99].map((probability) => ({ probability, amount: at.upperQuantile(1 - probability) }));
    expect(scenarioLaw({ name: "a", yearsBetween: 2, severity, quantiles }).largestRatio).toBeLessThan(1.0001);
    const odd = quantiles.map((entry, i) => (i === 1 ? { ...entry, amount: (quantiles[0]?.amount ?? 0) * 1.01 } : entry));
    expect(scenarioLaw({ name: "a", yearsBetween: 2, severity, quantiles: odd }).largestRatio).toBeGreaterThan(1.3);
  },
);

test.each([
  [{ name: "a", yearsBetween: 1, quantiles: [{ probability: 0.5, amount: 10 }] }, "at least two"],
  [
    {
      name: "a",
      yearsBetween: 1,
      quantiles: [
        { probability: 0.5, amount: 10 },
        { probability: 0.9, amount: 9 },
      ],
    },
    "must rise",
  ],
  [
    {
      name: "a",
      yearsBetween: 0,
      quantiles: [
        { probability: 0.5, amount: 10 },
        { probability: 0.9, amount: 19 },
      ],
    },
    "yearsBetween",
  ],
  [
    {
      name: "a",
      yearsBetween: 1,
      severity: "pareto",
      quantiles: [
        { probability: 0.5, amount: 10 },
        { probability: 0.9, amount: 19 },
      ],
    },
    "needs minimum",
  ],
])("refuses %j", (scenario, word) => {
  expect(() => scenarioLaw(scenario)).toThrow(expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringContaining(word) }));
});

it("a rate of experts alone is theirs, its interval has their confidence; with years of data it moves to their mean", () => {
  const belief = { mean: 0.5, low: 0.25, high: 0.75, confidence: 2 / 3 };
  const alone = combinedRate(belief, []);
  expect(alone.mean).toBeCloseTo(0.5, 12);
  expect(alone.dataWeight).toBe(0);
  // Shevchenko and Wuethrich: E = 0.5, P(0.25 <= rate <= 0.75) = 2/3 gives the shape 3.407.
  const combined = combinedRate(belief, [0, 0, 0, 0, 1, 0, 1, 1, 1, 0, 2, 1, 1, 2, 0]);
  const shape = (15 * (1 - combined.dataWeight) * 0.5) / combined.dataWeight;
  expect(Math.abs(shape - 3.407)).toBeLessThan(0.005);
  expect(Math.abs(gammaCdf(0.75, shape, 0.5 / shape) - gammaCdf(0.25, shape, 0.5 / shape) - 2 / 3)).toBeLessThan(1e-9);
  expect(combined.mean).toBeCloseTo(combined.dataWeight * (10 / 15) + (1 - combined.dataWeight) * 0.5, 12);
  expect(combined.low).toBeLessThan(combined.mean);
  expect(() => combinedRate({ ...belief, mean: 1 }, [])).toThrow("low < mean < high");
});

it("a lognormal median: much data outweighs the expert, no data leaves him", () => {
  const rng = createRng(6);
  const belief = { median: 1000, low: 500, high: 2000, confidence: 0.9 };
  const none = combinedLognormal(belief, { losses: [], sigma: 2 });
  expect(none).toEqual({ mu: Math.log(1000), sigma: 2, dataWeight: 0 });
  const losses = Array.from({ length: 400 }, () => Math.exp(9 + 2 * rng.normal()));
  const both = combinedLognormal(belief, { losses, sigma: 2 });
  // Deviation of the belief ln 4 / 3.29 = 0.4214; data precision 100 against 5.63.
  expect(both.dataWeight).toBeCloseTo(100 / (100 + (3.289707253902945 / Math.log(4)) ** 2), 10);
  expect(both.mu).toBeGreaterThan(8.5);
  expect(() => combinedLognormal(belief, { losses: [0], sigma: 2 })).toThrow("above zero");
});
