import { selectRows, type Table } from "@plimsoll/features";
import { type Grouping, groupsOf, type TrainedNetwork, type TrainRequest, train, trainFairly } from "@plimsoll/ml";
import type { ProtectedAttribute, TrainingSpec } from "@plimsoll/schema";
import type { PreparedData } from "./prepare-data.ts";

/** Trains as the spec asks: plainly, or so that groups are treated more alike. @throws AppError as `train`, and of the attribute. */
export function trainAsAsked(
  { mitigation, training }: TrainingSpec,
  { table, train: { rows } }: Pick<PreparedData, "table" | "train">,
  request: Omit<TrainRequest, "penalty">,
): Promise<TrainedNetwork> {
  if (!mitigation) return train(request);
  const { attribute, reweigh, penalty } = mitigation;
  return trainFairly(request, groupsIn(attribute, table, rows), { reweigh, penalty: penalty ?? null, seed: training.seed });
}

/** The groups of some rows. Which group others are compared with does not matter to a training. */
export function groupsIn(attribute: ProtectedAttribute, table: Table, rows: Int32Array): Grouping {
  const column = table.columns.filter(({ name }) => name === attribute.column);
  return groupsOf({ ...attribute, reference: null }, selectRows({ rowCount: table.rowCount, columns: column }, rows));
}
