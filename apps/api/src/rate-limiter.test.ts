import { expect, test } from "vitest";
import { openRateLimiter } from "./rate-limiter.ts";

test("failures are bounded per address and forgotten after the window; a success does not count", () => {
  let now = 0;
  const limiter = openRateLimiter(2, 60_000, () => now);
  limiter.reserve("a")(false);
  limiter.reserve("a")(true);
  expect(limiter.allows("a")).toBe(true);
  limiter.reserve("a")(true);
  expect(limiter.allows("a")).toBe(false);
  expect(limiter.allows("b")).toBe(true);
  now = 60_001;
  expect(limiter.allows("a")).toBe(true);
});

test("attempts in flight count as failures until they are settled", () => {
  const limiter = openRateLimiter(2, 60_000);
  limiter.reserve("a");
  limiter.reserve("a");
  expect(limiter.allows("a")).toBe(false);
});
