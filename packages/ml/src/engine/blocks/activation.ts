import type { Activation } from "../ops.ts";
import { defineBlock } from "./block.ts";

/** An activation function by itself, for a block that has none: y = f(x). */
export const activation = defineBlock<{ kind: Activation }>({
  name: "activation",
  output: (_options, input) => input,
  parameters: () => [],
  portable:
    (ops, { kind }) =>
    (input) => {
      const output = ops.activate(kind, input);
      return { output, backward: (gradient) => ({ input: ops.activationGradient(kind, gradient, output), parameters: [] }) };
    },
});
