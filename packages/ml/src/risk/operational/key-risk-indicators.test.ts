import { expect, it, test } from "vitest";
import { assessIndicator } from "./key-risk-indicators.ts";

const DAY = 86_400_000;
const days = (n: number) => Array.from({ length: n }, (_, i) => i * DAY);
const indicator = { name: "failed settlements", amber: 10, red: 20 };

it("statuses, breaches and the open one by hand; a threshold itself counts", () => {
  const values = [5, 10, 12, 9, 20, 15, 3, 11];
  const report = assessIndicator(indicator, days(8), values, 7 * DAY);
  expect(report.statuses).toEqual(["GREEN", "AMBER", "AMBER", "GREEN", "RED", "AMBER", "GREEN", "AMBER"]);
  expect(report.breaches).toEqual([
    { from: DAY, to: 2 * DAY, status: "AMBER", worst: 12, nValues: 2, isOpen: false },
    { from: 4 * DAY, to: 5 * DAY, status: "RED", worst: 20, nValues: 2, isOpen: false },
    { from: 7 * DAY, to: 7 * DAY, status: "AMBER", worst: 11, nValues: 1, isOpen: true },
  ]);
  expect(report.latest).toEqual({ time: 7 * DAY, value: 11, status: "AMBER", isStale: false });
});

it("where lower is worse everything turns round", () => {
  const report = assessIndicator(
    { name: "staff present", direction: "LOWER_IS_WORSE", amber: 0.9, red: 0.8 },
    days(3),
    [0.95, 0.9, 0.79],
    2 * DAY,
  );
  expect(report.statuses).toEqual(["GREEN", "AMBER", "RED"]);
  expect(report.breaches[0]).toMatchObject({ status: "RED", worst: 0.79 });
  expect(() => assessIndicator({ name: "x", direction: "LOWER_IS_WORSE", amber: 0.8, red: 0.9 }, days(1), [1], 0)).toThrow(
    "red must lie beyond amber",
  );
});

it("a steady climb is a worsening trend that reaches red when its slope says", () => {
  const values = Array.from({ length: 12 }, (_, i) => 1 + 0.5 * i);
  const report = assessIndicator(indicator, days(12), values, 11 * DAY);
  // Score 66 of 66; variance 12 * 11 * 29 / 18 = 212.67; z = 65 / 14.583 = 4.457.
  expect(report.trend).toMatchObject({ direction: "WORSENING", slopePerDay: expect.closeTo(0.5, 12) });
  expect(report.trend?.p).toBeCloseTo(8.306e-6, 8);
  expect(report.redExpectedAt).toBeCloseTo((11 + (20 - 6.5) / 0.5) * DAY, 3);
});

it("noise has no trend, equal values have none, few values are not asked", () => {
  expect(assessIndicator(indicator, days(10), [3, 8, 2, 7, 4, 6, 5, 3, 7, 4], 9 * DAY).trend?.direction).toBe("NONE");
  expect(assessIndicator(indicator, days(10), new Array(10).fill(4), 9 * DAY).trend).toEqual({ direction: "NONE", slopePerDay: 0, p: 1 });
  expect(assessIndicator(indicator, days(7), [1, 2, 3, 4, 5, 6, 7], 9 * DAY).trend).toBeNull();
});

it("an indicator without news is stale", () => {
  expect(assessIndicator({ ...indicator, staleAfterDays: 5 }, [0], [1], 5 * DAY).latest.isStale).toBe(false);
  expect(assessIndicator({ ...indicator, staleAfterDays: 5 }, [0], [1], 5 * DAY + 1).latest.isStale).toBe(true);
});

test.each([
  [[0, 0], [1, 2], "Times must rise"],
  [[0, DAY * 9], [1, 2], "after the time of the report"],
  [[], [], "no rows"],
  [[0], [Number.NaN], "finite"],
])("refuses times %j with values %j", (time, value, word) => {
  expect(() => assessIndicator(indicator, time, value, DAY)).toThrow(word);
});
