import { expect, test } from "vitest";
import { fitApply, numbers } from "./testing/run.ts";

test("impute-median of an even count is half-way between the middle two", () => {
  expect(fitApply("impute-median", [numbers(9, 1, null, 3, 5)])).toEqual([[9, 1, 4, 3, 5]]);
});

test("impute-mode takes the smaller of two equally frequent values", () => {
  expect(fitApply("impute-mode", [numbers(2, 1, 1, 2, null)])).toEqual([[2, 1, 1, 2, 1]]);
});
