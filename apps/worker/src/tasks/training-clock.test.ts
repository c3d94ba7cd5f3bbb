import { expect, test } from "vitest";
import { trainingClock } from "./training-clock.ts";

test("the rest is told from the pace of this attempt, whatever earlier ones did", () => {
  let now = 0;
  const clock = trainingClock(10, 4, () => now);
  now = 500;
  expect(clock.at(5, 1, 2)).toEqual({ fraction: 0.45, etaSeconds: null });
  now = 4_000;
  // Two epochs in 4 s: 2 s each for the four that are left and for the tenth of the run that follows training.
  expect(clock.at(6, 2, 2)).toEqual({ fraction: 0.6, etaSeconds: 10 });
});
