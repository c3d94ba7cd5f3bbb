import { createRng } from "@plimsoll/features";
import { expect, it } from "vitest";
import { gammaCdf, normalCdf, poissonPmf } from "./distributions.ts";
import {
  discreteSampler,
  exponentialSampler,
  gammaSampler,
  normalFiller,
  normalSampler,
  type Sampler,
  uniformSampler,
} from "./samplers.ts";

const N = 200_000;

/** Kolmogorov's distance times sqrt(n): above 2.23 with a chance of 1e-4. */
function distance(sampler: Sampler, cdf: (x: number) => number): number {
  const sorted = Float64Array.from({ length: N }, sampler).sort();
  let worst = 0;
  sorted.forEach((x, i) => {
    const f = cdf(x);
    worst = Math.max(worst, f - i / N, (i + 1) / N - f);
  });
  return worst * Math.sqrt(N);
}

it("normal numbers follow the normal distribution, tails included", () => {
  expect(distance(normalSampler(createRng(1)), normalCdf)).toBeLessThan(2.23);
  const draw = normalSampler(createRng(2));
  let [beyond3, beyond4, sum, squares] = [0, 0, 0, 0];
  for (let i = 0; i < 1e6; i++) {
    const x = draw();
    sum += x;
    squares += x * x;
    if (Math.abs(x) > 3) beyond3++;
    if (Math.abs(x) > 4) beyond4++;
  }
  // Expected counts 2,700 and 63; five standard deviations each.
  expect(Math.abs(beyond3 - 2700)).toBeLessThan(260);
  expect(Math.abs(beyond4 - 63)).toBeLessThan(40);
  expect(Math.abs(sum / 1e6)).toBeLessThan(0.005);
  expect(Math.abs(squares / 1e6 - 1)).toBeLessThan(0.0071);
});

it.each([0.3, 1, 4.5])("gamma numbers of shape %s follow the gamma distribution", (shape) => {
  expect(distance(gammaSampler(createRng(3), shape), (x) => gammaCdf(x, shape, 1))).toBeLessThan(2.23);
});

it("exponential numbers follow the exponential distribution, tails included", () => {
  expect(distance(exponentialSampler(createRng(6)), (x) => -Math.expm1(-x))).toBeLessThan(2.23);
  const draw = exponentialSampler(createRng(7));
  let [beyond8, beyond10] = [0, 0];
  for (let i = 0; i < 2e6; i++) {
    const x = draw();
    if (x > 8) beyond8++;
    if (x > 10) beyond10++;
  }
  // Expected 671 and 91; five standard deviations.
  expect(Math.abs(beyond8 - 671)).toBeLessThan(130);
  expect(Math.abs(beyond10 - 91)).toBeLessThan(48);
});

it("uniform numbers follow the uniform distribution and are never 0 or 1", () => {
  expect(distance(uniformSampler(createRng(4)), (x) => x)).toBeLessThan(2.23);
  const zeros = { ...createRng(1), next: () => 0 };
  expect(uniformSampler(zeros)()).toBeGreaterThan(0);
  const ones = { ...createRng(1), next: () => 1 - 2 ** -32 };
  expect(uniformSampler(ones)()).toBeLessThan(1);
});

it("the alias table draws a Poisson distribution", () => {
  const weights = Array.from({ length: 30 }, (_, k) => poissonPmf(k, 5));
  const draw = discreteSampler(createRng(5), weights);
  const counts = new Float64Array(30);
  for (let i = 0; i < N; i++) {
    const k = draw();
    counts[k] = (counts[k] as number) + 1;
  }
  let chi2 = 0;
  for (let k = 0; k < 15; k++) chi2 += ((counts[k] as number) - N * (weights[k] as number)) ** 2 / (N * (weights[k] as number));
  // 15 cells: above 44.3 with a chance of 1e-4.
  expect(chi2).toBeLessThan(44.3);
});

it("normal numbers by the block are those of the sampler, one after another, whatever the blocks", () => {
  const draw = normalSampler(createRng(9));
  const fill = normalFiller(createRng(9));
  for (const length of [1, 7, 5000, 4096, 20_000]) {
    const block = new Float64Array(length);
    fill(block);
    expect(block.every((value) => value === draw())).toBe(true);
  }
});
