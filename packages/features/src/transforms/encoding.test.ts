import { expect, test } from "vitest";
import { fitApply, texts } from "./testing/run.ts";

test("one-hot: levels by frequency, then other, then missing; a text never seen is other", () => {
  expect(fitApply("one-hot", [texts("b", "b", "a", null)], { later: [texts("zzz", "a", null)] })).toEqual([
    [0, 0, 0],
    [0, 1, 0],
    [1, 0, 0],
    [0, 0, 1],
  ]);
});
