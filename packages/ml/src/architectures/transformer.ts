import { z } from "zod";
import { POOLINGS } from "../engine/blocks/pool1d.ts";
import { defineArchitecture } from "./architecture.ts";
import { dropoutRate, weightPenalty, wholeNumber } from "./params.ts";

export const transformer = defineArchitecture({
  name: "transformer",
  title: "Transformer encoder",
  description: "Self-attention over the steps of each row, with trained positions, the mean or maximum over the steps, and a linear head.",
  tasks: ["BINARY", "MULTICLASS", "REGRESSION", "FORECAST"],
  engines: ["NATIVE", "WASM", "CPU"],
  params: z
    .strictObject({
      width: wholeNumber(64, [1, 1024], "Width", "Features of each step between the blocks: a multiple of the heads."),
      heads: wholeNumber(4, [1, 64], "Heads", "Attention heads of each block."),
      blocks: wholeNumber(2, [1, 16], "Blocks", "Blocks of attention and two dense layers."),
      overall: z
        .enum(POOLINGS)
        .default("average")
        .meta({ title: "Overall pooling", description: "What is kept of all steps after the last block." }),
      dropout: dropoutRate("Share of the outputs of each attention and dense part dropped while training."),
      l2: weightPenalty("L2", "Weight of the squared kernels in the loss."),
    })
    .refine(({ width, heads }) => width % heads === 0, { message: "must be a multiple of heads", path: ["width"] }),
  build({ engine, params: { width, heads, blocks, overall, dropout, l2 }, nOutputs }) {
    const { block, sequence, residual, perStep } = engine;
    const penalty = l2 > 0 ? { l1: 0, l2 } : undefined;
    const drop = () => (dropout > 0 ? [block.dropout({ rate: dropout })] : []);
    const body = Array.from({ length: blocks }, () => {
      const dense = [block.dense({ units: 2 * width, activation: "relu", penalty }), block.dense({ units: width, penalty })];
      return [
        residual(sequence([block.layerNorm({}), block.attention({ heads, penalty }), ...drop()])),
        residual(sequence([block.layerNorm({}), perStep(sequence(dense)), ...drop()])),
      ];
    });
    const entry = [perStep(block.dense({ units: width, penalty })), block.positions({})];
    const head = [block.layerNorm({}), block.pool1d({ kind: overall, width: null }), block.dense({ units: nOutputs })];
    return { input: "steps", body: sequence([...entry, ...body.flat(), ...head]) };
  },
});
