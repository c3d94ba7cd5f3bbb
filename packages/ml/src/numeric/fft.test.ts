import { createRng } from "@plimsoll/features";
import { expect, it } from "vitest";
import { largestDifference } from "../testing/close.ts";
import { fft } from "./fft.ts";

it("equals the defining sum, and the inverse leads back", () => {
  const rng = createRng(1);
  const n = 64;
  const x = Float64Array.from({ length: n }, () => rng.normal());
  const y = Float64Array.from({ length: n }, () => rng.normal());
  const [re, im] = [x.slice(), y.slice()];
  fft(re, im);
  for (const j of [0, 1, 17, 63]) {
    let [a, b] = [0, 0];
    for (let m = 0; m < n; m++) {
      const angle = (-2 * Math.PI * j * m) / n;
      a += (x[m] as number) * Math.cos(angle) - (y[m] as number) * Math.sin(angle);
      b += (x[m] as number) * Math.sin(angle) + (y[m] as number) * Math.cos(angle);
    }
    // 1e-12 absolute: 64 terms of order one.
    expect(Math.abs((re[j] as number) - a)).toBeLessThan(1e-12);
    expect(Math.abs((im[j] as number) - b)).toBeLessThan(1e-12);
  }
  fft(re, im, true);
  expect(largestDifference(re, x)).toBeLessThan(1e-14);
  expect(largestDifference(im, y)).toBeLessThan(1e-14);
});

it("keeps 14 digits over a million points", () => {
  const n = 2 ** 20;
  const re = new Float64Array(n);
  re[1] = 1;
  const im = new Float64Array(n);
  fft(re, im);
  fft(re, im, true);
  expect(Math.abs((re[1] as number) - 1)).toBeLessThan(1e-14);
  expect(re.reduce((worst, value, i) => (i === 1 ? worst : Math.max(worst, Math.abs(value))), 0)).toBeLessThan(1e-14);
});

it("refuses a length that is no power of two", () => {
  expect(() => fft(new Float64Array(6), new Float64Array(6))).toThrow(RangeError);
});
