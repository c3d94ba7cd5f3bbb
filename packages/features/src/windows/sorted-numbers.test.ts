import { expect, test } from "vitest";
import { createRng } from "../random.ts";
import { SortedNumbers } from "./sorted-numbers.ts";

test("after 20,000 insertions and removals every rank is that of a sorted array, with many ties", () => {
  const rng = createRng(1);
  const sorted = new SortedNumbers();
  const held: number[] = [];
  for (let step = 0; step < 20_000; step++) {
    if (held.length === 0 || rng.next() < 0.6) {
      const value = rng.int(300) - 100;
      held.push(value);
      sorted.insert(value);
    } else {
      const [gone] = held.splice(rng.int(held.length), 1);
      sorted.remove(gone as number);
    }
    if (step % 1000 === 999) {
      const expected = held.toSorted((a, b) => a - b);
      expect(Array.from({ length: sorted.size }, (_, rank) => sorted.at(rank))).toEqual(expected);
    }
  }
});

test("quantiles of 1, 2, 4, 8: the median is 3, the 25th percentile 1.75; of nothing there is none", () => {
  const sorted = new SortedNumbers();
  expect(sorted.quantile(0.5)).toBeNaN();
  for (const value of [8, 1, 4, 2]) sorted.insert(value);
  expect([0, 0.25, 0.5, 1].map((p) => sorted.quantile(p))).toEqual([1, 1.75, 3, 8]);
  sorted.clear();
  expect(sorted.size).toBe(0);
});
