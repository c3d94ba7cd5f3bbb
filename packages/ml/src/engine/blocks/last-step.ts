import { defineBlock } from "./block.ts";

/** The last step of a sequence: [steps, features] to [features]. */
export const lastStep = defineBlock<Record<string, never>>({
  name: "lastStep",
  output: (_options, [, features = 0]) => [features],
  parameters: () => [],
  portable:
    (ops, _options, [steps = 0, features = 0]) =>
    (input) => ({
      output: ops.reshape(ops.sliceFirst(input, steps - 1, 1), [-1, features]),
      backward: (gradient) => ({
        input: ops.padFirst(ops.reshape(gradient, [1, -1, features]), steps - 1, 0),
        parameters: [],
      }),
    }),
});
