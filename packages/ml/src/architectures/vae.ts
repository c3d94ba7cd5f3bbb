import { z } from "zod";
import { defineArchitecture } from "./architecture.ts";
import { codeParams, decoderBlocks, encoderBlocks } from "./coding.ts";

export const vae = defineArchitecture({
  name: "vae",
  title: "Variational autoencoder",
  description:
    "An autoencoder whose code is a distribution held near the standard normal one, so that near codes mean like rows. The anomaly score is the error of the copy through the mean code.",
  tasks: ["ANOMALY"],
  engines: ["NATIVE", "WASM", "CPU"],
  params: z.strictObject({
    ...codeParams,
    divergenceWeight: z
      .number("must be a number in [0, 100]")
      .min(0, "must be at least 0")
      .max(100, "must be at most 100")
      .default(0.01)
      .meta({
        title: "Divergence weight",
        description: "Weight of the code's distance from a standard normal one beside the mean error of a copy.",
      }),
  }),
  build({ engine: { block, sequence }, params, nOutputs }) {
    const code = [block.dense({ units: 2 * params.code }), block.gaussianCode({ divergenceWeight: params.divergenceWeight })];
    return { input: "rows", body: sequence([...encoderBlocks(block, params), ...code, ...decoderBlocks(block, params, nOutputs)]) };
  },
});
