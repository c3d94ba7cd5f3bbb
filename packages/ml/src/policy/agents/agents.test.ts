import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { loadEngine } from "../../engine/load.ts";
import type { DiscreteEnv } from "../env.ts";
import { environment } from "../environments/index.ts";
import { decisionLog } from "../logs/decision-log.ts";
import { playEpisodes } from "../logs/trajectories.ts";
import { readPolicy, writePolicy } from "../policies/file.ts";
import type { Policy } from "../policies/policy.ts";
import { modelPolicy } from "../policies/tabular.ts";
import { uniformPolicy } from "../tabular/model.ts";
import type { Agent, AgentSource } from "./agent.ts";
import { agent, agents } from "./index.ts";
import { trainPolicy } from "./train-policy.ts";

const engine = await loadEngine();
const refused = expect.objectContaining({ code: "INVALID_INPUT", kind: "input" });

/** Small enough for a test, whatever the defaults are. */
const SMALL = [
  { units: [8], steps: 40, learningStarts: 10, bufferSize: 200, batchSize: 8, evaluateEvery: 20, evaluationEpisodes: 1 },
  { units: [8], steps: 64, environments: 2, horizon: 16, epochs: 2, batchSize: 8, evaluateEvery: 32, evaluationEpisodes: 1 },
  { units: [8], steps: 40, batchSize: 16 },
  { units: [8], steps: 12, batch: 32 },
  { units: [8], epochs: 2, batchSize: 32, rewardModel: { units: [4], epochs: 1 } },
  { units: [8], epochs: 2, batchSize: 32 },
  {},
];
const smallParams = ({ params }: Agent) => SMALL.find((small) => params.safeParse(small).success) ?? {};

/** Decisions whose reward depends on context and action, with the third action forbidden in every second row. */
const log = (() => {
  const rng = createRng(4);
  const rows = Array.from({ length: 120 }, (_row, i) => {
    const context = [rng.normal(), 100 * rng.normal()];
    const mask = [true, true, i % 2 === 0];
    const action = rng.int(i % 2 === 0 ? 3 : 2);
    const reward = (action === 1 ? 1 : -1) * (context[0] as number) + 0.1 * rng.normal();
    return {
      context,
      action,
      mask,
      reward,
      propensity: i % 2 === 0 ? 1 / 3 : 1 / 2,
      rewardDueAt: null,
      policyVersion: "v1",
      segment: null,
      decidedAt: i,
      episode: null,
    };
  });
  return decisionLog({ featureNames: ["score", "amount"], actionNames: ["decline", "low", "high"] }, rows);
})();

const accounts = environment("credit-limit");
const data = (() => {
  const model = accounts.model?.();
  if (!model) throw new Error("no model");
  return playEpisodes(accounts.create({ months: 6 }) as DiscreteEnv, modelPolicy(model, uniformPolicy(model)), 20, 5);
})();

function sourceOf({ learnsFrom, environments }: Agent): AgentSource {
  if (learnsFrom === "DECISIONS") return { kind: "DECISIONS", log };
  if (learnsFrom === "TRAJECTORIES") return { kind: "TRAJECTORIES", data, gamma: 0.98 };
  const id = environments?.[0] ?? "credit-limit";
  return { kind: "ENVIRONMENT", environment: environment(id), params: id.startsWith("hedge") ? { steps: 4 } : {} };
}

const trainSmall = (entry: Agent, seed: number, more: { signal?: AbortSignal; onProgress?(): void } = {}) =>
  trainPolicy({ engine, agent: entry.name, params: smallParams(entry), source: sourceOf(entry), seed, ...more });

/** What the policy does at a few observations, as text. */
function behaviour(policy: Policy): string {
  const rng = createRng(1);
  const width = policy.schema.observationNames.length;
  return JSON.stringify(
    Array.from({ length: 5 }, (_row, i) => {
      const obs = Array.from({ length: width }, (_value, k) => (width > 8 ? Number(k === i) : 0.2 + 0.5 * rng.next()));
      if (policy.kind === "continuous") return [...policy.distribution(obs).mean];
      return [...policy.distribution(obs, null)];
    }),
  );
}

