import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { loadEngine } from "../../engine/load.ts";
import type { DiscreteEnv } from "../env.ts";
import { pricingBandit } from "../environments/bandit-pricing.ts";
import { environment } from "../environments/index.ts";
import { evaluatePolicy } from "../ope/evaluate.ts";
import { fittedQEvaluation } from "../ope/fqe.ts";
import { estimatePropensities } from "../ope/propensity.ts";
import { crossFitRewards } from "../ope/reward-model.ts";
import { estimateSequential, sequentialEstimators, sequentialRows } from "../ope/sequential.ts";
import { modelPolicy } from "../policies/tabular.ts";
import { evaluateTabularPolicy } from "../tabular/evaluate.ts";
import { deterministic, type TabularModel, uniformPolicy } from "../tabular/model.ts";
import { checkComplete, type DecisionLog, decisionLog, type LoggedDecision, matured } from "./decision-log.ts";
import { SAMPLE_ENVIRONMENTS, sampleLog } from "./sample.ts";
import { decisionColumns, decisionsFromTable, decisionsToTable } from "./table.ts";
import { chancesOf, playEpisodes, trajectoriesOf } from "./trajectories.ts";

const engine = await loadEngine();
const refused = expect.objectContaining({ code: "INVALID_INPUT", kind: "input" });
const START = Date.UTC(2025, 0, 1);
const DAY = 86_400_000;
const OPTIONS = { n: 3000, seed: 4, start: START, rewardDelay_days: 90, now: START + 100 * DAY };
const row: LoggedDecision = {
  context: [1],
  action: 0,
  propensity: 0.5,
  reward: 1,
  rewardDueAt: null,
  mask: null,
  policyVersion: "v1",
  segment: "s",
  decidedAt: 5,
  episode: "e",
};
const schema = { featureNames: ["x"], actionNames: ["a", "b"] };

describe("decision logs", () => {
  it.each<[string, Partial<LoggedDecision>]>([
    ["a context of another length", { context: [1, 2] }],
    ["a context that is not finite", { context: [Number.NaN] }],
    ["an action that does not exist", { action: 2 }],
    ["an action that was not allowed", { mask: [false, true] }],
    ["a propensity of 0", { propensity: 0 }],
    ["a propensity above 1", { propensity: 1.01 }],
    ["a reward that is infinite", { reward: Number.POSITIVE_INFINITY }],
    ["no time", { decidedAt: Number.NaN }],
  ])("%s is refused", (_what, change) => {
    expect(() => decisionLog(schema, [row, { ...row, ...change }])).toThrow(refused);
  });

  it("an outcome that is not due is left out, never zero; one that is due and missing is counted as overdue", () => {
    const log = decisionLog(schema, [
      row,
      { ...row, reward: null, rewardDueAt: 100 },
      { ...row, reward: null, rewardDueAt: 10 },
      { ...row, reward: 7, rewardDueAt: 100 },
    ]);
    expect(matured(log, 50)).toMatchObject({ rows: Int32Array.of(0), immature: 2, overdue: 1 });
    expect(matured(log, 100)).toMatchObject({ rows: Int32Array.of(0, 3), immature: 0, overdue: 2 });
    expect(() => checkComplete(log)).toThrow(refused);
    expect(() => matured(decisionLog(schema, [{ ...row, reward: null }]), 50)).toThrow(refused);
  });

  it("a log goes to a table and back unchanged", () => {
    const log = decisionLog(schema, [
      row,
      { ...row, propensity: null, reward: null, rewardDueAt: 9, mask: [true, false], segment: null, episode: null, ended: true },
    ]);
    const table = decisionsToTable(log);
    const back = decisionsFromTable(table, decisionColumns(table), { names: ["x"], values: log.context }, log.actionNames);
    expect(back).toEqual(log);
  });

  it("a table without propensities and times is a log without them; text where numbers belong and unknown actions are refused", () => {
    const table = decisionsToTable(decisionLog(schema, [row, row]));
    const only = { ...table, columns: table.columns.filter(({ name }) => ["x", "action", "reward"].includes(name)) };
    const log = decisionsFromTable(only, decisionColumns(only), { names: ["x"], values: [1, 1] }, ["a", "b"]);
    expect([...log.propensity]).toEqual([Number.NaN, Number.NaN]);
    expect([...log.mask]).toEqual([1, 1, 1, 1]);
    expect(() =>
      decisionsFromTable(table, { ...decisionColumns(table), reward: "segment" }, { names: ["x"], values: [1, 1] }, ["a", "b"]),
    ).toThrow(refused);
    expect(() => decisionsFromTable(only, decisionColumns(only), { names: ["x"], values: [1, 1] }, ["b", "c"])).toThrow(refused);
    expect(() =>
      decisionsFromTable(table, { ...decisionColumns(table), ended: "decided_at" }, { names: ["x"], values: [1, 1] }, ["a", "b"]),
    ).toThrow(refused);
    expect(() => decisionsFromTable(only, { ...decisionColumns(only), propensity: "no-such" }, { names: ["x"], values: [1, 1] })).toThrow(
      expect.objectContaining({ code: "UNKNOWN_COLUMN" }),
    );
  });
});

