import { AppError } from "@plimsoll/schema";
import { z } from "zod";
import { durationMs, WindowLength } from "../duration.ts";
import { sharedCodes } from "../ordering/keys.ts";
import { isAscending, stableOrder } from "../ordering/stable-order.ts";
import { type Column, getColumn, type Table, takeColumn } from "../table.ts";
import { timeValues } from "../time-values.ts";

const ColumnName = z.string().min(1).max(256);

/** A table whose rows describe an entity from a moment on: balances, ratings, addresses. */
export const JoinedTable = z.strictObject({
  /** Which of the tables given. */
  table: z.string().min(1),
  /** Key columns of the decisions. */
  key: z.array(ColumnName).min(1).max(4),
  /** What they are called in this table; the same when nothing is said. */
  tableKey: z.array(ColumnName).min(1).max(4).nullish(),
  /** From when a row holds. */
  time: ColumnName,
  /** When a row became known, if later; a decision sees only what was known before it. */
  arrival: ColumnName.nullish(),
  /** What is taken; null = all but keys and times. */
  columns: z.array(ColumnName).min(1).max(10_000).nullish(),
  /** Put before the names of what is taken. */
  prefix: z.string().max(64).default(""),
  /** A row older than this is no longer taken; null = none is too old. */
  tolerance: WindowLength.nullish(),
  /** Whether a row of exactly the decision's moment is taken. */
  exact: z.boolean().default(false),
  /** Adds `<prefix>age_seconds`, the time between row and decision. */
  age: z.boolean().default(false),
});

/** Columns of several tables as they were known at each decision. */
export const PointInTimeJoin = z.strictObject({
  /** The decisions' own time. */
  time: ColumnName,
  tables: z.array(JoinedTable).min(1).max(64),
});
export type PointInTimeJoin = z.infer<typeof PointInTimeJoin>;
export type PointInTimeJoinInput = z.input<typeof PointInTimeJoin>;

export interface JoinResult {
  /** The decisions with the columns taken beside their own; missing where no row was known. */
  table: Table;
  /** Of each joined table, how many decisions found a row. */
  matched: { table: string; nMatched: number }[];
}

/**
 * Gives each decision, from every table, the latest row of its key that was known strictly before it (`exact`: or at its moment). Of
 * several rows of one moment the last one in the table's order is taken. A decision without a key finds nothing.
 * Linear in decisions plus rows where both are in time order; else they are sorted first.
 * @throws AppError INVALID_INPUT (the spec, a missing time, two columns of one name), UNKNOWN_COLUMN, TYPE_MISMATCH (keys or times).
 */
export function pointInTimeJoin(decisions: Table, tables: ReadonlyMap<string, Table>, input: PointInTimeJoinInput): JoinResult {
  const parsed = PointInTimeJoin.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const path = (issue?.path ?? []).map(String);
    throw invalid(path, `Point-in-time join: '${path.join(".")}' is not valid: ${issue?.message ?? "unknown"}`);
  }
  const times = timeValues(decisions, parsed.data.time);
  const order = isAscending(times) ? null : stableOrder(times);
  const columns = [...decisions.columns];
  const names = new Set(columns.map(({ name }) => name));
  const matched = parsed.data.tables.map((joined, index) => {
    const table = tables.get(joined.table);
    if (!table)
      throw invalid(
        ["tables", String(index), "table"],
        `Table '${joined.table}' was not given. There are: ${[...tables.keys()].join(", ")}.`,
      );
    const { added, nMatched } = joinOne({ decisions, times, order }, table, joined, index);
    for (const column of added) {
      if (names.has(column.name)) {
        const path = ["tables", String(index), "prefix"];
        throw invalid(
          path,
          `Column '${column.name}' of table '${joined.table}' is there already. Give the table a prefix, or name the columns to take.`,
        );
      }
      names.add(column.name);
      columns.push(column);
    }
    return { table: joined.table, nMatched };
  });
  return { table: { rowCount: decisions.rowCount, columns }, matched };
}

interface Decisions {
  decisions: Table;
  times: Float64Array;
  /** Rows by time; null = as they are. */
  order: Int32Array | null;
}

