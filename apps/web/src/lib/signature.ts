import type { ColumnType } from "@/generated/graphql.ts";

/** Between the text of a form and the JSON of a record, by the column's type. */
export interface SignatureColumn {
  name: string;
  type: ColumnType;
  levels: readonly string[];
  reference?: string | null;
}

export type RecordValue = number | string | boolean | null;

/** @returns the value to send, or why the text is none; an empty text is a missing value. */
export function readCell(column: Pick<SignatureColumn, "name" | "type">, text: string): { value: RecordValue } | { problem: string } {
  const trimmed = text.trim();
  if (trimmed === "") return { value: null };
  if (column.type === "INTEGER" || column.type === "FLOAT") {
    const value = Number(trimmed);
    if (!Number.isFinite(value)) return { problem: `'${trimmed}' is not a number.` };
    if (column.type === "INTEGER" && !Number.isInteger(value)) return { problem: `'${trimmed}' is not a whole number.` };
    return { value };
  }
  if (column.type === "BOOLEAN") {
    if (trimmed === "true" || trimmed === "false") return { value: trimmed === "true" };
    return { value: trimmed };
  }
  return { value: trimmed };
}

export const referenceTexts = (columns: readonly SignatureColumn[]): Record<string, string> =>
  Object.fromEntries(columns.map(({ name, reference }) => [name, reference ?? ""]));

export function readRecord(
  columns: readonly SignatureColumn[],
  texts: Readonly<Record<string, string>>,
): { row: Record<string, RecordValue>; problems: Record<string, string> } {
  const row: Record<string, RecordValue> = {};
  const problems: Record<string, string> = {};
  for (const column of columns) {
    const read = readCell(column, texts[column.name] ?? "");
    if ("value" in read) row[column.name] = read.value;
    else problems[column.name] = read.problem;
  }
  return { row, problems };
}

export const exampleRow = (columns: readonly SignatureColumn[]): Record<string, RecordValue> =>
  readRecord(columns, referenceTexts(columns)).row;
