import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../random.ts";
import { sortNumbers } from "./radix-sort.ts";

test("sorts millions of floats of both signs and every size as the engine's own sort does", () => {
  const rng = createRng(7);
  const values = Float64Array.from({ length: 120_000 }, (_, i) => (rng.next() - 0.5) * 10 ** ((i % 600) - 300));
  expect(sortNumbers(values.slice())).toEqual(values.slice().sort());
});

test("sorts whole numbers with many ties, infinities and subnormal numbers", () => {
  const rng = createRng(8);
  const special = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MIN_VALUE, -Number.MIN_VALUE, Number.MAX_VALUE, 0];
  const values = Float64Array.from({ length: 60_000 }, (_, i) => special[i] ?? (Math.round(rng.next() * 100) - 50 || 0));
  expect(sortNumbers(values.slice())).toEqual(values.slice().sort());
});

test("sorts views that start in the middle of a buffer, in place", () => {
  const rng = createRng(9);
  const whole = Float64Array.from({ length: 60_010 }, () => rng.next());
  const view = whole.subarray(10);
  const expected = view.slice().sort();
  expect(sortNumbers(view)).toBe(view);
  expect(view).toEqual(expected);
});

test("sorts short arrays of anything that is a number", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true }).map((value) => value || 0)), (values) => {
      expect([...sortNumbers(Float64Array.from(values))]).toEqual([...values].sort((a, b) => a - b));
    }),
  );
});
