import { z } from "zod";
import { defineArchitecture } from "./architecture.ts";
import { numberBlocks, numberParams } from "./numbers.ts";
import { dropoutRate, weightPenalty, wholeNumber } from "./params.ts";

export const resnet = defineArchitecture({
  name: "resnet",
  title: "Residual network for tables",
  description: "Fully connected residual blocks with normalisation over all values of a row, and a linear head.",
  tasks: ["BINARY", "MULTICLASS", "REGRESSION", "FORECAST"],
  engines: ["NATIVE", "WASM", "CPU"],
  params: z.strictObject({
    width: wholeNumber(128, [1, 2048], "Width", "Units between the residual blocks; each block is twice as wide inside."),
    blocks: wholeNumber(2, [1, 32], "Blocks", "Residual blocks."),
    normalization: z
      .enum(["batch", "layer"])
      .default("batch")
      .meta({ title: "Normalisation", description: "Of each feature over the batch, or of each row over its features." }),
    ...numberParams(0),
    dropout: dropoutRate("Share of each block's inner units dropped while training."),
    l2: weightPenalty("L2", "Weight of the squared kernels in the loss."),
  }),
  build({ engine, params: { width, blocks, normalization, dropout, l2, ...numbers }, nOutputs }) {
    const { block, sequence, residual } = engine;
    const penalty = l2 > 0 ? { l1: 0, l2 } : undefined;
    const norm = () => (normalization === "batch" ? block.batchNorm({}) : block.layerNorm({}));
    const drop = () => (dropout > 0 ? [block.dropout({ rate: dropout })] : []);
    const body = Array.from({ length: blocks }, () => {
      const inner = block.dense({ units: 2 * width, activation: "relu", penalty });
      return residual(sequence([norm(), inner, ...drop(), block.dense({ units: width, penalty })]));
    });
    const head = [norm(), block.activation({ kind: "relu" }), block.dense({ units: nOutputs })];
    return { input: "rows", body: sequence([...numberBlocks(engine, numbers), block.dense({ units: width, penalty }), ...body, ...head]) };
  },
});
