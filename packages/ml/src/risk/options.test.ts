import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  frequencies,
  LossMapping,
  OperationalSimulation,
  PortfolioOptions,
  PortfolioWalkForwardOptions,
  parsePortfolioOptions,
  parsePortfolioWalkForward,
  parseSimulation,
  severities,
} from "../catalog.ts";

/** What forms are drawn from. */
const OPTIONS = { LossMapping, OperationalSimulation, PortfolioOptions, PortfolioWalkForwardOptions };

describe.each(Object.entries(OPTIONS))("%s", (_name, schema) => {
  it("is a JSON Schema in which every field has a title and a description", () => {
    const { properties } = z.toJSONSchema(schema, { io: "input" }) as { properties: Record<string, object> };
    for (const property of Object.values(properties))
      expect(property).toMatchObject({ title: expect.any(String), description: expect.any(String) });
  });
});

it("defaults are a whole portfolio and a whole comparison", () => {
  expect(parsePortfolioOptions({})).toMatchObject({ method: { name: "minimum-variance" }, constraints: { sum: 1, lower: 0, upper: 1 } });
  expect(parsePortfolioWalkForward({ methods: [{}] }).methods[0]).toMatchObject({
    id: "minimum-variance",
    covariance: { name: "ledoit-wolf-constant-correlation" },
  });
});

it.each(severities.flatMap((severity) => frequencies.map((frequency) => [frequency.name, severity.name])))(
  "a cell of %s and %s at their defaults is a simulation",
  (frequency, severity) => {
    const cells = [{ id: "cell", frequency: { name: frequency }, severity: { name: severity } }];
    expect(parseSimulation({ cells })).toMatchObject({
      years: 100_000,
      alpha: 0.999,
      mitigationCap: 0.2,
      dependence: { copula: "INDEPENDENT" },
    });
  },
);

it("a wrong parameter is said before anything is computed, with its cell", () => {
  const cells = [{ id: "fraud", frequency: { name: "poisson", params: { mean: -1 } }, severity: { name: "lognormal" } }];
  expect(() => parseSimulation({ cells })).toThrow("Cell 'fraud': Parameter 'mean' of frequency 'poisson'");
});
