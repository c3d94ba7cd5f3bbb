import type { NamedWeight } from "../../engine/network.ts";
import { denseForward } from "../network/forward.ts";
import type { Standardisation } from "../network/standardise.ts";
import { refuse } from "../refuse.ts";
import { type LinearPolicySpec, LinearSpec, linearChances, plainLinear, statesOf } from "./linear.ts";
import { checkLayers, StandardisationSpec } from "./network.ts";
import { type DiscretePolicy, discretePolicy, type PolicySchema, type PolicyType } from "./policy.ts";

export interface NeuralLinearSpec extends LinearPolicySpec {
  standardisation: Standardisation;
}

/**
 * A linear rule over the last hidden layer of a network and a constant: the network learns what to look at, the regressions how sure
 * each action is. @param weights all layers; the last one, which only served to train, is not used.
 * Source: Riquelme, Tucker and Snoek (2018).
 */
export function neuralLinearPolicy(schema: PolicySchema, spec: NeuralLinearSpec, weights: readonly NamedWeight[]): DiscretePolicy {
  const features = hiddenFeatures(spec.standardisation, weights);
  const width = hiddenWidth(weights);
  checkLayers(weights, schema.observationNames.length, schema.actionNames.length);
  if (spec.states.some(({ theta }) => theta.length !== width)) throw refuse(`The regressions do not read the network's ${width} features.`);
  return discretePolicy(
    "neural-linear",
    schema,
    (obs, allowed) => linearChances(spec, features(obs), allowed),
    () => ({ spec: { ...plainLinear(spec), standardisation: spec.standardisation }, weights }),
  );
}

/** Values of the last hidden layer and a 1. */
export const hiddenWidth = (weights: readonly NamedWeight[]): number => (weights.at(-2)?.shape[0] ?? 0) + 1;

export function hiddenFeatures({ mean, std }: Standardisation, weights: readonly NamedWeight[]): (obs: ArrayLike<number>) => Float64Array {
  // Without the last layer the one before it would count as the last and lose its activation: an identity stands in its place.
  const units = weights.at(-2)?.shape[0] ?? 0;
  const kernel = new Float32Array(units * units);
  for (let k = 0; k < units; k++) kernel[k * units + k] = 1;
  const identity = [
    { name: "identity.kernel", shape: [units, units], values: kernel },
    { name: "identity.bias", shape: [units], values: new Float32Array(units) },
  ];
  const forward = denseForward([...weights.slice(0, -2), ...identity], "relu");
  const row = new Float32Array(mean.length);
  return (obs) => {
    for (let k = 0; k < row.length; k++) row[k] = ((obs[k] as number) - (mean[k] as number)) / (std[k] as number);
    const out = new Float64Array(units + 1);
    out.set(forward(row));
    out[units] = 1;
    return out;
  };
}

const Spec = LinearSpec.extend({ standardisation: StandardisationSpec });

export const neuralLinearType: PolicyType = {
  type: "neural-linear",
  read({ schema, spec, weights }) {
    const { standardisation, ...own } = Spec.parse(spec);
    return neuralLinearPolicy(schema, { ...statesOf(own), standardisation }, weights);
  },
};
