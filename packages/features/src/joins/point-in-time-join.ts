import { AppError } from "@plimsoll/schema";
import { z } from "zod";
import { durationMs, WindowLength } from "../duration.ts";
import { checkTypes, sharedCodes } from "../ordering/keys.ts";
import { stableOrder } from "../ordering/stable-order.ts";
import { type Column, getColumn, type Table } from "../table.ts";
import { timeColumn, timeTyped } from "../time-values.ts";
import { type AskedMoments, latestInOrder, latestKnown } from "./latest-known.ts";
import { takeRows } from "./take-rows.ts";

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
  const { values: times, isAscending } = timeColumn(decisions, parsed.data.time);
  const order = isAscending ? null : stableOrder(times);
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

interface Decisions extends AskedMoments {
  decisions: Table;
}

function joinOne(
  asked: Decisions,
  table: Table,
  joined: z.infer<typeof JoinedTable>,
  index: number,
): { added: Column[]; nMatched: number } {
  const own = new Set([...(joined.tableKey ?? joined.key), joined.time, ...(joined.arrival ? [joined.arrival] : [])]);
  const names = joined.columns ?? table.columns.map(({ name }) => name).filter((name) => !own.has(name));
  const taken = names.map((name) => getColumn(table, name));
  const rows = matchRows(asked, table, joined, index);
  const times = timeTyped(table, joined.time);
  const tolerance = joined.tolerance ? durationMs(joined.tolerance) : Number.POSITIVE_INFINITY;
  let nMatched = 0;
  for (let d = 0; d < rows.length; d++) {
    const row = rows[d] as number;
    if (row < 0) continue;
    if (joined.tolerance && (asked.times[d] as number) - (times[row] as number) > tolerance) rows[d] = -1;
    else nMatched += 1;
  }
  const added = taken.map((column): Column => ({ ...takeRows(column, rows), name: `${joined.prefix}${column.name}` }));
  if (joined.age) {
    const values = Float64Array.from(rows, (row, d) =>
      row < 0 ? Number.NaN : ((asked.times[d] as number) - (times[row] as number)) / 1000,
    );
    added.push({ name: `${joined.prefix}age_seconds`, type: "FLOAT", values });
  }
  return { added, nMatched };
}

/** The latest known row of the table for each decision, however old; -1 = none. */
function matchRows(asked: Decisions, table: Table, joined: z.infer<typeof JoinedTable>, index: number): Int32Array {
  const { table: name, key, tableKey, exact } = joined;
  const left = key.map((column) => getColumn(asked.decisions, column));
  const right = (tableKey ?? key).map((column) => getColumn(table, column));
  if (left.length !== right.length) {
    const path = ["tables", String(index), "tableKey"];
    throw invalid(path, `Table '${name}' has ${right.length} key columns for ${left.length} of the decisions. Give as many.`);
  }
  checkTypes(left, right);
  const [ours, theirs] = [left[0], right[0]];
  const isSimple = left.length === 1 && !joined.arrival && asked.order === null;
  if (isSimple && ours && theirs && ours.type !== "STRING" && theirs.type !== "STRING") {
    const times = timeTyped(table, joined.time);
    const rows = latestInOrder({ times: asked.times, keys: ours.values }, { times, keys: theirs.values }, exact);
    if (rows) return rows;
  }
  const { values: times, isAscending } = timeColumn(table, joined.time);
  const arrivals = joined.arrival ? timeColumn(table, joined.arrival) : null;
  const early = arrivals ? arrivals.values.findIndex((moment, row) => moment < (times[row] as number)) : -1;
  if (early >= 0) {
    throw invalid(
      ["tables", String(index), "arrival"],
      `Row ${early} of table '${name}' became known ('${joined.arrival}') before it held ('${joined.time}'). Mend the times.`,
    );
  }
  const known = arrivals?.values ?? times;
  const order = (arrivals?.isAscending ?? isAscending) ? null : stableOrder(known);
  return latestKnown(asked, { times, known, order }, sharedCodes(left, right), exact);
}

const invalid = (path: string[], message: string): AppError => new AppError("INVALID_INPUT", "input", message, { path });
