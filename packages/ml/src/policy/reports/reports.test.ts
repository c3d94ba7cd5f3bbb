import { expect, it } from "vitest";
import { loadEngine } from "../../engine/load.ts";
import { trainPolicy } from "../agents/train-policy.ts";
import { environment } from "../environments/index.ts";
import { type DiscretePolicy, discretePolicy } from "../policies/policy.ts";
import { modelPolicy } from "../policies/tabular.ts";
import { deterministic, type TabularModel } from "../tabular/model.ts";
import { policyIteration } from "../tabular/solve.ts";
import { actionMap } from "./action-map.ts";
import { oracleGap } from "./oracle-gap.ts";

const refused = expect.objectContaining({ code: "INVALID_INPUT", kind: "input" });

it("an action map shows where the policy changes its mind, the other observations held still", () => {
  const policy = discretePolicy(
    "test",
    { observationNames: ["risk", "amount", "age"], actionNames: ["decline", "approve"] },
    (obs) => {
      const [risk = 0, amount = 0, age = 0] = Array.from(obs);
      const approves = Number(risk + amount < age);
      return Float64Array.of(1 - approves, approves);
    },
    () => ({ spec: {}, weights: [] }),
  );
  const map = actionMap(policy, {
    x: { name: "risk", low: 0, high: 2 },
    y: { name: "amount", low: 0, high: 1 },
    reference: [9, 9, 1.5],
    cells: 3,
  });
  // Rows are amounts 0, 0.5, 1; columns risks 0, 1, 2; approved where risk + amount < 1.5.
  expect(map.action).toEqual([
    [1, 1, 0],
    [1, 0, 0],
    [1, 0, 0],
  ]);
  expect(map.chance.flat().every((chance) => chance === 1)).toBe(true);
  expect(map.x.values).toEqual([0, 1, 2]);
  expect(() =>
    actionMap(policy, { x: { name: "no-such", low: 0, high: 1 }, y: { name: "amount", low: 0, high: 1 }, reference: [0, 0, 0] }),
  ).toThrow(refused);
  expect(() =>
    actionMap(policy, { x: { name: "risk", low: 1, high: 1 }, y: { name: "amount", low: 0, high: 1 }, reference: [0, 0, 0] }),
  ).toThrow(refused);
});

it("the best policy has no gap to itself, and always holding loses what the exact values say", () => {
  const model = environment("credit-limit").model?.() as TabularModel;
  const best = policyIteration(model);
  const own = oracleGap(model, modelPolicy(model, deterministic(model, best.actions)));
  expect(own.value).toBeCloseTo(own.optimum, 9);
  expect(own.states.every(({ regret, best: top, learned }) => Math.abs(regret) < 1e-9 && top === learned)).toBe(true);
  const hold = oracleGap(model, modelPolicy(model, deterministic(model, new Array<number>(11).fill(1))));
  // 93.304 of 668.831: the reference's own values of holding and of the optimum.
  expect(hold.value).toBeCloseTo(93.3041905983, 8);
  expect(hold.states.find(({ state }) => state === "b0_l1")).toMatchObject({ best: "increase", learned: "hold", chance: 1 });
  expect(() =>
    oracleGap(
      model,
      modelPolicy(
        environment("collections").model?.() as TabularModel,
        new Float64Array(14 * 5).map((_chance, at) => Number(at % 5 === 0)),
      ),
    ),
  ).toThrow(refused);
});

it("the pricing bandit as a model gives the optimum of the reference, and its exact policy has no gap", async () => {
  const model = environment("bandit-pricing").model?.() as TabularModel;
  // V_optimal of bandit_pricing in golden/policy.json.
  expect(policyIteration(model).objective).toBeCloseTo(69.8067456, 7);
  const params = { engine: await loadEngine(), seed: 1, params: {} };
  const source = { kind: "ENVIRONMENT" as const, environment: environment("bandit-pricing") };
  const { policy } = await trainPolicy({ ...params, agent: "exact", source });
  const gap = oracleGap(model, policy as DiscretePolicy);
  expect(gap.value).toBeCloseTo(gap.optimum, 9);
  expect(gap.states).toHaveLength(12);
});

it("the exact agent keeps a loss budget by drawing in one state, and refuses one where there is no loss", async () => {
  const request = { engine: await loadEngine(), agent: "exact", seed: 1 };
  const credit = { kind: "ENVIRONMENT" as const, environment: environment("credit-limit") };
  const { policy } = await trainPolicy({ ...request, source: credit, params: { lossBudget: 76 } });
  const model = environment("credit-limit").model?.() as TabularModel;
  // 242.998: the reference's value under a cap of 76.
  expect(oracleGap(model, policy as DiscretePolicy).value).toBeCloseTo(242.998, 3);
  const other = { kind: "ENVIRONMENT" as const, environment: environment("collections") };
  await expect(trainPolicy({ ...request, source: other, params: { lossBudget: 76 } })).rejects.toMatchObject({ code: "INVALID_INPUT" });
});
