import { type ColumnSchema, extraColumns } from "@plimsoll/features";
import { AppError, type ProtectedAttribute, type TrainingSpec } from "@plimsoll/schema";
import { type Db, datasets } from "@plimsoll/schema/db";
import { and, eq, inArray } from "drizzle-orm";
import { invalidInput } from "../errors.ts";
import type { DatasetRecord } from "../loaders.ts";

/** Feature sets of feature sets: deeper ones are none that people make. */
const DEEPEST = 8;

/**
 * The protected attributes of a data set: its own, and of one that a feature set made those of its sources whose columns it still has. Its own come
 * first and win.
 */
export async function protectedOf(
  db: Db,
  dataset: DatasetRecord,
  columns: readonly Pick<ColumnSchema, "name">[],
): Promise<ProtectedAttribute[]> {
  const names = new Set(columns.map(({ name }) => name));
  const found = new Map(dataset.protectedAttributes.map((attribute) => [attribute.column, attribute]));
  let from = dataset.sources.map(({ datasetId }) => datasetId);
  for (let depth = 0; from.length > 0 && depth < DEEPEST; depth++) {
    const sources = await db
      .select({ attributes: datasets.protectedAttributes, sources: datasets.sources })
      .from(datasets)
      .where(and(eq(datasets.workspaceId, dataset.workspaceId), inArray(datasets.id, from)));
    for (const attribute of sources.flatMap(({ attributes }) => attributes))
      if (names.has(attribute.column) && !found.has(attribute.column)) found.set(attribute.column, attribute);
    from = sources.flatMap((source) => source.sources.map(({ datasetId }) => datasetId));
  }
  return [...found.values()];
}

/**
 * Keeps protected columns out of a training unless each is switched on by name. @returns the spec with those that nobody named dropped.
 * @throws AppError INVALID_INPUT for one that is named as feature, step or watched column without being switched on, or switched on without being protected.
 */
export function withoutProtected(
  spec: TrainingSpec,
  attributes: readonly ProtectedAttribute[],
  columns: readonly ColumnSchema[],
): TrainingSpec {
  const declared = new Set(attributes.map(({ column }) => column));
  const unknown = spec.protectedFeatures.find((name) => !declared.has(name));
  if (unknown !== undefined)
    throw invalidInput(`'${unknown}' is not declared protected in this data set, so there is nothing to switch on. Leave it out.`, [
      "protectedFeatures",
    ]);
  const kept = new Set([...declared].filter((name) => !spec.protectedFeatures.includes(name) && name !== spec.target));
  if (kept.size === 0) return spec;
  refuse(kept, spec.features ?? [], ["features"]);
  refuse(kept, spec.sequence?.groups.flatMap((group) => group.columns) ?? [], ["sequence", "groups"]);
  refuse(kept, spec.sequence?.history?.columns ?? [], ["sequence", "history", "columns"]);
  const { pipeline } = spec;
  refuse(kept, pipeline ? [...extraColumns({ ...pipeline, rows: [] }, columns)] : [], ["pipeline", "steps"]);
  if (spec.features) return spec;
  return { ...spec, drop: [...new Set([...spec.drop, ...kept])] };
}

function refuse(kept: ReadonlySet<string>, named: readonly string[], path: string[]): void {
  const found = named.filter((name) => kept.has(name));
  if (found.length === 0) return;
  const names = found.map((name) => `'${name}'`).join(", ");
  throw new AppError(
    "INVALID_INPUT",
    "input",
    `${names} ${found.length === 1 ? "is" : "are"} declared protected and kept out of training. To use ${found.length === 1 ? "it" : "them"} all the same, name ${found.length === 1 ? "it" : "them"} in protectedFeatures too: that is logged.`,
    { path, columns: found },
  );
}

/** What the audit log notes of a training that reads protected columns. */
export const protectedFacts = ({ protectedFeatures, protectedReason, mitigation }: TrainingSpec): Record<string, unknown> => ({
  ...(protectedFeatures.length > 0 ? { protectedFeatures } : {}),
  ...(protectedFeatures.length > 0 && protectedReason ? { protectedReason } : {}),
  ...(mitigation ? { mitigation } : {}),
});
