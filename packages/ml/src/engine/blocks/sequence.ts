import type { Tensor } from "../tensor.ts";
import type { Block, ParameterSpec, Pass, PlannedBlock } from "./block.ts";

/** Blocks one after another. Parameters are named `<position>.<block>.<parameter>`, and run in the order of the blocks. */
export function sequence(parts: readonly Block[]): Block {
  return {
    name: "sequence",
    plan(input) {
      let shape = input;
      const planned = parts.map((part) => {
        const plan = part.plan(shape);
        shape = plan.output;
        return plan;
      });
      const parameters = parts.flatMap((part, position) => numbered(part, position, planned[position]?.parameters ?? []));
      return { output: shape, parameters, forward: (x, values, mode) => chain(planned, x, values, mode) };
    },
  };
}

/** The parameters of one of several blocks, under names that no other has. */
export const numbered = (part: Block, position: number, parameters: readonly ParameterSpec[]): ParameterSpec[] =>
  parameters.map((parameter) => ({ ...parameter, name: `${position}.${part.name}.${parameter.name}` }));

/** Each block's share of the parameters of all. */
export function ownParameters(planned: readonly PlannedBlock[], parameters: readonly Tensor[]): Tensor[][] {
  let taken = 0;
  return planned.map((block) => {
    const own = parameters.slice(taken, taken + block.parameters.length);
    taken += own.length;
    return own;
  });
}

const chain: (planned: readonly PlannedBlock[], ...call: Parameters<PlannedBlock["forward"]>) => Pass = (
  planned,
  input,
  parameters,
  mode,
) => {
  const own = ownParameters(planned, parameters);
  let output = input;
  const passes = planned.map((block, at) => {
    const pass = block.forward(output, own[at] ?? [], mode);
    output = pass.output;
    return pass;
  });
  return {
    output,
    backward(outputGradient, wantsInput) {
      let gradient = outputGradient;
      let input: Tensor | null = outputGradient;
      const gradients: (Tensor | null)[][] = [];
      // Below the first block that is trained nothing needs a gradient, unless the caller wants the input's.
      const trained = planned.findIndex((block) => block.parameters.some(({ update }) => update !== "none"));
      const first = wantsInput ? 0 : Math.max(trained, 0);
      for (let at = passes.length - 1; at >= first; at--) {
        const back = (passes[at] as Pass).backward(gradient, wantsInput || at > first);
        gradients.unshift(back.parameters);
        input = back.input;
        if (back.input) gradient = back.input;
      }
      const untouched = planned.slice(0, first).flatMap((block) => block.parameters.map(() => null));
      return { input: wantsInput ? input : null, parameters: [...untouched, ...gradients.flat()] };
    },
  };
};
