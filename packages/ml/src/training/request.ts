import type { InputFeature } from "@plimsoll/features";
import { AppError, type Task, type TrainingOptions } from "@plimsoll/schema";
import type { Architecture } from "../architectures/architecture.ts";
import type { Engine } from "../engine/engine.ts";
import type { NamedWeight } from "../engine/network.ts";
import { checkSource, type TensorBatchSource } from "./batches.ts";
import type { Checkpoint, HistoryEntry } from "./checkpoint.ts";
import { checkStoppingMetric } from "./early-stopping.ts";
import { hasBothClasses } from "./evaluate.ts";
import type { Loss } from "./losses/loss.ts";
import { checkOptions } from "./options.ts";
import type { BatchPenalty } from "./penalty.ts";

export interface MetricEntry {
  name: string;
  value: number;
}

export interface EpochReport {
  /** Epochs done, from 1. */
  epoch: number;
  /** `loss`, and as the task has them `accuracy`, `val_loss`, `val_accuracy`, `val_auc`. Losses are the data's alone, without penalties. */
  history: MetricEntry[];
  /** The run's state after this epoch, for `resume`. To be called before `onEpoch` ends: afterwards training goes on. */
  checkpoint(): Promise<Uint8Array<ArrayBuffer>>;
}

export interface TrainRequest {
  engine: Engine;
  architecture: string;
  params: unknown;
  task: Task;
  /** 2 for BINARY, 1 where there are no classes. */
  nClasses: number;
  options: TrainingOptions;
  train: TensorBatchSource;
  validation: TensorBatchSource | null;
  /** What each value of a row is, [nSteps * nFeatures]; needed by architectures that treat columns by name. */
  inputs?: readonly InputFeature[] | undefined;
  /** Added to the loss of each batch: what rows among each other should be like. */
  penalty?: BatchPenalty | undefined;
  resume?: Checkpoint | undefined;
  onEpoch?(report: EpochReport): void | Promise<void>;
  /** After each step; `epoch` and `step` count from 1. */
  onProgress?(progress: { epoch: number; step: number; steps: number }): void;
  signal?: AbortSignal | undefined;
}

export interface TrainedNetwork {
  weights: NamedWeight[];
  history: HistoryEntry[];
  /** Epochs trained, those before a resume included. */
  epochs: number;
  /** Whose weights these are: the last epoch, or the best one where early stopping restores it. */
  weightsOfEpoch: number;
  stoppedEarly: boolean;
}

/** @throws AppError "INVALID_INPUT" or "ENGINE_UNSUPPORTED" if the request cannot be trained as it is, before anything is computed. */
export function checkRequest(request: TrainRequest, architecture: Architecture, loss: Loss): void {
  const { engine, task, nClasses, options, train, validation } = request;
  if (!architecture.tasks.includes(task)) {
    const tasks = architecture.tasks.join(", ");
    throw new AppError("INVALID_INPUT", "input", `Architecture '${architecture.name}' is not for task ${task}. It takes ${tasks}.`, {
      path: ["task"],
    });
  }
  if (!architecture.engines.includes(engine.name)) {
    const message = `Architecture '${architecture.name}' does not train on the ${engine.name} engine, only on ${architecture.engines.join(", ")}. Run \`npm run engine\` to build the native one.`;
    throw new AppError("ENGINE_UNSUPPORTED", "resource", message, { engine: engine.name });
  }
  checkOptions(options, task);
  checkSource("training", train, task, nClasses);
  if (validation) checkSource("validation", validation, task, nClasses);
  if (options.earlyStopping) checkStoppingMetric(options.earlyStopping, recordedMetrics(loss, task, validation));
}

/** The names that each epoch's history will have. */
function recordedMetrics(loss: Loss, task: Task, validation: TensorBatchSource | null): string[] {
  const own = ["loss", ...(loss.countCorrect ? ["accuracy"] : [])];
  if (!validation) return own;
  const auc = task === "BINARY" && hasBothClasses(validation.y) ? ["val_auc"] : [];
  return [...own, ...own.map((name) => `val_${name}`), ...auc];
}
