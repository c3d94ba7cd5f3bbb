import { architecture, type BaselineDefinition, type BaselineModel, type BaselineRows, classCount } from "@plimsoll/ml";
import type { TrainingSpec } from "@plimsoll/schema";
import type { PreparedData } from "./prepare-data.ts";

/** A plain model as a training asks for it. @param validation rows that it may stop by. */
export const fitOn = (
  { fit }: BaselineDefinition,
  spec: TrainingSpec,
  { target }: PreparedData,
  train: BaselineRows,
  validation: BaselineRows | null,
): BaselineModel =>
  fit({
    task: spec.task,
    nClasses: classCount(target),
    train,
    validation,
    seed: spec.training.seed,
    directions: directionsOf(spec),
    huberDelta: spec.training.loss === "HUBER" ? (spec.training.huberDelta ?? 1) : null,
    seasonLength: spec.training.seasonLength ?? 1,
  });

/** What the network is held to, for plain models too: of a sequence group for each of its columns. */
function directionsOf({ architecture: name, params, sequence }: TrainingSpec): Record<string, number> {
  const columnsOf = new Map((sequence?.groups ?? []).map((group) => [group.name, group.columns]));
  const directions = Object.entries(architecture(name).directions?.(params) ?? {});
  return Object.fromEntries(directions.flatMap(([column, sign]) => (columnsOf.get(column) ?? [column]).map((own) => [own, sign])));
}
