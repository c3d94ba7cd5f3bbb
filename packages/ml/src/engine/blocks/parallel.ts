import type { Ops } from "../ops.ts";
import type { Block } from "./block.ts";
import { planBranches } from "./branches.ts";

/** Blocks that read the same input, their outputs side by side on the last axis; all but that axis must agree. */
export function parallel(ops: () => Ops, parts: readonly Block[]): Block {
  return {
    name: "parallel",
    plan(input) {
      const branches = planBranches(ops, parts, input);
      const widths = branches.outputs.map((output) => output.at(-1) ?? 0);
      return {
        output: [...(branches.outputs[0]?.slice(0, -1) ?? []), widths.reduce((total, width) => total + width, 0)],
        parameters: branches.parameters,
        forward(x, values, mode) {
          const passes = branches.forward(x, values, mode);
          const outputs = passes.map(({ output }) => output);
          const axis = (outputs[0]?.rank ?? 1) - 1;
          return {
            output: ops().concat(outputs, axis),
            backward: (gradient, wantsInput) => branches.backward(passes, ops().splitBy(gradient, widths, axis), wantsInput),
          };
        },
      };
    },
  };
}
