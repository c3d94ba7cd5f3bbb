import { AppError, type SequenceHistory, type SequenceSpec } from "@plimsoll/schema";
import { type Column, type ColumnSchema, findColumn, getColumn, type NumericColumn, selectRows, type Table } from "../table.ts";
import { type HistoryRows, historyRows } from "./history-rows.ts";

/** The group that is 1 at steps with a row and 0 at those in front of a short history. */
const PRESENT = "step present";

/** What a column of a step is called: `amount[0]` in the sample's own row, `amount[-1]` in the row before. */
const stepName = (column: string, back: number): string => `${column}[${back === 0 ? 0 : -back}]`;

const stepNames = (column: string, steps: number): string[] => Array.from({ length: steps }, (_, t) => stepName(column, steps - 1 - t));

/** The groups of a sequence: its own, or those that a history is widened to. */
export function wideSequence(sequence: SequenceSpec | null | undefined): SequenceSpec | null {
  const history = sequence?.history;
  if (!history) return sequence ?? null;
  const columns = history.steps > 1 ? [...history.columns, PRESENT] : history.columns;
  return { groups: columns.map((name) => ({ name, columns: stepNames(name, history.steps) })) };
}

/** The step columns of a history, group after group. @param columns those of the long table. */
export function stepSchemas(history: SequenceHistory, columns: readonly ColumnSchema[]): ColumnSchema[] {
  const steps = history.columns.flatMap((name) => {
    const type = columns.find((column) => column.name === name)?.type ?? "FLOAT";
    return stepNames(name, history.steps).map((step): ColumnSchema => ({ name: step, type }));
  });
  const present = history.steps > 1 ? stepNames(PRESENT, history.steps).map((name): ColumnSchema => ({ name, type: "BOOLEAN" })) : [];
  return [...steps, ...present];
}

/** Columns that are read where the target stands, since they say when the sample is over. */
export interface AtTarget {
  target: string | null;
  /** Those that cut the rows by time or mark the test rows. */
  cutBy: readonly string[];
}

/**
 * A long table as one row a sample: a column for each step of each step column, missing in front of short histories, and every other column
 * as it is in the sample's own row; those of `at` as they are in the row of the target. So a split by time cuts by what a sample knows
 * last. Samples without a target or with fewer steps than `minSteps` are left out.
 * @throws AppError of the columns, and INVALID_INPUT when no sample is left or a step is named like a column.
 */
export function widenHistory(table: Table, history: SequenceHistory, at: AtTarget): Table {
  const found = historyRows(table, { history, horizons: [history.horizon], samples: history.samples });
  const kept = keptSamples(found, history.minSteps);
  if (kept.n === 0) {
    throw invalid(
      `No row of the data set makes a sample: none has ${history.minSteps} steps and a target ${history.horizon} rows later. Lower minSteps, horizon or gap.`,
    );
  }
  const late = new Set([...at.cutBy, ...(at.target ? [at.target] : [])]);
  const others = table.columns.map(({ name }) => {
    const column = getColumn(table, name);
    return late.has(name) ? takeKnown(column, kept.targets) : takeKnown(column, kept.anchors);
  });
  return { rowCount: kept.n, columns: [...stepColumns(table, history, kept, 0, kept.n), ...others] };
}

/** How many samples of a widened table have fewer steps than the history asks for. */
export function shortHistories(wide: Table, { steps }: SequenceHistory): number {
  const oldest = getColumn(wide, stepName(PRESENT, steps - 1));
  return oldest.type === "STRING" ? 0 : oldest.values.reduce((count, present) => count + Number(present === 0), 0);
}

/**
 * The columns of a long table that scoring reads: entity, time, what each step has, and the static columns.
 * @param features the columns that the fitted pipeline reads. @param wide a table that was made of the long one.
 */
export function historyInputs(history: SequenceHistory, features: readonly ColumnSchema[], wide: Table): ColumnSchema[] {
  const steps = new Set(stepSchemas(history, []).map(({ name }) => name));
  const statics = features.filter(({ name }) => !steps.has(name)).map(({ name }) => name);
  const inputs = [...new Set([...history.entity, history.time, ...history.columns, ...statics])];
  return inputs.map((name) => ({ name, type: getColumn(wide, history.columns.includes(name) ? stepName(name, 0) : name).type }));
}

