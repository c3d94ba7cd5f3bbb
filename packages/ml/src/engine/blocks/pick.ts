import type { Ops } from "../ops.ts";
import type { Block, InputRows } from "./block.ts";

/** A block for rows on some values of a row, in the order they are named. @param places of the values in the row. */
export function pick(ops: () => Ops, places: readonly number[], body: Block): Block {
  const width = places.length;
  return {
    name: body.name,
    plan([inputs = 0]) {
      const plan = body.plan([width]);
      const marks = new Float32Array(inputs * width);
      places.forEach((place, at) => {
        marks[place * width + at] = 1;
      });
      return {
        output: plan.output,
        parameters: plan.parameters.map((parameter) => ({
          ...parameter,
          init: (rng, rows) => parameter.init(rng, rows ? picked(rows, places, inputs) : null),
        })),
        forward(x, values, mode) {
          // A product with zeros and ones: it gives the values as they are, and every engine has it with its way back.
          const selection = ops().tensor(marks, [inputs, width]);
          const pass = plan.forward(ops().matMul(x, selection), values, mode);
          return {
            output: pass.output,
            backward(gradient, wantsInput) {
              const back = pass.backward(gradient, wantsInput);
              return { ...back, input: back.input && ops().matMul(back.input, selection, false, true) };
            },
          };
        },
      };
    },
  };
}

function picked({ x, n }: InputRows, places: readonly number[], inputs: number): InputRows {
  const width = places.length;
  const own = new Float32Array(n * width);
  for (let row = 0; row < n; row++) {
    for (let at = 0; at < width; at++) own[row * width + at] = x[row * inputs + (places[at] as number)] as number;
  }
  return { x: own, n };
}
