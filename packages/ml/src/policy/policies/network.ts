import { z } from "zod";
import type { NamedWeight } from "../../engine/network.ts";
import { ACTIVATIONS, type Activation } from "../../engine/ops.ts";
import { duelingValues } from "../network/dueling.ts";
import { denseForward } from "../network/forward.ts";
import type { Standardisation } from "../network/standardise.ts";
import { refuse } from "../refuse.ts";
import { type DiscretePolicy, discretePolicy, greedyChances, type PolicySchema, type PolicyType, softmaxChances } from "./policy.ts";

/** SOFTMAX reads the outputs as logits, GREEDY as values of the actions, DUELING as the state's value and the actions' advantages. */
export const HEADS = ["SOFTMAX", "GREEDY", "DUELING"] as const;
export type Head = (typeof HEADS)[number];

export interface NetworkPolicySpec {
  head: Head;
  activation: Activation;
  /** Share of the chance that is spread evenly over what is allowed. */
  epsilon: number;
  standardisation: Standardisation;
}

export const headOutputs = (head: Head, nActions: number): number => nActions + Number(head === "DUELING");

/** A policy by fully connected layers, in plain arithmetic: the decision needs no tensor library. */
export function networkPolicy(schema: PolicySchema, spec: NetworkPolicySpec, weights: readonly NamedWeight[]): DiscretePolicy {
  const { head, activation, epsilon, standardisation } = spec;
  const [nInputs, nActions] = [schema.observationNames.length, schema.actionNames.length];
  checkLayers(weights, nInputs, headOutputs(head, nActions));
  const forward = denseForward(weights, activation);
  const row = new Float32Array(nInputs);
  const values = new Float64Array(nActions);
  return discretePolicy(
    "network",
    schema,
    (obs, allowed) => {
      for (let k = 0; k < nInputs; k++)
        row[k] = ((obs[k] as number) - (standardisation.mean[k] as number)) / (standardisation.std[k] as number);
      const raw = forward(row);
      if (head === "DUELING") duelingValues(raw, 0, nActions, values, 0);
      else values.set(raw);
      if (head !== "SOFTMAX") return greedyChances(values, allowed, epsilon);
      const chances = softmaxChances(values, allowed);
      const open = allowed.reduce((sum, value) => sum + value, 0);
      return epsilon > 0 ? chances.map((chance, a) => (1 - epsilon) * chance + (epsilon * (allowed[a] as number)) / open) : chances;
    },
    () => ({ spec: { ...spec }, weights }),
  );
}

/** Kernel and bias of each layer in turn, from the inputs to the outputs. */
export function checkLayers(weights: readonly NamedWeight[], nInputs: number, nOutputs: number): void {
  let width = nInputs;
  for (let at = 0; at < weights.length; at += 2) {
    const [kernel, bias] = [weights[at], weights[at + 1]];
    const units = kernel?.shape[1] ?? 0;
    if (kernel?.shape.join() !== `${width},${units}` || bias?.shape.join() !== `${units}`)
      throw refuse(`Layer ${at / 2} has the shapes [${kernel?.shape}] and [${bias?.shape}], expected [${width}, units] and [units].`);
    width = units;
  }
  if (weights.length === 0 || width !== nOutputs) throw refuse(`The network ends with ${width} outputs, expected ${nOutputs}.`);
}

export const Numbers = z.array(z.number());
export const StandardisationSpec = z.object({ mean: Numbers, std: z.array(z.number().gt(0)) });

const Spec = z.object({
  head: z.enum(HEADS),
  activation: z.enum(ACTIVATIONS),
  epsilon: z.number().min(0).max(1),
  standardisation: StandardisationSpec,
});

export const networkType: PolicyType = {
  type: "network",
  read({ schema, spec, weights }) {
    const own = Spec.parse(spec);
    if ([own.standardisation.mean, own.standardisation.std].some(({ length }) => length !== schema.observationNames.length))
      throw refuse("The standardisation is not one of the policy's observations.");
    return networkPolicy(schema, own, weights);
  },
};
