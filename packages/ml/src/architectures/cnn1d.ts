import { z } from "zod";
import { POOLINGS } from "../engine/blocks/pool1d.ts";
import { ACTIVATIONS } from "../engine/ops.ts";
import { defineArchitecture } from "./architecture.ts";
import { dropoutRate, kernelWidth, layerUnits, weightPenalty } from "./params.ts";

export const cnn1d = defineArchitecture({
  name: "cnn1d",
  title: "1-D CNN",
  description:
    "Convolutions over the steps of each row with pooling between them, the mean or maximum over what steps are left, and a linear head.",
  tasks: ["BINARY", "MULTICLASS", "REGRESSION", "FORECAST"],
  engines: ["NATIVE", "WASM", "CPU"],
  params: z.strictObject({
    units: layerUnits([64, 64], "Channels of each convolution, first to last."),
    width: kernelWidth(),
    activation: z.enum(ACTIVATIONS).default("relu").meta({ title: "Activation", description: "Function applied after each convolution." }),
    pooling: z
      .enum(POOLINGS)
      .default("max")
      .meta({ title: "Pooling", description: "What is kept of two neighbouring steps between convolutions." }),
    overall: z
      .enum(POOLINGS)
      .default("average")
      .meta({ title: "Overall pooling", description: "What is kept of all steps after the last convolution." }),
    dropout: dropoutRate("Share of each convolution's outputs dropped while training."),
    l2: weightPenalty("L2", "Weight of the squared kernels in the loss."),
  }),
  build({ engine: { block, sequence }, params: { units, width, activation, pooling, overall, dropout, l2 }, nOutputs }) {
    const penalty = l2 > 0 ? { l1: 0, l2 } : undefined;
    const layers = units.flatMap((size, at) => [
      block.conv1d({ units: size, width, activation, penalty }),
      ...(dropout > 0 ? [block.dropout({ rate: dropout })] : []),
      ...(at < units.length - 1 ? [block.pool1d({ kind: pooling, width: 2 })] : []),
    ]);
    const head = [block.pool1d({ kind: overall, width: null }), block.dense({ units: nOutputs })];
    return { input: "steps", body: sequence([...layers, ...head]) };
  },
});
