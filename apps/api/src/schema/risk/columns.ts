import { type ColumnSchema, unknownColumn } from "@plimsoll/features";
import { AppError, type ColumnType } from "@plimsoll/schema";

export const NUMBERS = ["INTEGER", "FLOAT"] as const satisfies ColumnType[];
export const DATES = ["DATE", "TIMESTAMP"] as const satisfies ColumnType[];

export interface NeededColumn {
  name: string;
  /** What it may be; null = anything. */
  types: readonly ColumnType[] | null;
  /** Where the input names it. */
  path: string[];
}

/** @throws AppError "UNKNOWN_COLUMN" or "TYPE_MISMATCH" with the place of the first name that does not fit. */
export function checkColumns(columns: readonly ColumnSchema[], needed: readonly NeededColumn[]): void {
  const typeOf = new Map(columns.map(({ name, type }) => [name, type]));
  for (const { name, types, path } of needed) {
    const type = typeOf.get(name);
    if (!type) throw unknownColumn([name], columns, path);
    if (types && !types.includes(type))
      throw new AppError("TYPE_MISMATCH", "input", `Column '${name}' is ${type}; ${types.join(" or ")} is needed.`, {
        path,
        columns: [name],
      });
  }
}

/** A column that may be left out. */
export const ifNamed = (name: string | null | undefined, types: NeededColumn["types"], path: string[]): NeededColumn[] =>
  name ? [{ name, types, path }] : [];
