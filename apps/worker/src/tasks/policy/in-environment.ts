import type { StringColumn } from "@plimsoll/features";
import type { DiscreteEnv, DiscretePolicy } from "@plimsoll/ml";
import { AppError } from "@plimsoll/schema";
import { discreteOf, observationsOf, type StoredPolicy } from "../../policies/stored-policy.ts";

/**
 * A stored policy as a policy of an environment: as it is where it reads the environment's own observations; by name where it was learned
 * from a log whose only feature is the state. Actions are matched by name.
 * @throws AppError INVALID_INPUT where the two do not fit.
 */
export function policyFor(stored: StoredPolicy, env: DiscreteEnv): DiscretePolicy {
  const { policy } = discreteOf(stored);
  const order = env.actionNames.map((name) => policy.schema.actionNames.indexOf(name));
  if (order.includes(-1) || order.length !== policy.schema.actionNames.length)
    throw refuse(
      `The policy chooses among ${policy.schema.actionNames.join(", ")}, environment '${env.id}' among ${env.actionNames.join(", ")}.`,
    );
  const read = readerFor(stored, env);
  const distribution: DiscretePolicy["distribution"] = (obs, mask) => {
    const own = mask && policy.schema.actionNames.map((name) => Boolean(mask[env.actionNames.indexOf(name)]));
    const chances = policy.distribution(read(obs), own);
    return Float64Array.from(order, (a) => chances[a] as number);
  };
  return {
    ...policy,
    schema: { observationNames: env.observationNames, actionNames: env.actionNames },
    distribution,
    act(obs, mask, rng) {
      const chances = distribution(obs, mask);
      let [left, action] = [rng.next(), 0];
      for (let a = 0; a < chances.length; a++) {
        if ((chances[a] as number) <= 0) continue;
        action = a;
        left -= chances[a] as number;
        if (left < 0) break;
      }
      return { action, propensity: chances[action] as number };
    },
  };
}

function readerFor(stored: StoredPolicy, env: DiscreteEnv): (obs: ArrayLike<number>) => ArrayLike<number> {
  const { pipeline, policy, columns } = stored;
  if (!pipeline) {
    if (policy.schema.observationNames.join("\n") === env.observationNames.join("\n")) return (obs) => obs;
    throw refuse(
      `The policy reads ${policy.schema.observationNames.slice(0, 12).join(", ")}; environment '${env.id}' shows ${env.observationNames.slice(0, 12).join(", ")}.`,
    );
  }
  const [only, ...more] = columns;
  if (more.length > 0 || only?.type !== "STRING")
    throw refuse(
      `The policy was learned from ${columns.map(({ name }) => `'${name}'`).join(", ")}; environment '${env.id}' shows its state alone.`,
    );
  // Every state once, through the policy's own features.
  const n = env.observationNames.length;
  const column: StringColumn = {
    name: only.name,
    type: "STRING",
    codes: Int32Array.from({ length: n }, (_code, k) => k),
    dictionary: [...env.observationNames],
  };
  const all = observationsOf(stored, { rowCount: n, columns: [column] });
  const d = policy.schema.observationNames.length;
  return (obs) => {
    const state = Array.from(obs).indexOf(1);
    return all.subarray(state * d, (state + 1) * d);
  };
}

const refuse = (message: string): AppError =>
  new AppError("INVALID_INPUT", "input", `${message} Choose the environment that the policy was made for.`, { path: ["environment"] });
