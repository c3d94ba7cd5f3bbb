import type { ContinuousPolicy } from "../policies/policy.ts";
import { refuse } from "../refuse.ts";
import { executionDesk } from "./execution-desk.ts";
import { hedgeDesk } from "./hedge-desk.ts";
import type { NumberFacts, NumberLimits } from "./limits.ts";

export interface DeskInput {
  name: string;
  description: string;
}

/** A policy that gives a number, in the units of the desk that asks it. */
export interface Desk {
  /** Of the number. */
  unit: string;
  /** What a record to decide on holds, all of them numbers. */
  inputs: readonly DeskInput[];
  /** [observations] of a record. @throws AppError "INVALID_INPUT" for what cannot be. */
  observe(record: Readonly<Record<string, number>>): Float64Array;
  /** What the network says. */
  want(obs: Float64Array): number;
  /** What is known without a network: the delta, the closed-form schedule from here on. Decides where the network may not. */
  benchmark(obs: Float64Array): number;
  facts(obs: Float64Array, limits: NumberLimits): NumberFacts;
}

/** The desks by the type of policy that they ask; one line each. */
const desks: Record<string, (policy: ContinuousPolicy) => Desk> = { hedge: hedgeDesk, execution: executionDesk };

/** @throws AppError "INVALID_INPUT" for a policy that no desk knows. */
export function deskOf(policy: ContinuousPolicy): Desk {
  const make = desks[policy.type];
  if (!make) throw refuse(`No desk knows how to ask a policy of type '${policy.type}'.`);
  return make(policy);
}
