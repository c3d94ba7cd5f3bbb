import { expect, test } from "vitest";
import { stackOf, weightRange } from "./weight-stack.ts";

test("few assets are all named, the largest first", () => {
  expect(
    stackOf(
      ["A", "B"],
      [
        [0.2, 0.8],
        [0.3, 0.7],
      ],
    ),
  ).toEqual([
    { name: "B", values: [0.8, 0.7] },
    { name: "A", values: [0.2, 0.3] },
  ]);
});

test("of many assets the small ones are stacked as one, and nothing of the sum is lost", () => {
  const assets = Array.from({ length: 12 }, (_, at) => `A${at}`);
  const weights = assets.map((_, at) => (at + 1) / 78);
  const stack = stackOf(assets, [weights]);
  expect(stack.map(({ name }) => name)).toEqual(["A11", "A10", "A9", "A8", "A7", "A6", "A5", "5 others"]);
  expect(stack.reduce((sum, { values }) => sum + (values[0] ?? 0), 0)).toBeCloseTo(1, 12);
});

test("the axis ends at 100 % unless a weight is short or the weights exceed one", () => {
  expect(
    weightRange([
      [0.5, 0.5],
      [1, -1e-9],
    ]),
  ).toEqual({ min: 0, max: 1 });
  expect(weightRange([[1.3, -0.3]])).toEqual({});
  expect(weightRange([[0.8, 0.8]])).toEqual({});
});
