import { AppError, type Task } from "@plimsoll/schema";
import { type Column, cellText, getColumn, type Table } from "./table.ts";
import { refuseMissing } from "./target.ts";

/** The classes of a target's rows. */
export interface ClassRows {
  column: Column;
  task: "BINARY" | "MULTICLASS";
  /** [rows of the table] a number for each class. */
  keys: Float64Array;
}

/**
 * The classes that a target has, where its task is to tell classes apart; null for numbers, and where there is no target.
 * @throws AppError UNKNOWN_COLUMN; INVALID_INPUT or DEGENERATE_TARGET for a target that is missing in some or all rows, whatever its task.
 */
export function classRowsOf(table: Table, task: Task, target: string | null): ClassRows | null {
  if (target === null) return null;
  const column = getColumn(table, target);
  refuseMissing(column, table.rowCount);
  return task === "BINARY" || task === "MULTICLASS" ? { column, task, keys: keysOf(column) } : null;
}

/** A number for each distinct value of the column; missing text is -Infinity, missing numbers NaN. */
export function keysOf(column: Column): Float64Array {
  if (column.type !== "STRING") return column.values;
  const order = column.dictionary
    .map((_, code) => code)
    .sort((a, b) => ((column.dictionary[a] ?? "") < (column.dictionary[b] ?? "") ? -1 : 1));
  const rank = new Float64Array(column.dictionary.length);
  order.forEach((code, position) => {
    rank[code] = position;
  });
  return Float64Array.from(column.codes, (code) => (code === -1 ? Number.NEGATIVE_INFINITY : (rank[code] as number)));
}

/** A class by the first row that has it, and how many rows do. */
interface ClassSize {
  row: number;
  count: number;
}

/** @returns by class. */
export function sizesOf({ keys }: ClassRows, rows: Int32Array): Map<number, ClassSize> {
  const sizes = new Map<number, ClassSize>();
  for (const row of rows) {
    const key = keys[row] as number;
    const known = sizes.get(key);
    if (known) known.count++;
    else sizes.set(key, { row, count: 1 });
  }
  return sizes;
}

/** The class with the fewest of the rows. */
export function rarestOf(classes: ClassRows, rows: Int32Array): { name: string; count: number } {
  const sizes = [...sizesOf(classes, rows).values()];
  const rarest = sizes.reduce((least, size) => (size.count < least.count ? size : least), sizes[0] ?? { row: 0, count: 0 });
  return { name: cellText(classes.column, rarest.row) ?? "", count: rarest.count };
}

/** Whether rows hold two classes or more. */
export function hasTwo({ keys }: ClassRows, rows: Int32Array): boolean {
  const first = keys[rows[0] as number];
  return rows.some((row) => keys[row] !== first);
}

/**
 * A network answers only with classes that it was trained on.
 * @param all the rows whose classes must be there. @param learned the training rows. @param where what is trained, for the message.
 * @throws AppError DEGENERATE_TARGET that names the classes of a MULTICLASS target without a training row.
 */
export function checkLearned(classes: ClassRows, all: Int32Array, learned: Int32Array, where: { part: string; path: string[] }): void {
  if (classes.task !== "MULTICLASS") return;
  const sizes = sizesOf(classes, all);
  const there = sizesOf(classes, learned);
  const absent = [...sizes].flatMap(([key, size]) => (there.has(key) ? [] : [size]));
  if (absent.length === 0) return;
  const { column } = classes;
  const names = absent.slice(0, 5).map(({ row }) => `'${cellText(column, row)}'`);
  const single = [...sizes.values()].filter(({ count }) => count === 1).length;
  const advice =
    single === sizes.size
      ? `Every row has a class of its own, as an identifier has: choose another target${column.type === "STRING" ? "" : ", or task REGRESSION"}.`
      : `${single > 0 ? `${single} of the classes ${single === 1 ? "has" : "have"} one row in all. ` : ""}Join rare classes into one, leave their rows out, or give more rows of them.`;
  throw new AppError(
    "DEGENERATE_TARGET",
    "data",
    `${where.part} (${learned.length} rows) hold no row of ${absent.length} of the ${sizes.size} classes of target '${column.name}': ${names.join(", ")}${absent.length > names.length ? ", ..." : ""}. A class that is never trained on cannot be told apart. ${advice}`,
    { path: where.path, columns: [column.name] },
  );
}