describe.each(agents.map((entry) => [entry.name, entry] as const))("agent %s", { timeout: 60_000 }, (_name, entry) => {
  it("parses no parameters to its defaults, titles each, and refuses one it does not have", () => {
    const defaults = entry.parse({});
    expect(entry.parse(defaults)).toEqual(defaults);
    const { properties } = entry.paramsJsonSchema() as { properties: Record<string, object> };
    for (const property of Object.values(properties))
      expect(property).toMatchObject({ title: expect.any(String), description: expect.any(String) });
    expect(() => entry.parse({ noSuchParameter: 1 })).toThrow(refused);
  });

  it("gives the same file for the same seed, reads back to the same policy, and leaves no tensor behind", async () => {
    const first = await trainSmall(entry, 7);
    const before = engine.backend.tensorCount();
    const again = await trainSmall(entry, 7);
    expect(engine.backend.tensorCount()).toBe(before);
    const bytes = writePolicy(first.policy, { seed: 7 });
    expect(writePolicy(again.policy, { seed: 7 })).toEqual(bytes);
    const { policy, lineage } = readPolicy(bytes);
    expect(lineage).toEqual({ seed: 7 });
    expect(behaviour(policy)).toBe(behaviour(first.policy));
    expect(writePolicy(policy, { seed: 7 })).toEqual(bytes);
  });

  it("always knows its chances: they sum to one, are zero where forbidden, and are those it acts with", async () => {
    const { policy } = await trainSmall(entry, 3);
    if (policy.kind === "continuous") {
      const obs = policy.schema.observationNames.map(() => 0.5);
      const { mean, std } = policy.distribution(obs);
      expect(policy.act(obs, createRng(1))).toEqual({ action: mean, propensity: 1 });
      expect(std.every((value) => value === 0)).toBe(true);
      return;
    }
    const { observationNames, actionNames } = policy.schema;
    const obs = observationNames.map((_name, k) => Number(k === 0));
    for (let forbidden = -1; forbidden < actionNames.length; forbidden++) {
      const mask = actionNames.map((_action, a) => a !== forbidden);
      const chances = policy.distribution(obs, mask);
      expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 9);
      if (forbidden >= 0) expect(chances[forbidden]).toBe(0);
      const { action, propensity } = policy.act(obs, mask, createRng(9));
      expect(propensity).toBe(chances[action]);
    }
    expect(() =>
      policy.distribution(
        obs,
        actionNames.map(() => false),
      ),
    ).toThrow(refused);
    expect(() => policy.distribution(obs.with(0, Number.NaN), null)).toThrow(refused);
    expect(() => policy.distribution(obs.slice(1), null)).toThrow(refused);
  });

  it("stops soon after it is aborted, and refuses a source of another kind", async () => {
    const controller = new AbortController();
    controller.abort();
    const params = { ...entry.parse(smallParams(entry)), ...("steps" in entry.parse(smallParams(entry)) ? { steps: 100_000 } : {}) };
    const running = trainPolicy({ engine, agent: entry.name, params, source: sourceOf(entry), seed: 1, signal: controller.signal });
    await expect(running).rejects.toMatchObject({ code: "CANCELLED" });
    const other: AgentSource = entry.learnsFrom === "DECISIONS" ? { kind: "TRAJECTORIES", data, gamma: 0.9 } : { kind: "DECISIONS", log };
    await expect(trainPolicy({ engine, agent: entry.name, params: {}, source: other, seed: 1 })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
  });
});

it("an unknown agent is refused with the names of those that exist, an environment with actions of another kind too", async () => {
  expect(() => agent("no-such")).toThrow(/dqn/);
  const source: AgentSource = { kind: "ENVIRONMENT", environment: environment("hedge-bs") };
  await expect(trainPolicy({ engine, agent: "dqn", params: {}, source, seed: 1 })).rejects.toMatchObject({ code: "INVALID_INPUT" });
});

it("rewards that are not known, a discount of 1 and a seed that is none are refused", async () => {
  const refusedRequest = { code: "INVALID_INPUT" };
  const unknown: AgentSource = { kind: "DECISIONS", log: { ...log, reward: log.reward.with(5, Number.NaN) } };
  await expect(trainPolicy({ engine, agent: "lin-ucb", params: {}, source: unknown, seed: 1 })).rejects.toMatchObject(refusedRequest);
  for (const source of [
    { kind: "TRAJECTORIES", data, gamma: 1 },
    { kind: "TRAJECTORIES", data: { ...data, reward: data.reward.with(0, Number.NaN) }, gamma: 0.9 },
  ] satisfies AgentSource[])
    await expect(trainPolicy({ engine, agent: "cql", params: {}, source, seed: 1 })).rejects.toMatchObject(refusedRequest);
  for (const seed of [-1, 0.5, 2 ** 32])
    await expect(trainPolicy({ engine, agent: "lin-ucb", params: {}, source: { kind: "DECISIONS", log }, seed })).rejects.toMatchObject(
      refusedRequest,
    );
});

it("a file that lies about its policy is refused", async () => {
  const { policy } = await trainSmall(agent("fitted-q"), 1);
  const parts = policy.serialize();
  const forge = (change: Partial<typeof parts>) => writePolicy({ ...policy, serialize: () => ({ ...parts, ...change }) } as Policy);
  const bad = expect.objectContaining({ code: "BAD_BUNDLE" });
  expect(() => readPolicy(forge({ type: "no-such" }))).toThrow(bad);
  expect(() => readPolicy(forge({ spec: {} }))).toThrow(bad);
  expect(() => readPolicy(forge({ weights: parts.weights.slice(2) }))).toThrow(bad);
  expect(() => readPolicy(forge({ schema: { ...parts.schema, actionNames: ["only"] } }))).toThrow(bad);
  expect(() => readPolicy(writePolicy(policy).slice(0, 50))).toThrow(bad);
});
