import { expect, it, test } from "vitest";
import { capitalInterval } from "./capital-interval.ts";

const model = { frequency: { name: "poisson", params: { mean: 20 } }, severity: { name: "lognormal", params: { mu: 9, sigma: 1.8 } } };

it("more years of data narrow the interval about as their root", async () => {
  const width = async (years: number) => {
    const { low, high, value } = await capitalInterval({ cells: [{ model, years }], method: "SINGLE_LOSS", replicates: 200 });
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
    return Math.log(high / low);
  };
  const ratio = (await width(5)) / (await width(20));
  expect(ratio).toBeGreaterThan(1.5);
  expect(ratio).toBeLessThan(2.6);
});

it("the interval of a lognormal quantile is that of its estimates: 1.645 standard errors of mu + z sigma on either side", async () => {
  const { low, high } = await capitalInterval({ cells: [{ model, years: 50 }], method: "SINGLE_LOSS", replicates: 400, seed: 3 });
  // ln of the quantile at 1 - 0.001 / 20: z = 3.8906; variance sigma^2 (1 + z^2 / 2) / 1000. The mean correction and the counts add little.
  const wanted = 2 * 1.645 * 1.8 * Math.sqrt((1 + 3.8906 ** 2 / 2) / 1000);
  expect(Math.abs(Math.log(high / low) / wanted - 1)).toBeLessThan(0.15);
});

it("a threshold widens the interval; the transform and the approximation tell the same story", async () => {
  const above = { ...model, above: 10_000, frequency: { name: "negative-binomial", params: { mean: 9, size: 4 } } };
  const [fourier, single] = [
    await capitalInterval({ cells: [{ model: above, years: 15 }], replicates: 20 }),
    await capitalInterval({ cells: [{ model: above, years: 15 }], replicates: 20, method: "SINGLE_LOSS" }),
  ];
  expect(Math.abs(fourier.value / single.value - 1)).toBeLessThan(0.03);
  expect(Math.abs(fourier.high / single.high - 1)).toBeLessThan(0.05);
  expect(fourier.nFailed).toBeLessThan(6);
}, 30_000);

it("equal seeds give equal intervals, and abort ends it", async () => {
  const options = { cells: [{ model, years: 10 }], method: "SINGLE_LOSS", replicates: 20 };
  expect(await capitalInterval(options)).toEqual(await capitalInterval(options));
  await expect(capitalInterval(options, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "CANCELLED" });
});

test.each([
  [{ cells: [] }, "cells"],
  [{ cells: [{ model, years: 0 }] }, "years"],
  [{ cells: [{ model: { ...model, severity: { name: "gpd", params: {} } }, years: 3 }] }, "'gpd' does not exist"],
])("refuses %j", async (options, word) => {
  await expect(capitalInterval(options)).rejects.toThrow(
    expect.objectContaining({ kind: "input", message: expect.stringContaining(word) }),
  );
});

it("too few losses for the model are said", async () => {
  const rare = { ...model, frequency: { name: "poisson", params: { mean: 0.5 } } };
  await expect(capitalInterval({ cells: [{ model: rare, years: 5 }], method: "SINGLE_LOSS", replicates: 40 })).rejects.toMatchObject({
    code: "NOT_CONVERGED",
  });
});
