import { type BaselineDefinition, type BaselineModel, type BaselineRows, classCount } from "@plimsoll/ml";
import type { TrainingSpec } from "@plimsoll/schema";
import type { PreparedData } from "./prepare-data.ts";

/** A plain model as a training asks for it. @param validation rows that it may stop by. */
export const fitOn = (
  { fit }: BaselineDefinition,
  { task, training }: TrainingSpec,
  { target }: PreparedData,
  train: BaselineRows,
  validation: BaselineRows | null,
): BaselineModel =>
  fit({
    task,
    nClasses: classCount(target),
    train,
    validation,
    seed: training.seed,
    huberDelta: training.loss === "HUBER" ? (training.huberDelta ?? 1) : null,
    seasonLength: training.seasonLength ?? 1,
  });
