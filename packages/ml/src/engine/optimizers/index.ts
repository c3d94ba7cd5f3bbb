import type { OptimizerName, TrainingOptions } from "@plimsoll/schema";
import { adam } from "./adam.ts";
import type { OptimizerDefinition } from "./optimizer.ts";
import { rmsprop } from "./rmsprop.ts";
import { sgd } from "./sgd.ts";

type OptimizerOptions = Pick<TrainingOptions, "optimizer" | "weightDecay" | "momentum" | "gradientClipNorm">;

/** Every optimizer, one line each. */
const optimizers: Record<OptimizerName, (options: OptimizerOptions) => OptimizerDefinition> = {
  ADAM: () => adam,
  ADAMW: ({ weightDecay }) => ({ ...adam, name: "adamw", weightDecay: weightDecay ?? 0.01 }),
  SGD: ({ momentum }) => sgd(momentum ?? 0.9),
  RMSPROP: ({ momentum }) => rmsprop(momentum ?? 0),
};

/** The optimizer that a run asks for. */
export const optimizerOf = (options: OptimizerOptions): OptimizerDefinition => ({
  ...optimizers[options.optimizer ?? "ADAM"](options),
  clipNorm: options.gradientClipNorm ?? undefined,
});
