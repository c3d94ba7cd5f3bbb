import { createRng } from "@plimsoll/features";
import { expect, it } from "vitest";
import { fitIntervalRule, intervalOf } from "./interval-rule.ts";

const rng = createRng(4);
/** The noise grows with x; the quantiles are those of a normal at 10 % and 90 %, drawn half as wide as they should be. */
const drawn = (n: number) => {
  const x = Float64Array.from({ length: n }, () => 1 + 9 * rng.next());
  const y = x.map((value) => 10 * value + value * rng.normal());
  return {
    y,
    mean: x.map((value) => 10 * value),
    quantiles: Float64Array.from([...x].flatMap((value) => [9.36 * value, 10 * value, 10.64 * value])),
  };
};

it("intervals of one number and of quantiles hold new values as often as they say", () => {
  const [held, fresh] = [drawn(2_000), drawn(5_000)];
  const plain = fitIntervalRule({ y: held.y, outputs: held.mean, quantiles: null });
  const banded = fitIntervalRule({ y: held.y, outputs: held.quantiles, quantiles: [0.1, 0.5, 0.9] });
  expect([plain?.kind, plain?.level, banded?.kind]).toEqual(["RESIDUAL", 0.9, "QUANTILE"]);
  expect(banded?.level).toBeCloseTo(0.8, 12);
  if (!plain || !banded) throw new Error("There are rows enough.");
  const held90 = fresh.y.filter((value, i) => {
    const { low, high } = intervalOf(plain, [fresh.mean[i] as number]);
    return value >= low && value <= high;
  }).length;
  const held80 = fresh.y.filter((value, i) => {
    const { low, high } = intervalOf(banded, fresh.quantiles.subarray(3 * i, 3 * i + 3));
    return value >= low && value <= high;
  }).length;
  // Held-out rows and fresh ones each carry chance: four standard errors.
  expect(Math.abs(held90 / 5_000 - 0.9)).toBeLessThan(0.035);
  expect(Math.abs(held80 / 5_000 - 0.8)).toBeLessThan(0.045);
});

it("too few rows give no rule, and a rule reads only outputs of its kind", () => {
  expect(fitIntervalRule({ y: [1, 2, 3], outputs: [1, 2, 3], quantiles: null })).toBeNull();
  expect(() => intervalOf({ kind: "RESIDUAL", level: 0.9, margin: 1 }, [1, 2])).toThrow("does not read 2 numbers");
  expect(intervalOf({ kind: "QUANTILE", level: 0.8, margin: -3 }, [0, 1, 2])).toEqual({ level: 0.8, low: 1, high: 1 });
});
