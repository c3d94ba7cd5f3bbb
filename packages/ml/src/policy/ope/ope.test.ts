import { readFileSync } from "node:fs";
import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { drawIndex } from "../env.ts";
import { pricingBandit } from "../environments/bandit-pricing.ts";
import { estimate } from "./estimator.ts";
import { estimatorOf, estimators } from "./estimators/index.ts";
import { weightReport } from "./evaluate.ts";
import { type OpeRows, prepareRows } from "./rows.ts";
import { estimateSequential, sequentialEstimators, sequentialRows } from "./sequential.ts";

const golden = JSON.parse(readFileSync(new URL("../golden/policy.json", import.meta.url), "utf8"));
const refused = expect.objectContaining({ code: "INVALID_INPUT", kind: "input" });
/** 1e-9 absolute: the reference prints ten digits. */
const TOLERANCE = 1e-9;
const close = (ours: number | undefined, theirs: number) => expect(Math.abs((ours ?? Number.NaN) - theirs)).toBeLessThan(TOLERANCE);

interface Row {
  a: number;
  r: number;
  pi_b: number[];
  pi_e: number[];
  q_hat: number[];
}
const thirty = golden.ope_30.rows as Row[];
const rowsOf = (rows: readonly Row[]): OpeRows => ({
  n: rows.length,
  nActions: 3,
  action: Int32Array.from(rows, ({ a }) => a),
  reward: Float64Array.from(rows, ({ r }) => r),
  propensity: Float64Array.from(rows, ({ a, pi_b }) => pi_b[a] as number),
  target: Float64Array.from(rows.flatMap(({ pi_e }) => pi_e)),
  qHat: Float64Array.from(rows.flatMap(({ q_hat }) => q_hat)),
});

describe("thirty explicit decisions equal the reference within 1e-9", () => {
  const wanted = golden.ope_30;
  const rows = rowsOf(thirty);

  it.each([
    ["ips", "ips", {}],
    ["clipped_ips", "ips_clipped_cap2", { clip: 2 }],
    ["dm", "dm", {}],
    ["dr", "dr", {}],
    ["switch_dr", "switch_dr_tau1.5", { tau: 1.5 }],
    ["dr_os", "dr_os_lambda1", { lambda: 1 }],
    ["dr_os", "dr_os_lambda10", { lambda: 10 }],
  ])("%s as %s: value, standard error, interval and one-sided bound", (name, key, options) => {
    const { value, se, ciLow, ciHigh, lower95 } = estimate(estimatorOf(name), rows, options);
    close(value, wanted[key].value);
    close(se, wanted[key].se);
    close(ciLow, wanted[key].ci95_normal[0]);
    close(ciHigh, wanted[key].ci95_normal[1]);
    close(lower95, wanted[key].t_lower95_one_sided);
  });

  it("SNIPS and SNDR, the weights, effective sample size, largest and mean weight", () => {
    const result = estimate(estimatorOf("snips"), rows);
    close(result.value, wanted.snips);
    close(estimate(estimatorOf("sndr"), rows).value, wanted.sndr);
    close(result.ess, wanted.effective_sample_size);
    // 1e-8: the reference prints these with ten digits, two before the point.
    expect(result.maxWeight).toBeCloseTo(wanted.max_weight, 8);
    close(result.meanWeight, wanted.mean_weight);
    prepareRows(rows).weight.forEach((w, i) => {
      expect(w).toBeCloseTo(wanted.weights[i], 8);
    });
  });

  it("ratio estimators' errors are those of the jackknife to 15 percent", () => {
    for (const name of ["snips", "sndr"]) {
      const left = thirty.map((_row, i) => estimate(estimatorOf(name), rowsOf(thirty.filter((_other, j) => j !== i))).value);
      const mean = left.reduce((sum, value) => sum + value, 0) / 30;
      const jackknife = Math.sqrt((29 / 30) * left.reduce((sum, value) => sum + (value - mean) ** 2, 0));
      const { se } = estimate(estimatorOf(name), rows);
      expect(se / jackknife).toBeGreaterThan(0.6);
      expect(se / jackknife).toBeLessThan(1.15);
    }
  });

  it("evaluating the logging policy itself gives its mean reward and weights of one", () => {
    const own = { ...rows, target: Float64Array.from(thirty.flatMap(({ pi_b }) => pi_b)) };
    const result = estimate(estimatorOf("ips"), own);
    close(result.value, golden.ope_30.on_policy_mean_reward);
    expect(result).toMatchObject({ ess: 30, maxWeight: 1, meanWeight: 1 });
  });
});

