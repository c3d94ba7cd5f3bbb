import type { Ops } from "../ops.ts";
import type { Block } from "./block.ts";

/** Applies a block for rows to each step of a sequence, with the same weights: [steps, features] to [steps, ...]. */
export function perStep(ops: () => Ops, body: Block): Block {
  return {
    name: body.name,
    plan([steps = 0, features = 0]) {
      const plan = body.plan([features]);
      return {
        output: [steps, ...plan.output],
        parameters: plan.parameters,
        forward(x, values, mode) {
          const pass = plan.forward(ops().reshape(x, [-1, features]), values, mode);
          return {
            output: ops().reshape(pass.output, [steps, -1, ...plan.output]),
            backward(outputGradient, wantsInput) {
              const back = pass.backward(ops().reshape(outputGradient, [-1, ...plan.output]), wantsInput);
              return { ...back, input: back.input && ops().reshape(back.input, [steps, -1, features]) };
            },
          };
        },
      };
    },
  };
}
