import type { Backend } from "./backend.ts";
import type { ParameterSpec } from "./blocks/block.ts";
import { type Engine, engineOn } from "./engine.ts";
import type { NetworkDesign } from "./network.ts";

const cannotCompute = (): never => {
  throw new Error("The paper engine only lays networks out.");
};

const backend: Backend = {
  name: "CPU",
  version: "none",
  threads: 0,
  get ops() {
    return cannotCompute();
  },
  forwardOf: () => cannotCompute,
  scope: cannotCompute,
  tensor: cannotCompute,
  read: cannotCompute,
  parameterStore: cannotCompute,
  tensorCount: () => 0,
};

/** An engine that knows shapes and no arithmetic: parameters can be counted and checked without a tensor library. */
export const paperEngine: Engine = engineOn(backend);

/** The parameters a design has for an input, with nothing allocated. */
export function planParameters(design: NetworkDesign, nSteps: number, nFeatures: number): readonly ParameterSpec[] {
  return design.body.plan(design.input === "steps" ? [nSteps, nFeatures] : [nSteps * nFeatures]).parameters;
}
