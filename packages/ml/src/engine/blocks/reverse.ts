import { defineBlock } from "./block.ts";

/** The steps of a sequence in the opposite order: y_t = x_(T+1-t). */
export const reverse = defineBlock<Record<string, never>>({
  name: "reverse",
  output: (_options, input) => input,
  parameters: () => [],
  portable: (ops) => (input) => ({
    output: ops.reverse(input, 0),
    backward: (gradient) => ({ input: ops.reverse(gradient, 0), parameters: [] }),
  }),
});
