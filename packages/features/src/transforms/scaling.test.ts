import { expect, test } from "vitest";
import { fitApply, numbers } from "./testing/run.ts";

test("standard-scale of 2, 4, 6: mean 4, std sqrt(8/3)", () => {
  const z = 2 / Math.sqrt(8 / 3);
  expect(fitApply("standard-scale", [numbers(2, 4, 6, null)])).toEqual([[-z, 0, z, null]]);
});

test("a constant, also one that is no exact binary fraction, scales to zero", () => {
  expect(fitApply("standard-scale", [numbers(...Array<number>(1001).fill(0.1))], { later: [numbers(0.1, 5)] })).toEqual([[0, 0]]);
});
