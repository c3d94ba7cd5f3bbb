import { z } from "zod";
import { defineArchitecture } from "./architecture.ts";
import { numberBlocks, numberParams } from "./numbers.ts";
import { dropoutRate, layerUnits, weightPenalty, wholeNumber } from "./params.ts";

export const tabm = defineArchitecture({
  name: "tabm",
  title: "Parameter-shared ensemble for tables",
  description:
    "Many multilayer perceptrons in one, which share their kernels and differ in scales and biases, on encoded numbers; the score is the mean of theirs.",
  tasks: ["BINARY", "MULTICLASS", "REGRESSION", "FORECAST"],
  engines: ["NATIVE", "WASM", "CPU"],
  params: z.strictObject({
    units: layerUnits([128, 128], "Units of each hidden layer, first to last."),
    members: wholeNumber(16, [1, 64], "Members", "Networks in the ensemble."),
    ...numberParams(16),
    dropout: dropoutRate("Share of each hidden layer's outputs dropped while training.", { initial: 0.1 }),
    l2: weightPenalty("L2", "Weight of the squared kernels in the loss."),
  }),
  build({ engine, params: { units, members, dropout, l2, ...numbers }, nOutputs }) {
    const { block, sequence } = engine;
    const penalty = l2 > 0 ? { l1: 0, l2 } : undefined;
    const layers = units.flatMap((size) => [
      block.ensembleDense({ members, units: size, activation: "relu", penalty }),
      ...(dropout > 0 ? [block.dropout({ rate: dropout })] : []),
    ]);
    const body = sequence([...numberBlocks(engine, numbers), ...layers, block.memberDense({ units: nOutputs })]);
    return { input: "rows", body, members };
  },
});
