import { createRng } from "@plimsoll/features";
import { expect, it } from "vitest";
import { cohortMatrix, cumulativeDefault, durationMatrix, exponential, type RatingSpell, transitionOver } from "./transition-matrix.ts";

const RATINGS = ["A", "B", "D"];
const pairs = [
  ...Array.from({ length: 8 }, () => ({ from: "A", to: "A" })),
  ...Array.from({ length: 2 }, () => ({ from: "A", to: "B" })),
  ...Array.from({ length: 3 }, () => ({ from: "B", to: "B" })),
  { from: "B", to: "D" },
  { from: "B", to: null },
];

it("cohorts by hand: A stays 8 of 10; B defaults 1 of the 4 that were seen again", () => {
  const matrix = cohortMatrix(pairs, RATINGS);
  expect(matrix.probabilities).toEqual([
    [0.8, 0.2, 0],
    [0, 0.75, 0.25],
    [0, 0, 1],
  ]);
  expect(matrix.nWithdrawn).toBe(1);
  // Two periods: 0.2 * 0.25 = 0.05 from A; 0.25 + 0.75 * 0.25 from B.
  expect(transitionOver(matrix, 2).probabilities[0]?.[2]).toBeCloseTo(0.05, 14);
  expect(cumulativeDefault(matrix, "B", 2)[1]).toBeCloseTo(0.4375, 14);
  // Nothing of 10 (rule of three, exactly 1 - 0.025^(1/10)); 1 of 4 from tables.
  expect(matrix.defaultIntervals[0]).toEqual({ low: 0, high: expect.closeTo(1 - 0.025 ** 0.1, 10) });
  expect(matrix.defaultIntervals[1]?.low).toBeCloseTo(0.00631, 5);
  expect(matrix.defaultIntervals[1]?.high).toBeCloseTo(0.80588, 5);
});

it("the exponential of a two-state generator has a closed form, at short and long horizons", () => {
  for (const t of [0, 1e-3, 1, 40]) {
    const p = exponential(
      [
        [-0.3, 0.3],
        [0.1, -0.1],
      ],
      t,
    );
    // P(1 to 2) = 0.3 / 0.4 * (1 - exp(-0.4 t)); 1e-13 absolute.
    expect(p[0]?.[1]).toBeCloseTo(0.75 * (1 - Math.exp(-0.4 * t)), 13);
  }
});

it("durations by hand: two moves in four years of A are a rate of 0.5", () => {
  const spells: RatingSpell[] = [
    { rating: "A", start: 0, end: 2, to: "B" },
    { rating: "A", start: 0, end: 1, to: null },
    { rating: "A", start: 1, end: 2, to: "B" },
    { rating: "B", start: 2, end: 12, to: "D" },
  ];
  const { generator, probabilities } = durationMatrix(spells, RATINGS);
  expect(generator[0]).toEqual([-0.5, 0.5, 0]);
  expect(generator[1]).toEqual([0, -0.1, 0.1]);
  expect(probabilities[0]?.[0]).toBeCloseTo(Math.exp(-0.5), 13);
  // A never defaulted directly, yet by way of B within the year.
  expect(probabilities[0]?.[2]).toBeGreaterThan(0.01);
});

it("recovers a generator from 5,000 simulated obligor lives within four standard errors", () => {
  const rng = createRng(4);
  const spells: RatingSpell[] = [];
  for (let obligor = 0; obligor < 5000; obligor++) {
    let [rating, now] = ["A", 0];
    while (now < 5 && rating !== "D") {
      const rate = rating === "A" ? 0.2 : 0.4;
      const end = Math.min(5, now - Math.log(1 - rng.next()) / rate);
      const next = rating === "A" ? "B" : rng.next() < 0.75 ? "D" : "A";
      spells.push({ rating, start: now, end, to: end === 5 ? null : next });
      [rating, now] = [end === 5 ? "D" : next, end];
    }
  }
  const { generator, exposureYears } = durationMatrix(spells, RATINGS);
  const check = (i: number, j: number, rate: number) =>
    expect(Math.abs((generator[i]?.[j] ?? Number.NaN) - rate)).toBeLessThan(4 * Math.sqrt(rate / (exposureYears[i] as number)));
  check(0, 1, 0.2);
  check(1, 2, 0.3);
  check(1, 0, 0.1);
});

it("refuses unknown ratings, empty rows and obligors that leave default", () => {
  expect(() => cohortMatrix([{ from: "A", to: "C" }], RATINGS)).toThrow("Rating 'C'");
  expect(() => cohortMatrix([{ from: "A", to: "A" }], RATINGS)).toThrow("merge it");
  expect(() => cohortMatrix([...pairs, { from: "D", to: "A" }], RATINGS)).toThrow("absorbs");
  expect(() => durationMatrix([{ rating: "A", start: 2, end: 1, to: null }], RATINGS)).toThrow("end after it starts");
});
