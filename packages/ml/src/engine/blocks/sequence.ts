import type { Block, ParameterSpec, Pass, PlannedBlock } from "./block.ts";

/** Blocks one after another. Parameters are named `<position>.<block>.<parameter>`, and run in the order of the blocks. */
export function sequence(parts: readonly Block[]): Block {
  return {
    name: "sequence",
    plan(input) {
      let shape = input;
      const planned: PlannedBlock[] = [];
      const parameters: ParameterSpec[] = [];
      parts.forEach((part, position) => {
        const plan = part.plan(shape);
        planned.push(plan);
        shape = plan.output;
        parameters.push(...plan.parameters.map((parameter) => ({ ...parameter, name: `${position}.${part.name}.${parameter.name}` })));
      });
      return { output: shape, parameters, forward: (x, values, mode) => chain(planned, x, values, mode) };
    },
  };
}

const chain: (planned: readonly PlannedBlock[], ...call: Parameters<PlannedBlock["forward"]>) => Pass = (
  planned,
  input,
  parameters,
  mode,
) => {
  let output = input;
  let taken = 0;
  const passes = planned.map((block) => {
    const own = parameters.slice(taken, taken + block.parameters.length);
    taken += own.length;
    const pass = block.forward(output, own, mode);
    output = pass.output;
    return pass;
  });
  return {
    output,
    backward(outputGradient, wantsInput) {
      let gradient = outputGradient;
      let input: typeof outputGradient | null = outputGradient;
      const gradients: (typeof outputGradient)[][] = [];
      // Below the first block that has parameters nothing needs a gradient, unless the caller wants the input's.
      const first = wantsInput ? 0 : planned.findIndex((block) => block.parameters.length > 0);
      for (let at = passes.length - 1; at >= Math.max(first, 0); at--) {
        const back = (passes[at] as Pass).backward(gradient, wantsInput || at > first);
        gradients.unshift(back.parameters);
        input = back.input;
        if (back.input) gradient = back.input;
      }
      return { input: wantsInput ? input : null, parameters: gradients.flat() };
    },
  };
};
