import { AppError, toAppError } from "@plimsoll/schema";
import { createRng } from "../random.ts";
import { allRows, type Column, cellText, findColumn, selectRows, type Table } from "../table.ts";
import { timeValues } from "../time-values.ts";

/** A table that features are computed from. */
export interface AuditedTable {
  table: Table;
  /** When its rows happen; null = it has no time (a list of codes, say) and is left whole. */
  time: string | null;
  /** When they became known, if later. */
  arrival?: string | null;
}

export interface LeakageAuditOptions {
  /** By name; the features are those of the rows of `decisions`. */
  tables: ReadonlyMap<string, AuditedTable>;
  decisions: string;
  /** Computes all features again from tables that are as the given ones but shorter. Row i of the result belongs to decision i. */
  compute(tables: ReadonlyMap<string, Table>): Table;
  /** Features to look at; all columns of the result but the decisions' own when nothing is said. */
  features?: readonly string[];
  /** Decisions that are tried: drawn by the seed from all of them. */
  nSampled?: number;
  seed?: number;
  /** Relative difference up to which two numbers are the same: sums may come in another order. */
  tolerance?: number;
}

/** A feature that had another value when the future did not yet exist. */
export interface Leak {
  feature: string;
  /** Row of the decision, from 0. */
  row: number;
  /** Null = missing. */
  withFuture: string | null;
  withoutFuture: string | null;
}

export interface LeakageReport {
  nSampled: number;
  /** Each leaking feature with the number of sampled decisions at which it changed, the most frequent first. */
  features: { name: string; nChanged: number }[];
  /** Examples of each, at most ten. */
  leaks: Leak[];
  /** Decisions at which the features could not be computed from the past alone, with the reason. */
  failures: { row: number; message: string }[];
  /** No leak and no failure. */
  passed: boolean;
}

const EXAMPLES = 10;

/**
 * Looks for features that know the future: for each sampled decision every row that happened or became known at its moment or later is
 * taken away (but the decision itself), the features are computed anew, and any that differ are named. The moment is the decision's
 * time, or its arrival where its table has one.
 * What it cannot see: a column of the decision's own row that was filled in later. Such a column needs an `arrival`, or must not be used.
 * @throws AppError INVALID_INPUT, UNKNOWN_COLUMN, TYPE_MISMATCH for options that do not fit the tables.
 */
export function auditLeakage(options: LeakageAuditOptions): LeakageReport {
  const { tables, compute, nSampled = 100, seed = 1, tolerance = 1e-9 } = options;
  const audited = tables.get(options.decisions);
  if (!audited || audited.time === null) {
    throw invalid(["decisions"], `The decisions' table '${options.decisions}' must be one of the tables and have a time.`);
  }
  if (!Number.isInteger(nSampled) || nSampled < 1) throw invalid(["nSampled"], `nSampled must be a whole number above 0. Got ${nSampled}.`);
  if (!(tolerance >= 0 && tolerance < 1)) throw invalid(["tolerance"], `tolerance must be in [0, 1). Got ${tolerance}.`);
  const moments = new Map(
    [...tables].map(([name, { table, time, arrival }]) => [name, time === null ? null : knownMoments(table, time, arrival ?? null)]),
  );
  const times = timeValues(audited.table, audited.time);
  const whole = compute(new Map([...tables].map(([name, { table }]) => [name, table])));
  checkRows(whole, audited.table.rowCount);
  const features = watched(options, whole, audited.table);
  const rows = createRng(seed).shuffle(allRows(audited.table.rowCount)).slice(0, nSampled).sort();

  const changes = new Map<string, Leak[]>();
  const failures: LeakageReport["failures"] = [];
  for (const row of rows) {
    const past = pastOf(tables, moments, options.decisions, row, times);
    const position = past.rows.indexOf(row);
    let again: Table;
    try {
      again = compute(past.tables);
      checkRows(again, past.rows.length);
    } catch (error) {
      const { kind, message } = toAppError(error);
      if (kind === "bug") throw error;
      failures.push({ row, message });
      continue;
    }
    for (const feature of features) {
      const column = findColumn(again, feature.name);
      const [before, after] = [cellText(feature, row), column ? cellText(column, position) : null];
      if (isSame(before, after, feature, tolerance)) continue;
      changes.set(feature.name, [
        ...(changes.get(feature.name) ?? []),
        { feature: feature.name, row, withFuture: before, withoutFuture: after },
      ]);
    }
  }
  const found = [...changes].map(([name, leaks]) => ({ name, nChanged: leaks.length })).sort((a, b) => b.nChanged - a.nChanged);
  return {
    nSampled: rows.length,
    features: found,
    leaks: found.flatMap(({ name }) => (changes.get(name) ?? []).slice(0, EXAMPLES)),
    failures,
    passed: found.length === 0 && failures.length === 0,
  };
}

/** The tables as they were at one decision, and the rows of the decisions' own table that are left. */
function pastOf(
  tables: ReadonlyMap<string, AuditedTable>,
  moments: ReadonlyMap<string, Float64Array | null>,
  decisions: string,
  row: number,
  times: Float64Array,
): { tables: Map<string, Table>; rows: Int32Array } {
  const arrivals = moments.get(decisions) as Float64Array;
  const moment = arrivals[row] as number;
  // Rows that arrive together are known in their order, if they happened before.
  const isEarlierArrival = (other: number): boolean =>
    other < row && arrivals[other] === moment && (times[other] as number) < (times[row] as number);
  let rows: Int32Array = new Int32Array(0);
  const past = new Map<string, Table>();
  for (const [name, { table }] of tables) {
    const known = moments.get(name) ?? null;
    if (!known) {
      past.set(name, table);
      continue;
    }
    const isOwn = name === decisions;
    const kept = allRows(table.rowCount).filter(
      (other) => (known[other] as number) < moment || (isOwn && (other === row || isEarlierArrival(other))),
    );
    if (isOwn) rows = kept;
    past.set(name, selectRows(table, kept));
  }
  return { tables: past, rows };
}

/** When each row can be known: never before it happens. */
function knownMoments(table: Table, time: string, arrival: string | null): Float64Array {
  const times = timeValues(table, time);
  if (!arrival) return times;
  return timeValues(table, arrival).map((moment, row) => Math.max(moment, times[row] as number));
}

function watched(options: LeakageAuditOptions, whole: Table, decisions: Table): Column[] {
  if (!options.features) return whole.columns.filter(({ name }) => !findColumn(decisions, name));
  return options.features.map((name) => {
    const column = findColumn(whole, name);
    if (!column) throw invalid(["features"], `The features computed have no column '${name}'. Name columns of what compute returns.`);
    return column;
  });
}

function checkRows(table: Table, rowCount: number): void {
  if (table.rowCount === rowCount) return;
  throw invalid(
    ["compute"],
    `compute gave ${table.rowCount} rows for ${rowCount} decisions. It must give one row for each, in their order.`,
  );
}

function isSame(a: string | null, b: string | null, { type }: Column, tolerance: number): boolean {
  if (a === b) return true;
  if (a === null || b === null || type === "STRING" || type === "BOOLEAN" || type === "DATE" || type === "TIMESTAMP") return false;
  const [x, y] = [Number(a), Number(b)];
  return Math.abs(x - y) <= tolerance * Math.max(Math.abs(x), Math.abs(y));
}

const invalid = (path: string[], message: string): AppError => new AppError("INVALID_INPUT", "input", message, { path });
