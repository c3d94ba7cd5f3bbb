import { createRng } from "@plimsoll/features";
import type { Task } from "@plimsoll/schema";
import type { TensorBatchSource } from "../training/batches.ts";

/** Rows whose target depends on the first feature of the last two steps, so that every architecture can learn it. */
export function learnableRows(task: Task, shape: { n: number; nSteps: number; nFeatures: number; seed?: number }): TensorBatchSource {
  const { n, nSteps, nFeatures, seed = 7 } = shape;
  const rng = createRng(seed);
  const x = Float32Array.from({ length: n * nSteps * nFeatures }, () => rng.normal());
  const y = Float32Array.from({ length: n }, (_value, row) => {
    const at = (step: number) => x[(row * nSteps + Math.max(step, 0)) * nFeatures] as number;
    const signal = at(nSteps - 1) + 0.5 * at(nSteps - 2);
    if (task === "REGRESSION") return signal;
    return task === "BINARY" ? Number(signal > 0) : Number(signal > -0.5) + Number(signal > 0.5);
  });
  return { x, y, n, nSteps, nFeatures };
}
