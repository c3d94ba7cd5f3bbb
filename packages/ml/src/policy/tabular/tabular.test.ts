import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { largestDifference } from "../../testing/close.ts";
import { creditLimit, creditLossOf } from "../environments/credit-limit.ts";
import { environments } from "../environments/index.ts";
import { randomMdp } from "../environments/random-mdp.ts";
import { actionValues, evaluateTabularPolicy } from "./evaluate.ts";
import { deterministic, type TabularModel, tabularModel, uniformPolicy } from "./model.ts";
import { solveConstrained } from "./occupancy.ts";
import { policyIteration, solveFiniteHorizon, valueIteration } from "./solve.ts";

const golden = JSON.parse(readFileSync(new URL("../golden/policy.json", import.meta.url), "utf8"));
const mdp = golden.credit_limit_mdp;
/** 1e-8 absolute: the golden values carry nine decimals. */
const TOLERANCE = 1e-8;

const modelOf = (id: { model?(params?: unknown): TabularModel }, params?: unknown): TabularModel => {
  if (!id.model) throw new Error("no model");
  return id.model(params);
};
const fromGolden = (): TabularModel =>
  tabularModel({
    stateNames: mdp.states,
    actionNames: mdp.actions,
    transition: mdp["P[a][s][s2]"],
    reward: mdp["R[a][s]_expected"],
    gamma: mdp.gamma,
    start: mdp.start_dist,
    mask: mdp["allowed[s][a]"],
  });
const logged = (model: TabularModel): Float64Array => uniformPolicy(model).map((chance, at) => 0.3 * chance + 0.7 * Number(at % 3 === 1));

/** V by a thousand plain sweeps of the policy's own operator: an evaluation that shares no code with the solvers. */
function sweptValues({ nStates, nActions, transition, reward, gamma }: TabularModel, policy: Float64Array): Float64Array {
  let values = new Float64Array(nStates);
  for (let sweep = 0; sweep < 1000; sweep++) {
    const now = values;
    values = now.map((_value, s) => {
      let sum = 0;
      for (let a = 0; a < nActions; a++) {
        const chance = policy[s * nActions + a] as number;
        if (chance === 0) continue;
        let after = 0;
        for (let next = 0; next < nStates; next++)
          after += (transition[(a * nStates + s) * nStates + next] as number) * (now[next] as number);
        sum += chance * ((reward[a * nStates + s] as number) + gamma * after);
      }
      return sum;
    });
  }
  return values;
}