function joinOne(
  asked: Decisions,
  table: Table,
  joined: z.infer<typeof JoinedTable>,
  index: number,
): { added: Column[]; nMatched: number } {
  const tableKey = joined.tableKey ?? joined.key;
  if (tableKey.length !== joined.key.length) {
    const path = ["tables", String(index), "tableKey"];
    throw invalid(
      path,
      `Table '${joined.table}' has ${tableKey.length} key columns for ${joined.key.length} of the decisions. Give as many.`,
    );
  }
  const own = new Set([...tableKey, joined.time, ...(joined.arrival ? [joined.arrival] : [])]);
  const taken = (joined.columns ?? table.columns.map(({ name }) => name).filter((name) => !own.has(name))).map((name) =>
    getColumn(table, name),
  );
  const codes = sharedCodes(
    joined.key.map((name) => getColumn(asked.decisions, name)),
    tableKey.map((name) => getColumn(table, name)),
  );
  const times = timeValues(table, joined.time);
  const known = joined.arrival ? timeValues(table, joined.arrival) : times;
  const early = known.findIndex((moment, row) => moment < (times[row] as number));
  if (early >= 0) {
    const path = ["tables", String(index), "arrival"];
    throw invalid(
      path,
      `Row ${early} of table '${joined.table}' became known ('${joined.arrival}') before it held ('${joined.time}'). Mend the times.`,
    );
  }
  const tolerance = joined.tolerance ? durationMs(joined.tolerance) : Number.POSITIVE_INFINITY;
  const rows = latestKnown(asked, { times, known, codes: codes.right }, { codes: codes.left, count: codes.count }, joined.exact, tolerance);
  let nMatched = 0;
  for (let d = 0; d < rows.length; d++) if ((rows[d] as number) >= 0) nMatched += 1;
  const added = taken.map((column): Column => ({ ...takeOrMiss(column, rows, nMatched), name: `${joined.prefix}${column.name}` }));
  if (joined.age) {
    const values = Float64Array.from(rows, (row, d) =>
      row < 0 ? Number.NaN : ((asked.times[d] as number) - (times[row] as number)) / 1000,
    );
    added.push({ name: `${joined.prefix}age_seconds`, type: "FLOAT", values });
  }
  return { added, nMatched };
}

/** Row of the table for each decision, -1 = none: both are walked through in the order in which rows become known. */
function latestKnown(
  { times: asked, order: askedOrder }: Decisions,
  { times, known, codes }: { times: Float64Array; known: Float64Array; codes: Int32Array },
  keys: { codes: Int32Array; count: number },
  exact: boolean,
  tolerance: number,
): Int32Array {
  const order = isAscending(known) ? null : stableOrder(known);
  // A row that became known late must not hide a younger one.
  const isOrdered = known === times;
  const latest = new Int32Array(keys.count).fill(-1);
  const rows = new Int32Array(asked.length);
  const n = known.length;
  let next = 0;
  for (let i = 0; i < asked.length; i++) {
    const decision = askedOrder ? (askedOrder[i] as number) : i;
    const t = asked[decision] as number;
    for (; next < n; next++) {
      const row = order ? (order[next] as number) : next;
      const moment = known[row] as number;
      if (exact ? moment > t : moment >= t) break;
      const code = codes[row] as number;
      if (code < 0) continue;
      const held = latest[code] as number;
      if (isOrdered || held < 0 || isYounger(times, row, held)) latest[code] = row;
    }
    const code = keys.codes[decision] as number;
    const row = code < 0 ? -1 : (latest[code] as number);
    rows[decision] = row >= 0 && t - (times[row] as number) <= tolerance ? row : -1;
  }
  return rows;
}

/** By time, then by place in the table. */
function isYounger(times: Float64Array, row: number, held: number): boolean {
  const [time, other] = [times[row] as number, times[held] as number];
  return time > other || (time === other && row > held);
}

function takeOrMiss(column: Column, rows: Int32Array, nMatched: number): Column {
  if (nMatched === rows.length) return takeColumn(column, rows);
  if (column.type === "STRING") {
    const codes = new Int32Array(rows.length);
    for (let i = 0; i < rows.length; i++) codes[i] = (rows[i] as number) < 0 ? -1 : (column.codes[rows[i] as number] as number);
    return { ...column, codes };
  }
  const values = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = (rows[i] as number) < 0 ? Number.NaN : (column.values[rows[i] as number] as number);
  return { ...column, values };
}

const invalid = (path: string[], message: string): AppError => new AppError("INVALID_INPUT", "input", message, { path });
