import { openHistory, type Table, tableFromRecords } from "@plimsoll/features";
import { readBatches, readSchema, readTable } from "@plimsoll/features/files";
import { CHUNK_ROWS, type ScoringModel } from "./scoring-model.ts";

/**
 * The rows of a stored data set as the model reads them, in pieces and in order. A model of histories takes the wide table it was fitted on
 * row by row; of a long one each row is scored with the rows of its entity before it.
 * @throws AppError MISSING_COLUMN, TYPE_MISMATCH.
 */
export async function* rowsToScore(path: string, { columns, history }: ScoringModel): AsyncGenerator<Table, void, undefined> {
  const stored = history ? new Set((await readSchema(path)).columns.map(({ name }) => name)) : null;
  if (!history || columns.every(({ name }) => stored?.has(name))) {
    yield* readBatches(path, columns, CHUNK_ROWS);
    return;
  }
  const { rowCount, slice } = openHistory(await readTable(path, history.columns), history.spec);
  for (let start = 0; start < rowCount; start += CHUNK_ROWS) yield slice(start, Math.min(rowCount, start + CHUNK_ROWS));
}

/** JSON rows as the model reads them: of a model of histories either wide ones, or those of a long table, each scored with those before it. */
export function recordsToScore(rows: readonly Record<string, unknown>[], { columns, history }: ScoringModel): Table {
  const isLong =
    history !== null && rows.every((row) => Object.hasOwn(row, history.spec.time) && columns.some(({ name }) => !Object.hasOwn(row, name)));
  if (!history || !isLong) return tableFromRecords(rows, columns);
  return openHistory(tableFromRecords(rows, history.columns), history.spec).slice(0, rows.length);
}
