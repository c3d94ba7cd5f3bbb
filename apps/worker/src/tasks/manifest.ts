import { historyInputs } from "@plimsoll/features";
import { architecture, type Engine, type ModelManifest } from "@plimsoll/ml";
import type { TrainingSpec } from "@plimsoll/schema";
import { thresholdOf } from "./evaluate-network.ts";
import type { PreparedData } from "./prepare-data.ts";

export interface ModelOrigin {
  spec: TrainingSpec;
  engine: Engine;
  datasetSha256: string;
  codeVersion: string;
}

/** What a trained network needs beside its weights to be used, not yet calibrated. */
export function manifestOf({ spec, engine, datasetSha256, codeVersion }: ModelOrigin, data: PreparedData): ModelManifest {
  const history = spec.sequence?.history;
  return {
    format: 1,
    architecture: spec.architecture,
    params: architecture(spec.architecture).parse(spec.params),
    task: spec.task,
    target: data.target,
    threshold: thresholdOf(spec),
    calibration: null,
    pipeline: data.pipeline,
    ...(history ? { history: { columns: historyInputs(history, data.pipeline.columns, data.table) } } : {}),
    engine: { name: engine.name, version: engine.version },
    seed: spec.training.seed,
    spec,
    datasetSha256,
    codeVersion,
  };
}
