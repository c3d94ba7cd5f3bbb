import { createRng, type FittedTarget } from "@plimsoll/features";
import { expect, it } from "vitest";
import { lossNamed, taskLoss } from "../testing/loss.ts";
import { marginOf } from "./margin.ts";

const entropy = taskLoss("BINARY");

const binary: FittedTarget = { task: "BINARY", column: "y", type: "INTEGER", labels: { positive: "1", negative: "0" } };
const classes: FittedTarget = { task: "MULTICLASS", column: "y", type: "STRING", labels: ["a", "b", "c"] };
const value: FittedTarget = { task: "REGRESSION", column: "y", type: "FLOAT", mean: 10, std: 2 };

it.each([
  ["one network, two classes", binary, 1, "CROSS_ENTROPY"],
  ["an ensemble, two classes", binary, 3, "CROSS_ENTROPY"],
  ["one network, three classes", classes, 1, "CROSS_ENTROPY"],
  ["an ensemble, three classes", classes, 3, "CROSS_ENTROPY"],
  ["one network, a value", value, 1, "SQUARED_ERROR"],
  ["an ensemble, a value", value, 3, "SQUARED_ERROR"],
  ["an ensemble, a variance", value, 3, "QLIKE"],
  ["an ensemble, the median of two quantiles", value, 3, "QUANTILE"],
  ["the error of a copy", { task: "ANOMALY", column: null, type: null, labels: null } as const, 1, "RECONSTRUCTION"],
] as const)("%s: the gradient is what central differences give", (_name, target, members, name) => {
  const [n, k] = [4, { MULTICLASS: 3, ANOMALY: 5 }[target.task as string] ?? (name === "QUANTILE" ? 2 : 1)];
  const rng = createRng(1);
  const logits = Float32Array.from({ length: members * n * k }, () => 2 * rng.normal());
  const chosen = [0, 1, 2, 1];
  const loss = lossNamed(target.task, name, { quantiles: name === "QUANTILE" ? [0.1] : null });
  const margin = marginOf(target, members, loss);
  const input = Float32Array.from({ length: logits.length }, () => rng.normal());
  const gradient = new Float32Array(logits.length);
  margin.evaluate(logits, n, chosen, input, gradient);
  const step = 2 ** -8;
  for (let at = 0; at < logits.length; at++) {
    const row = Math.floor(at / k) % n;
    const valueAt = (by: number) =>
      margin.evaluate(
        logits.map((z, i) => (i === at ? z + by : z)),
        n,
        chosen,
        input,
      )[row] as number;
    // 1e-4 absolute: float32 inputs over a step of 2^-7.
    expect(Math.abs((gradient[at] as number) - (valueAt(step) - valueAt(-step)) / (2 * step))).toBeLessThan(1e-4);
  }
});

it("by hand: probabilities 0.8 and 0.6 have the mean 0.7, whose log-odds are ln(7 / 3)", () => {
  const logits = Float32Array.of(Math.log(4), Math.log(1.5));
  expect(marginOf(binary, 2, entropy).evaluate(logits, 1, null, new Float32Array())[0]).toBeCloseTo(Math.log(7 / 3), 6);
});

it("sure answers stay finite on both sides", () => {
  for (const target of [binary, classes]) {
    const k = target.task === "MULTICLASS" ? 3 : 1;
    const logits = new Float32Array(2 * k).fill(0);
    logits[0] = 60;
    logits[k] = -60;
    const gradient = new Float32Array(2 * k);
    const margins = marginOf(target, 1, entropy).evaluate(logits, 2, [0, 0], new Float32Array(), gradient);
    expect([...margins, ...gradient].every(Number.isFinite)).toBe(true);
    expect(gradient[k] as number).toBeCloseTo(1, 5);
  }
});
