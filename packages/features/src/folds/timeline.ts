import type { ValidationSpec } from "@plimsoll/schema";
import { getColumn, type Table } from "../table.ts";
import { invalidValidation } from "./fold.ts";

const MS_PER_DAY = 86_400_000;

/** Rows in the order of time, rows of one moment together. */
export interface Timeline {
  name: string;
  /** Each distinct moment, earliest first, with its rows, ascending. */
  moments: { at: number; rows: number[] }[];
  nRows: number;
}

/**
 * @returns `at` in the unit of horizon and embargo: the moment's place (ROWS), or days of a date and the number itself (TIME).
 * @throws AppError INVALID_INPUT for a column of text or with missing cells.
 */
export function timelineOf(table: Table, rows: Int32Array, { method, timeColumn, unit }: ValidationSpec): Timeline {
  const column = getColumn(table, timeColumn ?? "");
  if (column.type === "STRING" || column.type === "BOOLEAN") {
    throw invalidValidation(
      "timeColumn",
      `'${column.name}' is ${column.type}; validation ${method} needs DATE, TIMESTAMP or a number. Ingest the file with a type for it.`,
    );
  }
  const byTime = new Map<number, number[]>();
  let missing = 0;
  for (const row of rows) {
    const time = column.values[row] as number;
    if (Number.isNaN(time)) missing++;
    const known = byTime.get(time);
    if (known) known.push(row);
    else byTime.set(time, [row]);
  }
  if (missing > 0) {
    throw invalidValidation(
      "timeColumn",
      `'${column.name}' is missing in ${missing} rows; validation ${method} needs a time in each. Fill them or leave those rows out.`,
    );
  }
  const inTime = unit === "TIME";
  const scale = column.type === "DATE" || column.type === "TIMESTAMP" ? MS_PER_DAY : 1;
  const moments = [...byTime.keys()]
    .sort((a, b) => a - b)
    .map((time, place) => ({ at: inTime ? time / scale : place, rows: byTime.get(time) ?? [] }));
  return { name: column.name, moments, nRows: rows.length };
}

/**
 * Cuts the timeline into blocks of nearly equal numbers of rows; the borders lie between moments.
 * @returns the place of each block's first moment, and the number of moments as the last entry.
 * @throws AppError INVALID_INPUT if there are fewer moments than blocks.
 */
export function blocksOf({ name, moments, nRows }: Timeline, count: number): number[] {
  if (moments.length < count) {
    throw moments.length < 3
      ? invalidValidation(
          "timeColumn",
          `'${name}' has ${moments.length} different times in ${nRows} rows, too few for folds. Use another column.`,
        )
      : invalidValidation(
          "folds",
          `'${name}' has ${moments.length} different times; this validation needs at least ${count}. Use fewer folds or another column.`,
        );
  }
  const before = new Float64Array(moments.length + 1);
  moments.forEach((moment, at) => {
    before[at + 1] = (before[at] as number) + moment.rows.length;
  });
  const borders = [0];
  for (let block = 1; block < count; block++) {
    const wished = (nRows * block) / count;
    const least = (borders[block - 1] as number) + 1;
    const most = moments.length - (count - block);
    let at = least;
    while (at < most && Math.abs((before[at + 1] as number) - wished) <= Math.abs((before[at] as number) - wished)) at++;
    borders.push(at);
  }
  return [...borders, moments.length];
}

/** The rows of the moments that fulfil the condition, ascending. */
export const rowsOf = ({ moments }: Timeline, holds: (at: number, place: number) => boolean): Int32Array =>
  Int32Array.from(moments.flatMap(({ at, rows }, place) => (holds(at, place) ? rows : []))).sort();

/** The latest rows for early stopping, and those before them whose labels are settled before it begins. */
export function carveLatest(timeline: Timeline, fraction: number, horizon: number): [Int32Array, Int32Array] {
  const { moments, nRows, name } = timeline;
  if (moments.length < 2) {
    throw invalidValidation("timeColumn", `'${name}' has one moment in a fold's training rows; two are needed to cut off the latest.`);
  }
  let start = moments.length - 1;
  let taken = (moments[start]?.rows ?? []).length;
  while (start > 1 && taken < nRows * fraction) {
    start--;
    taken += (moments[start]?.rows ?? []).length;
  }
  const from = moments[start]?.at ?? 0;
  const rest = rowsOf(timeline, (at, place) => place < start && !(horizon > 0 && at + horizon >= from));
  if (rest.length === 0) {
    throw invalidValidation("horizon", `A horizon of ${horizon} leaves no row to train on before the latest ones. Use a shorter one.`);
  }
  return [rest, rowsOf(timeline, (_, place) => place >= start)];
}
