import { z } from "zod";
import { executionParams } from "../environments/execution-ac.ts";
import { count, positive } from "../environments/params.ts";
import { defineAgent } from "./agent.ts";
import { hiddenUnits } from "./params.ts";

const params = z.strictObject({
  units: hiddenUnits([16, 16]),
  activation: z
    .enum(["relu", "tanh", "elu"])
    .default("tanh")
    .meta({ title: "Activation", description: "Function applied to each hidden unit." }),
  steps: count(600, 1_000_000, "Steps", "Training steps, each on fresh price paths."),
  batch: count(256, 262_144, "Batch", "Price paths of a training step."),
  learningRate: positive(0.01, "Learning rate", "Of Adam; falls along a half cosine."),
});

/** A selling schedule by gradients through the price simulator. */
export const executionNet = defineAgent({
  name: "execution-net",
  title: "Execution schedule",
  description: "A schedule for selling a block, trained by the gradient of mean and variance of its cost through simulated prices.",
  learnsFrom: "ENVIRONMENT",
  environments: ["execution-ac"],
  params,
  async train({ engine, source, params: own, seed, point, progress, signal }) {
    const { trainExecution } = await import("../execution/train-execution.ts");
    return trainExecution(
      engine,
      { ...own, setting: executionParams.parse(source.params ?? {}), seed },
      {
        signal,
        onStep({ step, objective }) {
          if (step % 10 === 0) point({ step, name: "objective", value: objective });
          progress(step / own.steps);
        },
      },
    );
  },
});
