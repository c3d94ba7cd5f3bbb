import { z } from "zod";
import type { Block } from "../engine/blocks/block.ts";
import type { Engine } from "../engine/engine.ts";
import { ACTIVATIONS } from "../engine/ops.ts";
import { dropoutRate, layerUnits, weightPenalty, wholeNumber } from "./params.ts";

/** What architectures that copy a row through a code share: their parameters, and the layers before and after the code. */
export const codeParams = {
  units: layerUnits([64, 32], "Units of each layer before the code; behind it they stand in the opposite order."),
  code: wholeNumber(8, [1, 1024], "Code", "Numbers that a row is copied through: fewer than its values."),
  activation: z.enum(ACTIVATIONS).default("elu").meta({ title: "Activation", description: "Function applied to each hidden unit." }),
  dropout: dropoutRate("Share of each hidden layer's outputs dropped while training."),
  l2: weightPenalty("L2", "Weight of the squared kernels in the loss."),
};

type CodeParams = { [Key in keyof typeof codeParams]: z.output<(typeof codeParams)[Key]> };

export const encoderBlocks = (block: Engine["block"], params: CodeParams): Block[] => hidden(block, params, params.units);

export const decoderBlocks = (block: Engine["block"], params: CodeParams, nOutputs: number): Block[] => [
  ...hidden(block, params, params.units.toReversed()),
  block.dense({ units: nOutputs }),
];

const hidden = (block: Engine["block"], { activation, dropout, l2 }: CodeParams, units: readonly number[]): Block[] =>
  units.flatMap((size) => [
    block.dense({ units: size, activation, penalty: l2 > 0 ? { l1: 0, l2 } : undefined }),
    ...(dropout > 0 ? [block.dropout({ rate: dropout })] : []),
  ]);
