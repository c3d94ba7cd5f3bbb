import { expect, it } from "vitest";
import { calibrationMetrics } from "./metrics.ts";

it("a run's metrics leave out a slope that has no value", () => {
  const named = (y: number[], p: number[]) => calibrationMetrics(y, p, "TEST").map(({ name }) => name);
  expect(named([0, 1, 0, 1], [0.5, 0.5, 0.5, 0.5])).toEqual(["ece"]);
  expect(named([0, 1, 0, 1], [0.1, 0.2, 0.3, 0.4])).toEqual(["ece", "calibration_slope", "calibration_intercept"]);
});
