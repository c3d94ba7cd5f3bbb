import { AppError } from "@plimsoll/schema";
import type { Ops } from "../ops.ts";
import type { Block } from "./block.ts";
import { planBranches } from "./branches.ts";

/** Blocks that read the same input, their outputs added: they must have one shape. */
export function sum(ops: () => Ops, parts: readonly Block[]): Block {
  return {
    name: "sum",
    plan(input) {
      const branches = planBranches(ops, parts, input);
      const shapes = branches.outputs.map((output) => `[${output.join(", ")}]`);
      if (new Set(shapes).size !== 1) {
        throw new AppError("INVALID_INPUT", "input", `A sum needs parts of one output shape. Got ${shapes.join(" and ")}.`);
      }
      return {
        output: branches.outputs[0] ?? [],
        parameters: branches.parameters,
        forward(x, values, mode) {
          const passes = branches.forward(x, values, mode);
          return {
            output: ops().addAll(passes.map(({ output }) => output)),
            backward: (gradient, wantsInput) =>
              branches.backward(
                passes,
                passes.map(() => gradient),
                wantsInput,
              ),
          };
        },
      };
    },
  };
}
