import { expect, it } from "vitest";
import { taskLoss } from "../testing/loss.ts";
import { smoothed } from "./label-smoothing.ts";

it("binary: smoothing 0.2 is the loss of the label 0.9 instead of 1", () => {
  const z = 1.5;
  const p = 1 / (1 + Math.exp(-z));
  const gradient = new Float32Array(1);
  const value = smoothed(taskLoss("BINARY"), 0.2, 2).evaluate(
    Float32Array.of(z),
    { n: 1, y: Float32Array.of(1), weight: null, input: new Float32Array() },
    gradient,
  );
  // 1e-12 relative; the gradient is float32.
  expect(value).toBeCloseTo(-0.9 * Math.log(p) - 0.1 * Math.log(1 - p), 12);
  expect(gradient[0]).toBeCloseTo(p - 0.9, 6);
});

it("categorical: smoothing 0.3 over three classes leaves 0.8 on the label and puts 0.1 on each other", () => {
  const logits = Float32Array.of(0.5, -1, 2);
  const total = Math.exp(0.5) + Math.exp(-1) + Math.exp(2);
  const value = smoothed(taskLoss("MULTICLASS"), 0.3, 3).evaluate(logits, {
    n: 1,
    y: Float32Array.of(2),
    weight: null,
    input: new Float32Array(),
  });
  expect(value).toBeCloseTo(Math.log(total) - 0.8 * 2 - 0.1 * 0.5 + 0.1 * 1, 12);
});