describe("the credit-limit model", () => {
  it("is the documented one: chances, rewards, losses and masks equal the reference to 1e-12", () => {
    const [ours, theirs] = [modelOf(creditLimit), fromGolden()];
    expect(largestDifference(ours.transition, theirs.transition)).toBeLessThan(1e-12);
    expect(largestDifference(ours.reward, theirs.reward)).toBeLessThan(1e-9);
    expect(largestDifference(creditLossOf(), mdp["expected_credit_loss[a][s]"].flat())).toBeLessThan(1e-9);
    expect(ours.mask).toEqual(theirs.mask);
    expect(ours.start).toEqual(theirs.start);
    expect(ours.stateNames).toEqual(mdp.states);
  });

  it.each([
    ["value iteration", (model: TabularModel) => valueIteration(model, { tolerance: 1e-10 })],
    ["policy iteration", policyIteration],
  ])("%s gives the reference's best values", (_name, solve) => {
    const { values, q, objective } = solve(fromGolden());
    expect(largestDifference(values, mdp.V_star)).toBeLessThan(TOLERANCE);
    const wanted = mdp["Q_star[s][a]_null_if_masked"].flat() as (number | null)[];
    wanted.forEach((value, at) => {
      if (value === null) expect(q[at]).toBeNaN();
      else expect(Math.abs((q[at] as number) - value)).toBeLessThan(TOLERANCE);
    });
    expect(Math.abs(objective - mdp.J.optimal)).toBeLessThan(TOLERANCE);
  });

  it("evaluates the reference's policies exactly, and their credit loss", () => {
    const model = fromGolden();
    const hold = deterministic(model, new Array<number>(11).fill(1));
    const increase = deterministic(
      model,
      Array.from({ length: 11 }, (_action, s) => (s < 3 ? 2 : 1)),
    );
    const value = (policy: Float64Array, cost?: Float64Array) => evaluateTabularPolicy(model, policy, cost).objective;
    const off = (ours: number, theirs: number) => expect(Math.abs(ours - theirs)).toBeLessThan(TOLERANCE);
    off(value(uniformPolicy(model)), mdp.J.behaviour_uniform_allowed);
    off(value(hold), mdp.J.always_hold);
    off(value(increase), mdp.J.always_increase_when_current);
    off(value(logged(model)), mdp.J["behaviour_logged_0.7hold_0.3uniform"]);
    const best = deterministic(model, policyIteration(model).actions);
    // 1e-6 absolute: the reference prints seven decimals.
    expect(value(best, creditLossOf())).toBeCloseTo(mdp.discounted_credit_loss.optimal, 6);
    expect(value(hold, creditLossOf())).toBeCloseTo(mdp.discounted_credit_loss.always_hold, 6);
  });

  it("plans twelve months backwards as the reference does", () => {
    const { values, actions } = solveFiniteHorizon(fromGolden(), 12);
    const wanted = mdp.finite_horizon_12_undiscounted;
    expect(largestDifference(values, wanted.V)).toBeLessThan(TOLERANCE);
    expect(actions).toHaveLength(12);
    // In states of the lowest limit lowering and holding are one move, so values are compared, not names.
    expect([...(actions[0] ?? [])].slice(0, 3)).toEqual(wanted.first_decision.slice(0, 3));
  });

  it("under a loss cap of 76 draws between two actions, earns what the reference earns, and prices the cap", async () => {
    const { policy, objective, budgets } = await solveConstrained(fromGolden(), [{ name: "loss", cost: creditLossOf(), cap: 76 }]);
    const wanted = mdp.constrained;
    // 1e-5 absolute: the solver's own feasibility tolerance, times rewards of hundreds.
    expect(objective).toBeCloseTo(wanted.J, 5);
    expect(budgets[0]?.spent).toBeCloseTo(76, 5);
    expect(budgets[0]?.multiplier).toBeCloseTo(wanted.lagrange_multiplier, 4);
    expect(policy[3]).toBeCloseTo(wanted["policy[s][a]"][1][0], 6);
    expect(policy[5]).toBeCloseTo(wanted["policy[s][a]"][1][2], 6);
    // The policy alone, evaluated afresh, keeps the cap and earns the same.
    const model = fromGolden();
    expect(evaluateTabularPolicy(model, policy).objective).toBeCloseTo(wanted.J, 5);
    expect(evaluateTabularPolicy(model, policy, creditLossOf()).objective).toBeLessThan(76 + 1e-5);
  });

  it("a cap that no policy keeps is infeasible", async () => {
    await expect(solveConstrained(fromGolden(), [{ name: "loss", cost: creditLossOf(), cap: 10 }])).rejects.toMatchObject({
      code: "INFEASIBLE",
    });
  });
});

describe("random models", () => {
  it.each(Object.entries(golden.random_mdp.seeds))("seed %s is the published model, with its best and uniform values", (seed, wanted) => {
    const model = modelOf(randomMdp, { seed: Number(seed) });
    const published = wanted as Record<string, number[] & number>;
    expect(largestDifference(model.transition.subarray(0, 3), published["P[0][0][0..2]"] ?? [])).toBeLessThan(1e-12);
    expect(largestDifference(model.reward.subarray(0, 3), published["R[0][0..2]"] ?? [])).toBeLessThan(1e-9);
    const { objective, actions } = policyIteration(model);
    expect(Math.abs(objective - (published.mean_V_star ?? 0))).toBeLessThan(TOLERANCE);
    expect([...actions]).toEqual(published.pi_star);
    const uniform = evaluateTabularPolicy(model, uniformPolicy(model)).objective;
    expect(Math.abs(uniform - (published.mean_V_uniform_policy ?? 0))).toBeLessThan(TOLERANCE);
  });

  it("on fifty models drawn now, all solvers agree to 1e-8 with each other and with plain sweeps, and no policy is better", {
    timeout: 60_000,
  }, async () => {
    for (let k = 0; k < 50; k++) {
      const seed = randomInt(2 ** 32);
      const rng = createRng(seed);
      const model = modelOf(randomMdp, { seed, states: 2 + rng.int(20), actions: 1 + rng.int(5), gamma: 0.5 + 0.45 * rng.next() });
      const [swept, iterated] = [valueIteration(model, { tolerance: 1e-10 }), policyIteration(model)];
      const what = `seed ${seed}`;
      expect(largestDifference(swept.values, iterated.values), what).toBeLessThan(TOLERANCE);
      const best = deterministic(model, iterated.actions);
      expect(largestDifference(sweptValues(model, best), iterated.values), what).toBeLessThan(TOLERANCE);
      // Bellman's condition, from the definition: no single change of action gains anything.
      const q = actionValues(model, iterated.values);
      for (let at = 0; at < q.length; at++)
        expect((q[at] as number) - (iterated.values[Math.floor(at / model.nActions)] as number), what).toBeLessThan(TOLERANCE);
      if (k < 5) expect((await solveConstrained(model, [])).objective, what).toBeCloseTo(iterated.objective, 6);
    }
  });
});

