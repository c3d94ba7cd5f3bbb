import { z } from "zod";
import { defineArchitecture } from "./architecture.ts";
import { numberBlocks, numberParams } from "./numbers.ts";
import { dropoutRate, layerUnits, weightPenalty } from "./params.ts";

export const wideDeep = defineArchitecture({
  name: "wide-deep",
  title: "Wide and deep",
  description:
    "A linear model and a multilayer perceptron on the same row, trained together and added: rules that hold one by one beside those that combine.",
  tasks: ["BINARY", "MULTICLASS", "REGRESSION", "FORECAST"],
  engines: ["NATIVE", "WASM", "CPU"],
  params: z.strictObject({
    units: layerUnits([64, 32], "Units of each hidden layer of the deep part, first to last."),
    ...numberParams(0),
    dropout: dropoutRate("Share of each hidden layer's outputs dropped while training."),
    l1: weightPenalty("L1", "Weight of the absolute kernel of the wide part in the loss."),
    l2: weightPenalty("L2", "Weight of the squared kernels of the deep part in the loss."),
  }),
  build({ engine, params: { units, dropout, l1, l2, ...numbers }, nOutputs }) {
    const { block, sequence, sum } = engine;
    const hidden = units.flatMap((size) => [
      block.dense({ units: size, activation: "relu", penalty: l2 > 0 ? { l1: 0, l2 } : undefined }),
      ...(dropout > 0 ? [block.dropout({ rate: dropout })] : []),
    ]);
    const wide = block.dense({ units: nOutputs, penalty: l1 > 0 ? { l1, l2: 0 } : undefined });
    const deep = sequence([...hidden, block.dense({ units: nOutputs })]);
    return { input: "rows", body: sequence([...numberBlocks(engine, numbers), sum([wide, deep])]) };
  },
});
