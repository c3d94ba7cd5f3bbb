import { z } from "zod";
import { ACTIVATIONS } from "../engine/ops.ts";
import { defineArchitecture } from "./architecture.ts";
import { dropoutRate, layerUnits, weightPenalty } from "./params.ts";

export const mlp = defineArchitecture({
  name: "mlp",
  title: "Multilayer perceptron (ANN)",
  description: "Fully connected layers over all values of a row, and a linear head. A sequence is read as one long vector.",
  tasks: ["BINARY", "MULTICLASS", "REGRESSION", "FORECAST"],
  engines: ["NATIVE", "WASM", "CPU"],
  params: z.strictObject({
    units: layerUnits([64, 32], "Units of each hidden layer, first to last."),
    activation: z.enum(ACTIVATIONS).default("relu").meta({ title: "Activation", description: "Function applied to each hidden unit." }),
    dropout: dropoutRate("Share of each hidden layer's outputs dropped while training."),
    l1: weightPenalty("L1", "Weight of the absolute kernels in the loss."),
    l2: weightPenalty("L2", "Weight of the squared kernels in the loss."),
  }),
  build({ engine, params: { units, activation, dropout, l1, l2 }, nOutputs }) {
    const layers = units.flatMap((size) => [
      engine.block.dense({ units: size, activation, penalty: l1 > 0 || l2 > 0 ? { l1, l2 } : undefined }),
      ...(dropout > 0 ? [engine.block.dropout({ rate: dropout })] : []),
    ]);
    return { input: "rows", body: engine.sequence([...layers, engine.block.dense({ units: nOutputs })]) };
  },
});
