import { type Task, TrainingSpec } from "@plimsoll/schema";
import type { ModelManifest } from "../bundle/bundle.ts";

const TARGETS = {
  BINARY: { task: "BINARY", column: "y", type: "INTEGER", labels: { positive: "1", negative: "0" } },
  MULTICLASS: { task: "MULTICLASS", column: "y", type: "STRING", labels: ["a", "b", "c"] },
  REGRESSION: { task: "REGRESSION", column: "y", type: "FLOAT", mean: 10, std: 2 },
  FORECAST: { task: "FORECAST", column: "y", type: "FLOAT", mean: 10, std: 2 },
  ANOMALY: { task: "ANOMALY", column: null, type: null, labels: null },
} as const;

/** A manifest as a training run writes it, for an input of `nSteps` x `nFeatures`. */
export function manifestOf(
  architecture: string,
  params: Record<string, unknown>,
  task: Task,
  nSteps: number,
  nFeatures: number,
): ModelManifest {
  const pipeline = {
    version: 1,
    columns: [],
    sequence: null,
    steps: [],
    nSteps,
    nFeatures,
    featureNames: [],
    layout: [],
    sources: [],
    reference: [],
  } as const;
  return {
    format: 1,
    architecture,
    params,
    task,
    target: TARGETS[task] as ModelManifest["target"],
    threshold: 0.5,
    calibration: null,
    ...(task === "ANOMALY" ? { scores: { scores: [0.1, 1], shares: [0.5, 1] } } : {}),
    pipeline: pipeline as unknown as ModelManifest["pipeline"],
    engine: { name: "CPU", version: "4.22.0" },
    seed: 3,
    spec: TrainingSpec.parse({
      datasetId: "ds_x",
      modelName: "m",
      task,
      target: "y",
      architecture,
      split: task === "FORECAST" ? { method: "TIME", timeColumn: "t" } : {},
    }),
    datasetSha256: "0".repeat(64),
    codeVersion: "test",
  };
}
