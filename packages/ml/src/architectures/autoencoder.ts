import { z } from "zod";
import { defineArchitecture } from "./architecture.ts";
import { codeParams, decoderBlocks, encoderBlocks } from "./coding.ts";

export const autoencoder = defineArchitecture({
  name: "autoencoder",
  title: "Autoencoder",
  description:
    "Learns to copy rows through a narrow code, without labels: what it copies badly is unlike the rows it was trained on. The anomaly score is the error of the copy.",
  tasks: ["ANOMALY"],
  engines: ["NATIVE", "WASM", "CPU"],
  params: z.strictObject(codeParams),
  build({ engine: { block, sequence }, params, nOutputs }) {
    const code = block.dense({ units: params.code });
    return { input: "rows", body: sequence([...encoderBlocks(block, params), code, ...decoderBlocks(block, params, nOutputs)]) };
  },
});
