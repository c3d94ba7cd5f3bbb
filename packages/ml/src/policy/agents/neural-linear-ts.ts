import { z } from "zod";
import { positive } from "../environments/params.ts";
import { defineAgent } from "./agent.ts";
import { fitParams, hiddenUnits } from "./params.ts";

/** Thompson sampling over what a network has learned to look at. */
export const neuralLinearTs = defineAgent({
  name: "neural-linear-ts",
  title: "Neural-linear Thompson sampling",
  description: "A network learns features from the log; a Bayesian regression on them for each action says how sure each value is.",
  learnsFrom: "DECISIONS",
  params: z.strictObject({
    units: hiddenUnits([32]),
    ...fitParams(15),
    ridge: positive(1, "Ridge", "Weight of the prior."),
    scale: positive(1, "Scale", "Factor on the reward's standard deviation as noise."),
  }),
  async train({ engine, source, params, seed, point, progress, signal }) {
    const { fitNeuralLinear } = await import("../bandits/neural-linear.ts");
    return fitNeuralLinear(
      engine,
      source.log,
      { ...params, seed },
      {
        signal,
        onEpoch(epoch, loss) {
          point({ step: epoch, name: "loss", value: loss });
          progress(epoch / params.epochs);
        },
      },
    );
  },
});
