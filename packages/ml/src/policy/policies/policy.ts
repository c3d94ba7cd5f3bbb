import type { Rng } from "@plimsoll/features";
import type { NamedWeight } from "../../engine/network.ts";
import { drawIndex } from "../env.ts";
import { refuse } from "../refuse.ts";

/** What a policy reads and what it chooses from, by name. */
export interface PolicySchema {
  observationNames: readonly string[];
  actionNames: readonly string[];
}

export type Mask = ArrayLike<boolean | number> | null;

/** A policy as it is stored: its kind, what is plain JSON, and the weights of its network, where it has one. */
export interface PolicyParts {
  type: string;
  schema: PolicySchema;
  spec: Record<string, unknown>;
  weights: readonly NamedWeight[];
}

export interface Decision {
  action: number;
  /** The chance with which the policy takes this action here: what an evaluation of the log needs. */
  propensity: number;
}

/** A policy over listed actions. It always knows the chance of each of them. */
export interface DiscretePolicy {
  readonly kind: "discrete";
  readonly type: string;
  readonly schema: PolicySchema;
  /**
   * @param obs [observations]. @param mask [actions] which are allowed; null = all.
   * @returns [actions] chances, 0 where not allowed, that sum to 1.
   * @throws AppError "INVALID_INPUT" if a number is not finite or missing, or nothing is allowed.
   */
  distribution(obs: ArrayLike<number>, mask: Mask): Float64Array;
  act(obs: ArrayLike<number>, mask: Mask, rng: Rng): Decision;
  serialize(): PolicyParts;
}

/** A normal distribution of each coordinate by itself; a deviation of 0 is a point. */
export interface Gaussian {
  mean: Float64Array;
  std: Float64Array;
}

/** A policy whose action is a vector. */
export interface ContinuousPolicy {
  readonly kind: "continuous";
  readonly type: string;
  readonly schema: PolicySchema;
  distribution(obs: ArrayLike<number>): Gaussian;
  /** `propensity` is the density of the action, or 1 where the policy is a point. */
  act(obs: ArrayLike<number>, rng: Rng): { action: Float64Array; propensity: number };
  serialize(): PolicyParts;
}

export type Policy = DiscretePolicy | ContinuousPolicy;

/** How a stored policy is read back; one line each in the registry. */
export interface PolicyType {
  type: string;
  /** @throws AppError "BAD_BUNDLE" if the parts are not those of this type. */
  read(parts: PolicyParts): Policy;
}

/** A policy from the one thing in which kinds differ: raw chances of what is allowed, which need not be checked again. */
export function discretePolicy(
  type: string,
  schema: PolicySchema,
  chances: (obs: ArrayLike<number>, allowed: Uint8Array) => Float64Array,
  parts: () => Pick<PolicyParts, "spec" | "weights">,
): DiscretePolicy {
  const distribution = (obs: ArrayLike<number>, mask: Mask) => {
    checkObservation(schema, obs);
    return chances(obs, allowedActions(schema, mask));
  };
  return {
    kind: "discrete",
    type,
    schema,
    distribution,
    act(obs, mask, rng) {
      const own = distribution(obs, mask);
      const action = drawIndex(own, rng.next());
      return { action, propensity: own[action] as number };
    },
    serialize: () => ({ type, schema, ...parts() }),
  };
}

export function checkObservation({ observationNames }: PolicySchema, obs: ArrayLike<number>): void {
  if (obs.length !== observationNames.length)
    throw refuse(`The policy reads ${observationNames.length} numbers. Got ${obs.length}; apply its own features first.`, ["observation"]);
  for (let k = 0; k < obs.length; k++)
    if (!Number.isFinite(obs[k])) throw refuse(`'${observationNames[k]}' is ${obs[k]}. The policy needs a finite number.`, ["observation"]);
}

/** [actions] 1 = allowed. @throws AppError "INVALID_INPUT" for a mask of another length or one that allows nothing. */
export function allowedActions({ actionNames }: PolicySchema, mask: Mask): Uint8Array {
  const n = actionNames.length;
  if (!mask) return new Uint8Array(n).fill(1);
  if (mask.length !== n) throw refuse(`A mask of this policy has ${n} entries. Got ${mask.length}.`, ["mask"]);
  const allowed = Uint8Array.from(mask, Number);
  if (!allowed.includes(1)) throw refuse("The mask allows no action. Let at least one stand, declining for example.", ["mask"]);
  return allowed;
}

/** All chance on the best allowed value (the first of equals), less `epsilon` spread evenly over what is allowed. */
export function greedyChances(values: ArrayLike<number>, allowed: Uint8Array, epsilon = 0): Float64Array {
  let best = -1;
  let count = 0;
  for (let a = 0; a < allowed.length; a++) {
    if (allowed[a] === 0) continue;
    count++;
    if (best < 0 || (values[a] as number) > (values[best] as number)) best = a;
  }
  const chances = Float64Array.from(allowed, (open) => (open * epsilon) / count);
  chances[best] = (chances[best] as number) + 1 - epsilon;
  return chances;
}

/** softmax of the allowed logits. */
export function softmaxChances(logits: ArrayLike<number>, allowed: Uint8Array): Float64Array {
  let largest = Number.NEGATIVE_INFINITY;
  for (let a = 0; a < allowed.length; a++) if (allowed[a] === 1) largest = Math.max(largest, logits[a] as number);
  const chances = Float64Array.from(allowed, (open, a) => (open === 1 ? Math.exp((logits[a] as number) - largest) : 0));
  const total = chances.reduce((sum, value) => sum + value, 0);
  return chances.map((value) => value / total);
}
