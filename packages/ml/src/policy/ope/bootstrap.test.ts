import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { bootstrapEstimates } from "./bootstrap.ts";
import { estimate } from "./estimator.ts";
import { estimators } from "./estimators/index.ts";
import { differenceOf } from "./evaluate.ts";
import { prepareRows } from "./rows.ts";

/** Two actions, the log evenly, the candidate 0.7 of the second; normal rewards about 1 and 2, and a reward model that is a little off. */
function rowsOf(n: number, seed: number, chance = 0.7) {
  const rng = createRng(seed);
  const action = Int32Array.from({ length: n }, () => rng.int(2));
  const x = Float64Array.from({ length: n }, () => rng.normal());
  return prepareRows({
    n,
    nActions: 2,
    action,
    reward: Float64Array.from(action, (a, i) => 1 + a + (x[i] as number) + rng.normal()),
    propensity: new Float64Array(n).fill(0.5),
    target: Float64Array.from({ length: 2 * n }, (_chance, at) => (at % 2 === 0 ? 1 - chance : chance)),
    qHat: Float64Array.from({ length: 2 * n }, (_q, at) => (at % 2 === 0 ? 0.9 : 2.2) + (x[at >> 1] as number)),
  });
}

describe("bootstrap intervals of off-policy estimates", () => {
  const rows = rowsOf(4000, 3);

  it("agree with the normal ones where weights are light, and are the same for the same seed", async () => {
    const request = { candidate: rows, champion: null, replicates: 600, seed: 5 };
    const report = await bootstrapEstimates(request);
    expect(await bootstrapEstimates(request)).toEqual(report);
    expect(report.replicates).toBe(600);
    for (const [at, entry] of estimators.entries()) {
      const { value, se } = estimate(entry, rows);
      const own = report.estimates[at];
      expect(own?.estimator).toBe(entry.name);
      // 600 resamples tell a quantile to some 8 % of a standard error; 0.3 of one is four such deviations.
      expect(Math.abs((own?.low ?? 0) - (value - 1.96 * se))).toBeLessThan(0.3 * se);
      expect(Math.abs((own?.high ?? 0) - (value + 1.96 * se))).toBeLessThan(0.3 * se);
    }
    const gain = differenceOf(rows, null);
    expect(Math.abs(report.difference.low - gain.ciLow)).toBeLessThan(0.3 * gain.se);
    expect(Math.abs(report.difference.high - gain.ciHigh)).toBeLessThan(0.3 * gain.se);
  });

  it("a policy compared with itself gains exactly nothing in every resample", async () => {
    const report = await bootstrapEstimates({ candidate: rows, champion: rows, replicates: 100, seed: 1 });
    expect(report.difference).toEqual({ low: 0, high: 0 });
  });

  it("refuse a number of replicates that says nothing, and stop when told to", async () => {
    await expect(bootstrapEstimates({ candidate: rows, champion: null, replicates: 10, seed: 1 })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    const controller = new AbortController();
    controller.abort();
    await expect(
      bootstrapEstimates({ candidate: rows, champion: null, replicates: 100, seed: 1, signal: controller.signal }),
    ).rejects.toMatchObject({ code: "CANCELLED" });
  });
});
