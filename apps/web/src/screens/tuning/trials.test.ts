import { expect, test } from "vitest";
import { rungRows, type Trial } from "./trials.ts";

const trial = (number: number, rung: number, outcome: Trial["outcome"], best: number): Trial => ({
  number,
  runId: `run_${number}`,
  outcome,
  progress: 1,
  params: {},
  training: {},
  rung,
  epochs: 1,
  bestEpoch: 1,
  best,
  last: best,
  min: best,
  max: best,
  seconds: 1,
  error: null,
});

test("every trial is counted at each rung it reached, and stopped at its last one", () => {
  const trials = [trial(1, 2, "FINISHED", 0.7), trial(2, 1, "STOPPED", 0.5), trial(3, 1, "STOPPED", 0.6), trial(4, 0, "FAILED", 0.1)];
  const [first, last] = rungRows({ rungs: [3, 9], trials, better: "HIGHER" });
  expect(first).toMatchObject({ epochs: 3, reached: 3, wentOn: 1, best: { number: 1 } });
  expect(first?.stopped.map(({ number }) => number)).toEqual([2, 3]);
  expect(last).toMatchObject({ epochs: 9, reached: 1, stopped: [], best: { number: 1 } });
  expect(rungRows({ rungs: [3], trials, better: "LOWER" })[0]?.best?.number).toBe(2);
});
