import { expect, test } from "vitest";
import { fitApply, numeric } from "./testing/run.ts";

test("date-to-number of 1970-01-02T12:00Z is 1.5", () => {
  expect(fitApply("date-to-number", [numeric("x", "TIMESTAMP", [1.5 * 86_400_000])])).toEqual([[1.5]]);
});