describe("what is no model", () => {
  const one = { stateNames: ["a", "b"], actionNames: ["x"], reward: [[0, 0]], gamma: 0.9, start: [1, 0] };
  const refused = expect.objectContaining({ code: "INVALID_INPUT", kind: "input" });

  it.each([
    [
      "chances that sum to 0.9",
      {
        ...one,
        transition: [
          [
            [0.9, 0],
            [0, 1],
          ],
        ],
      },
    ],
    [
      "a negative chance",
      {
        ...one,
        transition: [
          [
            [1.1, -0.1],
            [0, 1],
          ],
        ],
      },
    ],
    ["a missing row", { ...one, transition: [[[1, 0]]] }],
    [
      "a reward that is NaN",
      {
        ...one,
        transition: [
          [
            [1, 0],
            [0, 1],
          ],
        ],
        reward: [[Number.NaN, 0]],
      },
    ],
    [
      "a discount of 1",
      {
        ...one,
        transition: [
          [
            [1, 0],
            [0, 1],
          ],
        ],
        gamma: 1,
      },
    ],
    [
      "a state without an action",
      {
        ...one,
        transition: [
          [
            [1, 0],
            [0, 1],
          ],
        ],
        mask: [[1], [0]],
      },
    ],
  ])("%s is refused", (_what, description) => {
    expect(() => tabularModel(description)).toThrow(refused);
  });

  it("a policy that takes a forbidden action, or whose chances do not sum to 1, is refused", () => {
    const model = fromGolden();
    expect(() => evaluateTabularPolicy(model, deterministic(model, new Array<number>(11).fill(2)))).toThrow(refused);
    expect(() => evaluateTabularPolicy(model, new Float64Array(33))).toThrow(refused);
  });
});

it("every environment that has a model steps as its model says: mean reward and next states within 4.5 standard errors (and five rare events)", {
  timeout: 60_000,
}, () => {
  for (const definition of environments) {
    if (!definition.model) continue;
    const model = definition.model();
    const env = definition.create();
    const counts = new Float64Array(model.nActions * model.nStates);
    const next = new Float64Array(model.transition.length);
    const [sums, squares] = [new Float64Array(counts.length), new Float64Array(counts.length)];
    const rng = createRng(11);
    let episode = 0;
    let obs = env.reset(episode).obs;
    for (let step = 0; step < 30_000; step++) {
      const mask = env.actionMask?.() ?? new Array<boolean>(model.nActions).fill(true);
      const allowed = mask.flatMap((open, a) => (open ? [a] : []));
      const action = allowed[rng.int(allowed.length)] as number;
      const at = action * model.nStates + obs.indexOf(1);
      const result = (env as { step(a: number): ReturnType<typeof env.step> }).step(action);
      counts[at] = (counts[at] as number) + 1;
      sums[at] = (sums[at] as number) + result.reward;
      squares[at] = (squares[at] as number) + result.reward ** 2;
      obs = result.terminated || result.truncated ? env.reset(++episode).obs : result.obs;
      // A model that looks one step ahead says which case comes next; others, where the step itself leads.
      const to = at * model.nStates + (model.gamma === 0 ? obs : result.obs).indexOf(1);
      next[to] = (next[to] as number) + 1;
    }
    let tested = 0;
    counts.forEach((n, at) => {
      if (n < 200) return;
      tested++;
      const mean = (sums[at] as number) / n;
      const deviation = Math.sqrt(Math.max((squares[at] as number) / n - mean * mean, 0) / n);
      expect(Math.abs(mean - (model.reward[at] as number)), `${definition.id} ${at}`).toBeLessThan(4.5 * deviation + 1e-9);
      for (let s = 0; s < model.nStates; s++) {
        const p = model.transition[at * model.nStates + s] as number;
        const share = (next[at * model.nStates + s] as number) / n;
        expect(Math.abs(share - p), `${definition.id} ${at} to ${s}`).toBeLessThan(4.5 * Math.sqrt((p * (1 - p)) / n) + 5 / n);
      }
    });
    expect(tested).toBeGreaterThan(10);
  }
});
