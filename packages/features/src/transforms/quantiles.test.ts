import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createRng } from "../random.ts";
import { fitApply, numbers } from "./testing/run.ts";

interface Golden {
  x: number[];
  later: number[];
  cases: { distribution: "uniform" | "normal"; quantiles: number; expected: number[] }[];
}
const golden = JSON.parse(readFileSync(new URL("./golden/quantiles.json", import.meta.url), "utf8")) as Golden;

const fitOn = (name: string, params: Record<string, number>, on: readonly number[], later: readonly number[]): number[] =>
  fitApply(name, [numbers(...on)], { params, later: [numbers(...later)] })[0]?.map(Number) ?? [];

test.each(golden.cases)(
  "$distribution scores with $quantiles quantiles equal scikit-learn's to 1e-9",
  ({ distribution, quantiles, expected }) => {
    const found = fitOn(`quantile-${distribution}`, { quantiles }, golden.x, golden.later);
    expect(found).toHaveLength(expected.length);
    expect(Math.max(...found.map((value, i) => Math.abs(value - (expected[i] as number))))).toBeLessThan(1e-9);
  },
);

test("half of the rows at zero share the middle of their ranks, not the lowest one", () => {
  const on = [...Array<number>(51).fill(0), ...Array.from({ length: 50 }, (_, i) => i + 1)];
  // 101 quantiles are the rows themselves: levels 0 to 0.5 are zero.
  expect(fitOn("quantile-uniform", { quantiles: 101 }, on, [0, 25])).toEqual([0.25, 0.75]);
});

test("a million-fold skewed column becomes standard normal: mean 0, variance 1, no skew, to 0.03", () => {
  const rng = createRng(4);
  const on = Array.from({ length: 20_000 }, () => Math.exp(3 * rng.normal()));
  const z = fitOn("quantile-normal", {}, on, on);
  const moment = (k: number) => z.reduce((sum, value) => sum + value ** k, 0) / z.length;
  expect(Math.abs(moment(1))).toBeLessThan(0.03);
  expect(Math.abs(moment(2) - 1)).toBeLessThan(0.03);
  expect(Math.abs(moment(3))).toBeLessThan(0.03);
});
