import { AppError } from "@plimsoll/schema";
import type { Ops } from "../ops.ts";
import type { Tensor } from "../tensor.ts";
import type { Block } from "./block.ts";

/** y = x + body(x), for a body that keeps the shape. Source: He et al. (2016). */
export function residual(ops: () => Ops, body: Block): Block {
  return {
    name: "residual",
    plan(input) {
      const plan = body.plan(input);
      if (plan.output.join() !== input.join()) {
        const message = `A residual block needs a body that keeps the shape. It turns [${input.join(", ")}] into [${plan.output.join(", ")}].`;
        throw new AppError("INVALID_INPUT", "input", message);
      }
      return {
        ...plan,
        forward(x, values, mode) {
          const pass = plan.forward(x, values, mode);
          return {
            output: ops().add(x, pass.output),
            backward(outputGradient, wantsInput) {
              const back = pass.backward(outputGradient, wantsInput);
              return { ...back, input: wantsInput ? ops().add(outputGradient, back.input as Tensor) : null };
            },
          };
        },
      };
    },
  };
}
