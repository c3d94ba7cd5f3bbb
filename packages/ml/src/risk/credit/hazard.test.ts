import { createRng } from "@plimsoll/features";
import { expect, it } from "vitest";
import { fitDiscreteHazard, personPeriods, predictTermStructure } from "./discrete-hazard.ts";
import { hazardsOfCumulative, termStructureOf } from "./pd-term-structure.ts";

it("a loan is one row for each period it lived through, with the event in the last", () => {
  const { subject, period, y } = personPeriods([2, 1, 3], [1, 0, 0]);
  expect([...subject]).toEqual([0, 0, 1, 2, 2, 2]);
  expect([...period]).toEqual([1, 2, 1, 1, 2, 3]);
  expect([...y]).toEqual([0, 1, 0, 0, 0, 0]);
});

it("hazards and cumulative probabilities undo each other", () => {
  const hazard = [0.02, 0.5, 0.01];
  hazardsOfCumulative(termStructureOf(hazard).cumulative).forEach((value, t) => {
    expect(value).toBeCloseTo(hazard[t] as number, 14);
  });
  expect(() => hazardsOfCumulative([0.2, 0.1])).toThrow("must rise");
});

it("without covariates the fit is the life table: events over loans at risk", () => {
  const periods = [1, 1, 1, 2, 2, 3, 3, 3, 3, 3];
  const defaulted = [1, 0, 0, 1, 1, 1, 0, 0, 0, 0];
  const model = fitDiscreteHazard({ x: new Float64Array(0), n: 10, d: 0, periods, defaulted }, 3, { l2: 1e-9 });
  const { hazard } = predictTermStructure(model, []);
  // 1 of 10, then 2 of 7, then 1 of 5; 1e-6 for the vanishing penalty.
  [1 / 10, 2 / 7, 1 / 5].forEach((value, t) => {
    expect(hazard[t]).toBeCloseTo(value, 6);
  });
});

it("recovers baseline and weight of simulated loans within four standard errors, censored ones included", () => {
  const rng = createRng(11);
  const truth = [-3, -2.5, -2.2, -2.6];
  const n = 40_000;
  const x = Float64Array.from({ length: n }, () => rng.normal());
  const periods = new Float64Array(n);
  const defaulted = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const censoredAt = 1 + rng.int(4);
    for (let t = 1; t <= censoredAt; t++) {
      periods[i] = t;
      const hazard = 1 / (1 + Math.exp(-(truth[t - 1] as number) - 0.8 * (x[i] as number)));
      if (rng.next() >= hazard) continue;
      defaulted[i] = 1;
      break;
    }
  }
  const { baseline, weights } = fitDiscreteHazard({ x, n, d: 1, periods, defaulted }, 4);
  // About 5,000 defaults: the weight's standard error is near 0.016, each period's near 0.035.
  expect(Math.abs((weights[0] as number) - 0.8)).toBeLessThan(0.064);
  baseline.forEach((value, t) => {
    expect(Math.abs(value - (truth[t] as number))).toBeLessThan(0.14);
  });
});

it("a period that no loan reaches is refused", () => {
  expect(() => fitDiscreteHazard({ x: new Float64Array(0), n: 2, d: 0, periods: [1, 2], defaulted: [1, 0] }, 3)).toThrow("period 3");
});
