import { createRng } from "@plimsoll/features";
import type { Task } from "@plimsoll/schema";
import type { TensorBatchSource } from "../training/batches.ts";

/**
 * Rows whose target depends on the first feature of the last two steps, so that every architecture can learn it; for ANOMALY rows that two
 * numbers describe, so that they go through a narrow code.
 */
export function learnableRows(task: Task, shape: { n: number; nSteps: number; nFeatures: number; seed?: number }): TensorBatchSource {
  const { n, nSteps, nFeatures, seed = 7 } = shape;
  const rng = createRng(seed);
  const width = nSteps * nFeatures;
  if (task === "ANOMALY") {
    const x = new Float32Array(n * width);
    for (let row = 0; row < n; row++) {
      const [a, b] = [rng.normal(), rng.normal()];
      for (let k = 0; k < width; k++) x[row * width + k] = a * Math.cos(k) + b * Math.sin(2 * k) + 0.1 * rng.normal();
    }
    return { x, y: new Float32Array(n), n, nSteps, nFeatures };
  }
  const x = Float32Array.from({ length: n * width }, () => rng.normal());
  const y = Float32Array.from({ length: n }, (_value, row) => {
    const at = (step: number) => x[(row * nSteps + Math.max(step, 0)) * nFeatures] as number;
    const signal = at(nSteps - 1) + 0.5 * at(nSteps - 2);
    if (task === "REGRESSION" || task === "FORECAST") return signal;
    return task === "BINARY" ? Number(signal > 0) : Number(signal > -0.5) + Number(signal > 0.5);
  });
  return { x, y, n, nSteps, nFeatures };
}
