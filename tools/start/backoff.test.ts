import { expect, test } from "vitest";
import { nextDelay } from "./backoff.ts";

test("a process that keeps dying is started after 0.5, 1, 2 ... and at most 30 s", () => {
  const delays: number[] = [];
  for (let delay = 0; delays.length < 9; ) {
    delay = nextDelay(delay, 100);
    delays.push(delay);
  }
  expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

test("a process that lived for a minute starts again at 0.5 s", () => {
  expect(nextDelay(16_000, 60_000)).toBe(500);
});
