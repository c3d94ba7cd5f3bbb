import { expect, it } from "vitest";
import { taskLoss } from "../testing/loss.ts";
import { trainingLoss } from "./members.ts";

it("an ensemble is trained on the mean of its members' losses, each with its own gradient", () => {
  const loss = taskLoss("REGRESSION");
  const rows = { n: 2, y: Float32Array.of(1, 2), weight: null, input: new Float32Array() };
  // Two members, two rows: the errors are 1, 0 and -1, 2.
  const logits = Float32Array.of(2, 2, 0, 4);
  const gradient = new Float32Array(4);
  expect(trainingLoss(loss, 2).evaluate(logits, rows, gradient)).toBe((1 + 0 + 1 + 4) / 2);
  // d(mean over members of the sum of squares / n): 2 * error / n / members.
  expect([...gradient]).toEqual([0.5, 0, -0.5, 1]);
});

it("an ensemble's accuracy is that of its mean prediction", () => {
  const rows = { n: 1, y: Float32Array.of(1), weight: null, input: new Float32Array() };
  // Probabilities 0.9999 and 0.2689: one member errs, their mean does not.
  expect(trainingLoss(taskLoss("BINARY"), 2).countCorrect?.(Float32Array.of(9, -1), rows)).toBe(1);
});

it("one member is the loss itself", () => {
  const loss = taskLoss("MULTICLASS");
  expect(trainingLoss(loss, 1)).toBe(loss);
});