describe("five explicit trajectories equal the reference within 1e-9", () => {
  const steps = golden.ope_sequential["trajectories[step:(action,pi_b,pi_e,reward)]"] as [number, number, number, number][][];
  const flat = steps.flat();
  const offsets = [0];
  for (const episode of steps) offsets.push((offsets.at(-1) as number) + episode.length);
  const rows = {
    offsets: Int32Array.from(offsets),
    reward: Float64Array.from(flat, ([, , , r]) => r),
    ratio: Float64Array.from(flat, ([, b, e]) => e / b),
    gamma: golden.ope_sequential.gamma,
    q: null,
    v: null,
    after: null,
  };
  const byName = (name: string) => {
    const found = sequentialEstimators.find((entry) => entry.name === name);
    if (!found) throw new Error(name);
    return found;
  };

  it.each(["is", "wis", "pdis", "cwpdis"])("%s", (name) => {
    close(estimateSequential(byName(name), rows).value, golden.ope_sequential[name]);
  });

  it("DR with a model of zeros is PDIS, and with any model has the same mean under the logging policy's own ratios", () => {
    const zeros = { ...rows, q: new Float64Array(flat.length), v: new Float64Array(flat.length), after: new Float64Array(5) };
    close(estimateSequential(byName("sequential_dr"), zeros).value, golden.ope_sequential.pdis);
    // One step by hand: rho (r - q) + v = 1.6 (2 - 0.5) + 0.25 and 0.4 (1 - 0.5) + 0.25, mean (2.65 + 0.45) / 2.
    const hand = {
      offsets: Int32Array.of(0, 1, 2),
      reward: Float64Array.of(2, 1),
      ratio: Float64Array.of(1.6, 0.4),
      gamma: 0.9,
      q: Float64Array.of(0.5, 0.5),
      v: Float64Array.of(0.25, 0.25),
      after: new Float64Array(2),
    };
    expect(estimateSequential(byName("sequential_dr"), hand).value).toBeCloseTo(1.55, 12);
  });

  it("episodes of unequal length: the ended one counts on with reward zero, by hand", () => {
    // gamma 1; A: ratios 2, 1, rewards 1, 3; B: ratio 1, reward 5. CWPDIS = (2*1 + 1*5)/3 + (2*3 + 0)/(2 + 1).
    const rows = {
      offsets: Int32Array.of(0, 2, 3),
      reward: Float64Array.of(1, 3, 5),
      ratio: Float64Array.of(2, 1, 1),
      gamma: 1,
      q: null,
      v: null,
      after: null,
    };
    expect(estimateSequential(byName("cwpdis"), rows).value).toBeCloseTo(7 / 3 + 2, 12);
  });

  it("a discount above 1 or a missing propensity is refused", () => {
    const one = {
      n: 1,
      observationNames: ["x"],
      actionNames: ["a", "b"],
      obs: new Float64Array(1),
      next: new Float64Array(1),
      action: Int32Array.of(0),
      reward: Float64Array.of(1),
      propensity: Float64Array.of(Number.NaN),
      mask: Uint8Array.of(1, 1),
      nextMask: Uint8Array.of(1, 1),
      terminated: Uint8Array.of(1),
      offsets: Int32Array.of(0, 1),
    };
    expect(() => sequentialRows(one, Float64Array.of(0.5, 0.5), 0.9)).toThrow(refused);
    expect(() => sequentialRows({ ...one, propensity: Float64Array.of(0.5) }, Float64Array.of(0.5, 0.5), 1.1)).toThrow(refused);
  });
});

describe("what cannot be evaluated", () => {
  const rows = rowsOf(thirty);
  it.each<[string, OpeRows]>([
    ["a propensity of 0", { ...rows, propensity: rows.propensity.with(3, 0) }],
    ["a propensity of 1.2", { ...rows, propensity: rows.propensity.with(3, 1.2) }],
    ["a reward that is not known", { ...rows, reward: rows.reward.with(3, Number.NaN) }],
    ["chances that do not sum to 1", { ...rows, target: rows.target.with(3, 0.9) }],
    ["an action that does not exist", { ...rows, action: rows.action.with(3, 3) }],
    ["a model value that is not finite", { ...rows, qHat: rows.qHat?.with(3, Number.POSITIVE_INFINITY) ?? null }],
    ["a column cut short", { ...rows, reward: rows.reward.slice(1) }],
    ["a single row", { ...rowsOf(thirty.slice(0, 1)) }],
  ])("%s is refused", (_what, given) => {
    expect(() => prepareRows(given)).toThrow(refused);
  });

  it("a policy that never takes a logged action is refused by every estimator, and model-based ones without a model", () => {
    const target = Float64Array.from(thirty.flatMap(({ a }) => [0, 1, 2].map((k) => Number(k === (a + 1) % 3))));
    for (const entry of estimators) expect(() => estimate(entry, { ...rows, target })).toThrow(refused);
    for (const entry of estimators.filter(({ needsModel }) => needsModel))
      expect(() => estimate(entry, { ...rows, qHat: null })).toThrow(refused);
  });
});

