import { z } from "zod";
import type { NamedWeight } from "../../engine/network.ts";
import { denseForward } from "../network/forward.ts";
import type { Standardisation } from "../network/standardise.ts";
import { checkLayers, StandardisationSpec } from "./network.ts";
import { type DiscretePolicy, discretePolicy, greedyChances, type PolicySchema, type PolicyType, softmaxChances } from "./policy.ts";

export interface BatchConstrainedSpec {
  /** An action counts only where the log took it at least this often, as a share of the most frequent one. */
  threshold: number;
  standardisation: Standardisation;
}

const BEHAVIOUR = "behaviour/";

/**
 * The best action by value among those that the log took often enough here. Source: Fujimoto, Conti, Ghavamzadeh and Pineau (2019).
 * @param values layers of the action values. @param behaviour layers of the log's own policy, as logits.
 */
export function batchConstrainedPolicy(
  schema: PolicySchema,
  spec: BatchConstrainedSpec,
  values: readonly NamedWeight[],
  behaviour: readonly NamedWeight[],
): DiscretePolicy {
  const { threshold, standardisation } = spec;
  const [nInputs, nActions] = [schema.observationNames.length, schema.actionNames.length];
  for (const weights of [values, behaviour]) checkLayers(weights, nInputs, nActions);
  const [worth, habit] = [denseForward(values, "relu"), denseForward(behaviour, "relu")];
  const row = new Float32Array(nInputs);
  return discretePolicy(
    "batch-constrained",
    schema,
    (obs, allowed) => {
      for (let k = 0; k < nInputs; k++)
        row[k] = ((obs[k] as number) - (standardisation.mean[k] as number)) / (standardisation.std[k] as number);
      return greedyChances(worth(row), frequent(softmaxChances(habit(row), allowed), threshold));
    },
    () => ({ spec: { ...spec }, weights: [...values, ...behaviour.map((weight) => ({ ...weight, name: `${BEHAVIOUR}${weight.name}` }))] }),
  );
}

/** 1 where a chance is at least `threshold` times the largest. */
export function frequent(chances: Float64Array, threshold: number): Uint8Array {
  const largest = chances.reduce((most, chance) => Math.max(most, chance), 0);
  return Uint8Array.from(chances, (chance) => Number(chance > 0 && chance >= threshold * largest));
}

const Spec = z.object({ threshold: z.number().min(0).max(1), standardisation: StandardisationSpec });

export const batchConstrainedType: PolicyType = {
  type: "batch-constrained",
  read({ schema, spec, weights }) {
    const isBehaviour = ({ name }: NamedWeight) => name.startsWith(BEHAVIOUR);
    return batchConstrainedPolicy(
      schema,
      Spec.parse(spec),
      weights.filter((weight) => !isBehaviour(weight)),
      weights.filter(isBehaviour).map((weight) => ({ ...weight, name: weight.name.slice(BEHAVIOUR.length) })),
    );
  },
};