/** Samples of a table that is scored: every row, in order; nothing is known of a target. */
export interface ScoredHistory {
  rowCount: number;
  /** Samples from <= i < to as a wide table. */
  slice(from: number, to: number): Table;
}

export function openHistory(table: Table, history: SequenceHistory): ScoredHistory {
  const found = historyRows(table, { history, horizons: [], samples: "EVERY" });
  return {
    rowCount: found.n,
    slice(from, to) {
      const own = selectRows(table, found.anchors.subarray(from, to));
      return { rowCount: to - from, columns: [...stepColumns(table, history, found, from, to), ...own.columns] };
    },
  };
}

/** Targets of several horizons: one column each, NaN where there is none. */
export function horizonTargets(table: Table, target: string, { targets, n }: HistoryRows, horizons: readonly number[]): NumericColumn[] {
  const column = getColumn(table, target);
  if (column.type === "STRING") throw invalid(`Target '${target}' is STRING; horizons take numbers.`);
  return horizons.map((horizon, h): NumericColumn => {
    const values = Float64Array.from({ length: n }, (_, sample) => {
      const row = targets[sample * horizons.length + h] as number;
      return row < 0 ? Number.NaN : (column.values[row] as number);
    });
    return { name: `${target}[+${horizon}]`, type: column.type, values };
  });
}

function stepColumns(table: Table, history: SequenceHistory, { steps, nSteps }: HistoryRows, from: number, to: number): Column[] {
  const rowsAt = Array.from({ length: nSteps }, (_, t) =>
    Int32Array.from({ length: to - from }, (_, i) => steps[(from + i) * nSteps + t] as number),
  );
  const named = (column: Column, t: number, name: string): Column => {
    const step = stepName(name, nSteps - 1 - t);
    if (findColumn(table, step))
      throw invalid(`The data set has a column '${step}', which is what a step of '${name}' is called. Rename it.`);
    return { ...column, name: step };
  };
  const columns = history.columns.flatMap((name) => {
    const column = getColumn(table, name);
    return rowsAt.map((rows, t) => named(takeKnown(column, rows), t, name));
  });
  if (nSteps === 1) return columns;
  const present = rowsAt.map((rows, t) =>
    named({ name: "", type: "BOOLEAN", values: Float64Array.from(rows, (row) => Number(row >= 0)) }, t, PRESENT),
  );
  return [...columns, ...present];
}

/** Cells of the rows given, missing where the row is -1. */
function takeKnown(column: Column, rows: Int32Array): Column {
  if (column.type === "STRING") return { ...column, codes: rows.map((row) => (row < 0 ? -1 : (column.codes[row] as number))) };
  return { ...column, values: Float64Array.from(rows, (row) => (row < 0 ? Number.NaN : (column.values[row] as number))) };
}

function keptSamples(found: HistoryRows, minSteps: number): HistoryRows {
  const { anchors, steps, targets, nSteps } = found;
  const kept: number[] = [];
  for (let sample = 0; sample < found.n; sample++) {
    let nPresent = 0;
    for (let t = 0; t < nSteps; t++) if ((steps[sample * nSteps + t] as number) >= 0) nPresent += 1;
    if (nPresent >= minSteps && (targets[sample] as number) >= 0) kept.push(sample);
  }
  if (kept.length === found.n) return found;
  const out = new Int32Array(kept.length * nSteps);
  kept.forEach((sample, i) => {
    out.set(steps.subarray(sample * nSteps, (sample + 1) * nSteps), i * nSteps);
  });
  const pick = (values: Int32Array): Int32Array => Int32Array.from(kept, (sample) => values[sample] as number);
  return { n: kept.length, nSteps, anchors: pick(anchors), steps: out, targets: pick(targets) };
}

const invalid = (message: string): AppError => new AppError("INVALID_INPUT", "input", message, { path: ["sequence", "history"] });