describe("sample logs", () => {
  it.each(SAMPLE_ENVIRONMENTS)("%s is the same for the same seed, reads as a log, and leaves outcomes empty until due", (id) => {
    const table = sampleLog(id, { ...OPTIONS, n: 400 });
    expect(sampleLog(id, { ...OPTIONS, n: 400 })).toEqual(table);
    expect(sampleLog(id, { ...OPTIONS, n: 400, seed: 5 })).not.toEqual(table);
    const log = decisionsFromTable(table, decisionColumns(table), { names: ["one"], values: new Float64Array(table.rowCount).fill(1) });
    for (let i = 0; i < log.n; i++) expect(Number.isNaN(log.reward[i])).toBe((log.rewardDueAt[i] as number) > OPTIONS.now);
    const mature = matured(log, OPTIONS.now);
    expect(mature.overdue).toBe(0);
    expect(mature.immature).toBeGreaterThan(0);
  });

  it.each([{ n: 0 }, { n: 2.5 }, { seed: -1 }, { start: Number.NaN }, { rewardDelay_days: Number.POSITIVE_INFINITY }])(
    "%o is refused",
    (change) => {
      expect(() => sampleLog("bandit-pricing", { ...OPTIONS, ...change })).toThrow(refused);
    },
  );

  it("accounts of a sample become trajectories whose months follow one another", () => {
    const table = sampleLog("credit-limit", { ...OPTIONS, n: 50, now: START + 5000 * DAY });
    const log = decisionsFromTable(table, decisionColumns(table), { names: ["one"], values: new Float64Array(table.rowCount).fill(1) });
    const silent = { ...log, ended: null };
    const ended = trajectoriesOf(silent, { lastIsEnd: true });
    expect(ended.n).toBe(log.n);
    expect(ended.offsets).toHaveLength(51);
    expect(ended.terminated.reduce((sum, end) => sum + end, 0)).toBe(50);
    const cut = trajectoriesOf(silent, { lastIsEnd: false });
    expect(cut.n).toBe(log.n - 50);
    expect(cut.terminated.every((end) => end === 0)).toBe(true);
    const nobody = { codes: log.episode.codes.map(() => -1), names: log.episode.names };
    expect(() => trajectoriesOf({ ...log, episode: nobody }, { lastIsEnd: true })).toThrow(refused);
  });

  it("where the log says which cases ended, those end and the others are watched to their last but one month", () => {
    const table = sampleLog("credit-limit", { ...OPTIONS, n: 400, now: START + 5000 * DAY });
    const log = decisionsFromTable(table, decisionColumns(table), { names: ["one"], values: new Float64Array(table.rowCount).fill(1) });
    const ends = log.ended?.reduce((sum, end) => sum + end, 0) ?? 0;
    expect(ends).toBeGreaterThan(5);
    expect(ends).toBeLessThan(200);
    const data = trajectoriesOf(log, { lastIsEnd: true });
    expect(data.terminated.reduce((sum, end) => sum + end, 0)).toBe(ends);
    expect(data.n).toBe(log.n - (400 - ends));
    const early = log.ended?.with(0, 1) ?? null;
    expect(() => trajectoriesOf({ ...log, ended: early }, { lastIsEnd: true })).toThrow(refused);
  });

  it("an episode is watched up to its first unknown outcome, which is never taken for 0", () => {
    const at = (decidedAt: number, reward: number | null) => ({ ...row, decidedAt, reward, rewardDueAt: decidedAt + 10 });
    const log = decisionLog(schema, [at(0, 1), at(10, 2), at(20, null), at(30, 4)]);
    const data = trajectoriesOf(log, { lastIsEnd: true, now: 100 });
    expect([...data.reward]).toEqual([1, 2]);
    expect([...data.terminated]).toEqual([0, 0]);
    expect([...trajectoriesOf(log, { lastIsEnd: true, now: 12 }).reward]).toEqual([1]);
    expect(() => trajectoriesOf(log, { lastIsEnd: true, now: 5 })).toThrow(refused);
  });
});

