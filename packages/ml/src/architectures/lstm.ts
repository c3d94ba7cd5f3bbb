import { z } from "zod";
import { defineArchitecture } from "./architecture.ts";
import { dropoutRate, layerUnits, weightPenalty } from "./params.ts";

export const lstm = defineArchitecture({
  name: "lstm",
  title: "LSTM",
  description:
    "Long short-term memory layers over the steps of each row, oldest first, and a linear head on the last state. Without a sequence a row is one step.",
  tasks: ["BINARY", "MULTICLASS", "REGRESSION"],
  engines: ["NATIVE", "WASM", "CPU"],
  params: z.strictObject({
    units: layerUnits([128], "Units of each LSTM layer, first to last."),
    dropout: dropoutRate("Share of each layer's outputs dropped while training."),
    l2: weightPenalty("L2", "Weight of the squared kernels in the loss."),
  }),
  build({ engine, params: { units, dropout, l2 }, nOutputs }) {
    const layers = units.flatMap((size, at) => [
      engine.block.lstm({ units: size, returnSequences: at < units.length - 1, penalty: l2 > 0 ? { l1: 0, l2 } : undefined }),
      ...(dropout > 0 ? [engine.block.dropout({ rate: dropout })] : []),
    ]);
    return { input: "steps", body: engine.sequence([...layers, engine.block.dense({ units: nOutputs })]) };
  },
});
