import { type Column, computeFeatures, type FeatureTable, numberText, type Table, tableFromRecords } from "@plimsoll/features";
import type { FeatureRequest, FeatureResponse } from "@plimsoll/schema";
import type { Database } from "@plimsoll/schema/db";
import { storedDefinition } from "../handlers/feature-tables.ts";
import type { LoadGate } from "./micro-batcher.ts";

/**
 * Features of rows sent with a request, by the code that computes those of whole data sets. A column that no row of a table has is left
 * out: a stage that needs it says so.
 * @throws AppError of the definition, the rows and the stages.
 */
export async function computeRows(
  database: Database,
  gate: LoadGate,
  {
    workspaceId,
    featureSetVersionId,
    tables,
  }: { workspaceId: string; featureSetVersionId: string; tables: { name: string; rows: unknown[] }[] },
): Promise<FeatureResponse> {
  const leave = gate.enter(tables.reduce((sum, { rows }) => sum + rows.length, 1));
  try {
    const definition = await storedDefinition({ database }, workspaceId, featureSetVersionId);
    const given = new Map(tables.map(({ name, rows }) => [name, rows as FeatureRequest["tables"][number]["rows"]]));
    const read = new Map(definition.tables.map((table) => [table.name, tableOf(table, given.get(table.name) ?? [])]));
    const { table } = computeFeatures(definition, read);
    const added = table.columns.slice(read.get(definition.spine)?.columns.length ?? 0);
    return {
      rows: Array.from({ length: table.rowCount }, (_, row) =>
        Object.fromEntries(added.map((column) => [column.name, cellOf(column, row)])),
      ),
    };
  } finally {
    leave();
  }
}

function tableOf({ columns }: FeatureTable, rows: readonly Record<string, unknown>[]): Table {
  if (rows.length === 0) return tableFromRecords([], columns);
  return tableFromRecords(
    rows,
    columns.filter(({ name }) => rows.some((row) => row !== null && typeof row === "object" && Object.hasOwn(row, name))),
  );
}

function cellOf(column: Column, row: number): number | string | boolean | null {
  if (column.type === "STRING") return column.dictionary[column.codes[row] ?? -1] ?? null;
  const value = column.values[row] ?? Number.NaN;
  if (Number.isNaN(value)) return null;
  if (column.type === "BOOLEAN") return value === 1;
  return column.type === "DATE" || column.type === "TIMESTAMP" ? numberText(column.type, value) : value;
}