/** The pricing sample with its segments one-hot. */
function pricingSample(n: number, seed: number, withPropensity = true): { log: DecisionLog; segments: number[] } {
  const table = sampleLog("bandit-pricing", { ...OPTIONS, n, seed, now: START + 5000 * DAY });
  const column = table.columns.find(({ name }) => name === "risk_segment");
  const segments = column?.type === "STRING" ? [...column.codes] : [];
  const values = new Float64Array(n * 12);
  segments.forEach((g, i) => {
    values[i * 12 + g] = 1;
  });
  const columns = { ...decisionColumns(table), ...(withPropensity ? {} : { propensity: null }) };
  const names = Array.from({ length: 12 }, (_name, g) => `s${g}`);
  return { log: decisionsFromTable(table, columns, { names, values }, pricingBandit().actionNames), segments };
}

describe("models of a log", () => {
  const SMALL = { units: [16], epochs: 6, batchSize: 256, learningRate: 0.01 };

  it("estimated propensities are calibrated, and close to those that were written down", { timeout: 60_000 }, async () => {
    const { log } = pricingSample(8000, 3);
    const { propensity, behaviour, diagnostics } = await estimatePropensities(
      engine,
      { ...log, propensity: log.propensity.map(() => Number.NaN) },
      SMALL,
      1,
    );
    const off = propensity.reduce((sum, p, i) => sum + Math.abs(p - (log.propensity[i] as number)), 0) / log.n;
    expect(off).toBeLessThan(0.03);
    expect(diagnostics.calibrationError).toBeLessThan(0.04);
    expect(diagnostics.logLoss).toBeLessThan(diagnostics.shareLogLoss);
    for (let i = 0; i < 50; i++) expect(behaviour.subarray(i * 4, i * 4 + 4).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
  });

  it("the reward model is cross-fitted: what it says of a row does not change with the row's own reward", { timeout: 60_000 }, async () => {
    const { log } = pricingSample(600, 5);
    const options = { units: [8], epochs: 2 };
    const before = await crossFitRewards(engine, log, options, 2);
    const changed = await crossFitRewards(engine, { ...log, reward: log.reward.with(7, 1e6) }, options, 2);
    expect(changed.qHat.slice(28, 32)).toEqual(before.qHat.slice(28, 32));
    expect(changed.qHat).not.toEqual(before.qHat);
  });

  it("an evaluation with estimated propensities finds the exact value within four standard errors, and says what it rests on", {
    timeout: 60_000,
  }, async () => {
    const { log, segments } = pricingSample(12_000, 8, false);
    const bandit = pricingBandit();
    const best = (g: number) => {
      const means = [...bandit.meanReward.subarray(g * 4, g * 4 + 4)];
      return means.indexOf(Math.max(...means));
    };
    const candidate = Float64Array.from(
      { length: log.n * 4 },
      (_chance, at) => 0.05 / 4 + 0.95 * Number(best(segments[Math.floor(at / 4)] as number) === at % 4),
    );
    const exact = bandit.shares.reduce((sum, share, g) => {
      const means = [...bandit.meanReward.subarray(g * 4, g * 4 + 4)];
      return sum + share * means.reduce((own, mean, a) => own + mean * (0.05 / 4 + 0.95 * Number(a === best(g))), 0);
    }, 0);
    const report = await evaluatePolicy({
      engine,
      log,
      candidate,
      now: START + 5000 * DAY,
      seed: 1,
      rewardModel: SMALL,
      propensityModel: SMALL,
    });
    for (const name of ["ips", "snips", "dr", "sndr"]) {
      const found = report.estimates.find(({ estimator }) => estimator === name);
      expect(Math.abs((found?.value ?? 0) - exact), name).toBeLessThan(4 * (found?.se ?? 0));
    }
    expect(report.difference.lower95).toBeGreaterThan(0);
    expect(report.propensities).toMatchObject({ source: "ESTIMATED" });
    expect(report.warnings.join(" ")).toContain("estimated");
    expect(report.weights.histogram.reduce((sum, { n }) => sum + n, 0)).toBe(log.n);
    expect(report.support.unsupportedShare).toBe(0);
  });

  it("the same request gives the same report, to the last digit", { timeout: 60_000 }, async () => {
    const { log } = pricingSample(400, 8, false);
    const request = {
      engine,
      log,
      candidate: new Float64Array(log.n * 4).fill(0.25),
      now: START + 5000 * DAY,
      seed: 3,
      rewardModel: { epochs: 2 },
      propensityModel: { epochs: 2 },
    };
    const { data: _data, ...first } = await evaluatePolicy(request);
    const { data: _again, ...second } = await evaluatePolicy(request);
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    expect(first.segments.reduce((sum, { n }) => sum + n, 0)).toBe(400);
  });

  it("a log with half its propensities, or a policy with other actions, is refused", async () => {
    const { log } = pricingSample(300, 8);
    const candidate = new Float64Array(log.n * 4).fill(0.25);
    const request = { engine, log, candidate, now: START + 5000 * DAY, seed: 1 };
    await expect(evaluatePolicy({ ...request, log: { ...log, propensity: log.propensity.with(3, Number.NaN) } })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    await expect(evaluatePolicy({ ...request, candidate: candidate.slice(4) })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});

describe("evaluation of trajectories", { timeout: 60_000 }, () => {
  const accounts = environment("credit-limit");
  const model = accounts.model?.() as TabularModel;
  const logged = uniformPolicy(model);
  const data = playEpisodes(accounts.create({ months: 12 }) as DiscreteEnv, modelPolicy(model, logged), 1500, 77);

  it("FQE by counting is the exact value of the policy in the model of the counts, within 4 of its standard errors of the truth", async () => {
    for (const policy of [logged, deterministic(model, new Array<number>(11).fill(1))]) {
      const exact = evaluateTabularPolicy(model, policy).objective;
      const result = await fittedQEvaluation(engine, data, modelPolicy(model, policy), { gamma: 0.98, seed: 1 });
      expect(result).toMatchObject({ model: "TABLE", unsupportedShare: 0, episodes: 1500 });
      expect(Math.abs(result.value - exact)).toBeLessThan(4 * (result.se ?? 0));
    }
  });

  it("FQE by a network comes near the table's on the same log", async () => {
    const policy = modelPolicy(model, logged);
    const table = await fittedQEvaluation(engine, data, policy, { gamma: 0.8, seed: 1, options: { replicates: 0 } });
    const network = await fittedQEvaluation(engine, data, policy, {
      gamma: 0.8,
      seed: 1,
      options: { model: "NETWORK", units: [32], steps: 1500, batchSize: 256, targetEvery: 50, learningRate: 0.003 },
    });
    expect(table.se).toBeNull();
    // A tenth of the spread of the rewards' own root mean square times the horizon of 1 / (1 - 0.8).
    const scale = Math.sqrt(data.reward.reduce((sum, r) => sum + r * r, 0) / data.n);
    expect(Math.abs(network.value - table.value)).toBeLessThan(0.1 * scale * 5);
  });

  it("on the log's own policy every sequential estimator gives the mean return, and DR does with FQE's model", async () => {
    const policy = modelPolicy(model, logged);
    const target = chancesOf(policy, data.obs, data.mask);
    const fqe = await fittedQEvaluation(engine, data, policy, { gamma: 0.98, seed: 1, options: { replicates: 0 } });
    const rows = sequentialRows(data, target, 0.98, fqe);
    const values = sequentialEstimators.map((entry) => estimateSequential(entry, rows));
    const [is] = values;
    for (const { estimator, value, ess } of values) {
      if (estimator !== "sequential_dr") expect(value, estimator).toBeCloseTo(is?.value ?? 0, 8);
      expect(ess).toBeCloseTo(1500, 6);
    }
    const dr = values.find(({ estimator }) => estimator === "sequential_dr");
    // IS counts the twelve months that were watched; DR also what FQE expects after them.
    expect(Math.abs((dr?.value ?? 0) - evaluateTabularPolicy(model, logged).objective)).toBeLessThan(4 * (dr?.se ?? 0) + 40);
  });
});

it("episodes are the same for the same seed, and steps know what was allowed", () => {
  const env = () => environment("collections").create() as DiscreteEnv;
  const model = environment("collections").model?.() as TabularModel;
  const policy = modelPolicy(model, uniformPolicy(model));
  const first = playEpisodes(env(), policy, 30, 2);
  expect(playEpisodes(env(), policy, 30, 2)).toEqual(first);
  const rng = createRng(1);
  for (let k = 0; k < 50; k++) {
    const i = rng.int(first.n);
    expect(first.mask[i * 5 + (first.action[i] as number)]).toBe(1);
    expect(first.propensity[i]).toBeCloseTo(1 / first.mask.subarray(i * 5, i * 5 + 5).reduce((sum, open) => sum + open, 0), 12);
  }
});
