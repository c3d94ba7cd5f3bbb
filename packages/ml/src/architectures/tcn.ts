import { z } from "zod";
import { defineArchitecture } from "./architecture.ts";
import { dropoutRate, kernelWidth, layerUnits, weightPenalty } from "./params.ts";

export const tcn = defineArchitecture({
  name: "tcn",
  title: "Temporal convolutional network",
  description:
    "Residual blocks of two causal convolutions whose reach doubles from block to block, oldest step first, and a linear head on the last step.",
  tasks: ["BINARY", "MULTICLASS", "REGRESSION", "FORECAST"],
  engines: ["NATIVE", "WASM", "CPU"],
  params: z.strictObject({
    units: layerUnits([64, 64], "Channels of each residual block, first to last."),
    width: kernelWidth(),
    dropout: dropoutRate("Share of each convolution's outputs dropped while training."),
    l2: weightPenalty("L2", "Weight of the squared kernels in the loss."),
  }),
  build({ engine: { block, sequence, residual, perStep }, params: { units, width, dropout, l2 }, nOutputs }) {
    const penalty = l2 > 0 ? { l1: 0, l2 } : undefined;
    const layers = units.flatMap((size, level) => {
      const convolution = () => [
        block.conv1d({ units: size, width, dilation: 2 ** level, padding: "causal", activation: "relu", penalty }),
        ...(dropout > 0 ? [block.dropout({ rate: dropout })] : []),
      ];
      // A shortcut needs as many channels as the block: a product for each step brings them there when they change.
      const entry = level === 0 || size !== units[level - 1] ? [perStep(block.dense({ units: size, penalty }))] : [];
      return [...entry, residual(sequence([...convolution(), ...convolution()])), block.activation({ kind: "relu" })];
    });
    return { input: "steps", body: sequence([...layers, block.lastStep({}), block.dense({ units: nOutputs })]) };
  },
});
