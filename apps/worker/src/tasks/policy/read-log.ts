import { allRows, type ColumnSchema, type FittedPipeline, fitPipeline, type Table } from "@plimsoll/features";
import { readTable } from "@plimsoll/features/files";
import { type DecisionLog, decisionsFromTable } from "@plimsoll/ml";
import { AppError, type PolicyLogSource } from "@plimsoll/schema";
import { observationsOf, type StoredPolicy } from "../../policies/stored-policy.ts";

/** Which file holds a log. */
export interface LogFile {
  path: string;
  columns: ColumnSchema[];
}

/** The columns of a stored file that are named, in the file's order. */
export async function readColumns({ path, columns }: LogFile, names: Iterable<string | null>): Promise<Table> {
  const wanted = new Set(names);
  return readTable(
    path,
    columns.filter(({ name }) => wanted.has(name)),
  );
}

export const logColumns = ({ columns }: PolicyLogSource): (string | null)[] => Object.values(columns);

/** Learns from a log's rows how its features become numbers. Nothing here looks at outcomes. */
export function fitFeatures(table: Table, features: readonly string[]): FittedPipeline {
  const columns = features.map((name) => {
    const found = table.columns.find((column) => column.name === name);
    if (!found) throw new AppError("UNKNOWN_COLUMN", "input", `The log has no column '${name}'.`, { path: ["features"], columns: [name] });
    return { name, type: found.type };
  });
  return fitPipeline({ columns, sequence: null }, table, allRows(table.rowCount));
}

/** The log as a policy reads it: its own features as context, its own order of actions. */
export function logFor(
  stored: Pick<StoredPolicy, "pipeline" | "columns">,
  names: readonly string[],
  table: Table,
  source: PolicyLogSource,
  actions: readonly string[] | null = source.actions,
): DecisionLog {
  const values = observationsOf(stored, table);
  return decisionsFromTable(table, source.columns, { names, values }, actions ?? undefined);
}
