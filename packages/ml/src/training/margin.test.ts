import { createRng, type FittedTarget } from "@plimsoll/features";
import { expect, it } from "vitest";
import { marginOf } from "./margin.ts";

const binary: FittedTarget = { task: "BINARY", column: "y", type: "INTEGER", labels: { positive: "1", negative: "0" } };
const classes: FittedTarget = { task: "MULTICLASS", column: "y", type: "STRING", labels: ["a", "b", "c"] };
const value: FittedTarget = { task: "REGRESSION", column: "y", type: "FLOAT", mean: 10, std: 2 };

it.each([
  ["one network, two classes", binary, 1],
  ["an ensemble, two classes", binary, 3],
  ["one network, three classes", classes, 1],
  ["an ensemble, three classes", classes, 3],
  ["one network, a value", value, 1],
  ["an ensemble, a value", value, 3],
] as const)("%s: the gradient is what central differences give", (_name, target, members) => {
  const [n, k] = [4, target.task === "MULTICLASS" ? 3 : 1];
  const rng = createRng(1);
  const logits = Float32Array.from({ length: members * n * k }, () => 2 * rng.normal());
  const chosen = [0, 1, 2, 1];
  const margin = marginOf(target, members);
  const gradient = new Float32Array(logits.length);
  margin.evaluate(logits, n, chosen, gradient);
  const step = 2 ** -8;
  for (let at = 0; at < logits.length; at++) {
    const row = Math.floor(at / k) % n;
    const valueAt = (by: number) =>
      margin.evaluate(
        logits.map((z, i) => (i === at ? z + by : z)),
        n,
        chosen,
      )[row] as number;
    // 1e-4 absolute: float32 inputs over a step of 2^-7.
    expect(Math.abs((gradient[at] as number) - (valueAt(step) - valueAt(-step)) / (2 * step))).toBeLessThan(1e-4);
  }
});

it("by hand: probabilities 0.8 and 0.6 have the mean 0.7, whose log-odds are ln(7 / 3)", () => {
  const logits = Float32Array.of(Math.log(4), Math.log(1.5));
  expect(marginOf(binary, 2).evaluate(logits, 1, null)[0]).toBeCloseTo(Math.log(7 / 3), 6);
});

it("sure answers stay finite on both sides", () => {
  for (const target of [binary, classes]) {
    const k = target.task === "MULTICLASS" ? 3 : 1;
    const logits = new Float32Array(2 * k).fill(0);
    logits[0] = 60;
    logits[k] = -60;
    const gradient = new Float32Array(2 * k);
    const margins = marginOf(target, 1).evaluate(logits, 2, [0, 0], gradient);
    expect([...margins, ...gradient].every(Number.isFinite)).toBe(true);
    expect(gradient[k] as number).toBeCloseTo(1, 5);
  }
});
