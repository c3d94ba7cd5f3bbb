import type { Ops } from "../ops.ts";
import type { Shape, Tensor } from "../tensor.ts";
import type { Block, Gradients, Mode, ParameterSpec, Pass } from "./block.ts";
import { numbered, ownParameters } from "./sequence.ts";

/** Blocks that read one input, laid out: what their joins have in common. */
export interface Branches {
  outputs: Shape[];
  parameters: ParameterSpec[];
  forward(x: Tensor, values: readonly Tensor[], mode: Mode): Pass[];
  /** The way back from each branch's own gradient. */
  backward(passes: readonly Pass[], gradients: readonly Tensor[], wantsInput: boolean): Gradients;
}

export function planBranches(ops: () => Ops, parts: readonly Block[], input: Shape): Branches {
  const planned = parts.map((part) => part.plan(input));
  return {
    outputs: planned.map(({ output }) => output),
    parameters: parts.flatMap((part, position) => numbered(part, position, planned[position]?.parameters ?? [])),
    forward(x, values, mode) {
      const own = ownParameters(planned, values);
      return planned.map((block, at) => block.forward(x, own[at] ?? [], mode));
    },
    backward(passes, gradients, wantsInput) {
      const backs = passes.map((pass, at) => pass.backward(gradients[at] as Tensor, wantsInput));
      const inputs = backs.flatMap(({ input: gradient }) => (gradient ? [gradient] : []));
      return { input: wantsInput ? ops().addAll(inputs) : null, parameters: backs.flatMap(({ parameters }) => parameters) };
    },
  };
}