it("on the pricing bandit, 100 seeds of 10,000 decisions: no bias, the exact error, intervals that cover", () => {
  const wanted = golden.bandit_pricing;
  const bandit = pricingBandit();
  const behaviour = (wanted["pi_b[seg][a]"] as number[][]).map((row) => row);
  const evaluated = behaviour.map((_row, g) => {
    const means = [...bandit.meanReward.subarray(g * 4, g * 4 + 4)];
    const best = means.indexOf(Math.max(...means));
    return means.map((_mean, a) => 0.05 / 4 + 0.95 * Number(a === best));
  });
  // The value and the exact variances, recomputed from the bandit's own sums.
  let [value, second] = [0, { ips: 0, dr: 0 }];
  bandit.shares.forEach((share, g) => {
    let direct = 0;
    evaluated[g]?.forEach((chance, a) => {
      direct += chance * (bandit.meanReward[g * 4 + a] as number);
    });
    value += share * direct;
    second = { ...second, dr: second.dr + share * direct * direct };
    evaluated[g]?.forEach((chance, a) => {
      const p = behaviour[g]?.[a] as number;
      const [mean, square] = [bandit.meanReward[g * 4 + a] as number, bandit.secondMoment[g * 4 + a] as number];
      second.ips += (share * chance * chance * square) / p;
      second.dr += (share * chance * chance * (square - mean * mean)) / p;
    });
  });
  const exact = { ips: Math.sqrt((second.ips - value * value) / 1e4), dr: Math.sqrt((second.dr - value * value) / 1e4) };
  expect(value).toBeCloseTo(wanted.V_evaluation, 6);
  expect(exact.ips).toBeCloseTo(wanted.rmse_at_n10000.ips, 4);
  expect(exact.dr).toBeCloseTo(wanted.rmse_at_n10000.dr_with_true_q, 4);

  const errors = { ips: [] as number[], dr: [] as number[] };
  const covered = { ips: 0, dr: 0 };
  for (let seed = 0; seed < 100; seed++) {
    const rng = createRng(seed);
    const n = 10_000;
    const [action, reward, propensity] = [new Int32Array(n), new Float64Array(n), new Float64Array(n)];
    const [target, qHat] = [new Float64Array(n * 4), new Float64Array(n * 4)];
    for (let i = 0; i < n; i++) {
      const g = drawIndex(bandit.shares, rng.next());
      const chances = behaviour[g] as number[];
      const a = drawIndex(chances, rng.next());
      action[i] = a;
      reward[i] = bandit.draw(g, a, rng);
      propensity[i] = chances[a] as number;
      target.set(evaluated[g] as number[], i * 4);
      qHat.set(bandit.meanReward.subarray(g * 4, g * 4 + 4), i * 4);
    }
    const rows = prepareRows({ n, nActions: 4, action, reward, propensity, target, qHat });
    for (const name of ["ips", "dr"] as const) {
      const result = estimate(estimatorOf(name), rows);
      errors[name].push(result.value - value);
      covered[name] += Number(result.ciLow <= value && value <= result.ciHigh);
    }
    if (seed === 0) expect(weightReport(rows.weight).meanIsOne).toBe(true);
  }
  const rmse = (values: readonly number[]) => Math.sqrt(values.reduce((sum, error) => sum + error * error, 0) / values.length);
  for (const name of ["ips", "dr"] as const) {
    const bias = errors[name].reduce((sum, error) => sum + error, 0) / 100;
    expect(Math.abs(bias)).toBeLessThan((3 * exact[name]) / 10);
    expect(Math.abs(rmse(errors[name]) / exact[name] - 1)).toBeLessThan(0.2);
    expect(covered[name]).toBeGreaterThanOrEqual(90);
  }
  expect(rmse(errors.dr)).toBeLessThan(rmse(errors.ips));
});
