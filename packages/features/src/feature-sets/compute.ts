import { AppError } from "@plimsoll/schema";
import { auditLeakage, type LeakageReport } from "../joins/leakage-audit.ts";
import { type Column, type ColumnSchema, schemaOf, type Table } from "../table.ts";
import { timeTyped } from "../time-values.ts";
import type { FeatureSetDefinition, FeatureTable } from "./definition.ts";
import type { FeatureStage } from "./stage.ts";
import { featureStage } from "./stages/index.ts";

export interface StageReport {
  type: string;
  /** The columns it added. */
  columns: ColumnSchema[];
  notes: string[];
}

export interface ComputedFeatures {
  /** The spine's rows with its own columns and those added, in the order of the stages. */
  table: Table;
  stages: StageReport[];
}

/**
 * Carries the stages out, one after another, on the rows given.
 * @param tables every table of the definition by its name, with at least the columns it has there.
 * @param onStage called with the spine as it is after each stage.
 * @throws AppError INVALID_INPUT, UNKNOWN_COLUMN, TYPE_MISMATCH with the stage in its path.
 */
export function computeFeatures(
  definition: FeatureSetDefinition,
  tables: ReadonlyMap<string, Table>,
  onStage: (index: number, spine: Table) => void = () => {},
): ComputedFeatures {
  const opened = openStages(definition);
  let spine = tableOf(tables, definition.spine);
  const stages = opened.map(({ kind, spec }, index): StageReport => {
    const { columns, notes } = atStage(index, () => kind.compute(spine, tables, spec));
    spine = { rowCount: spine.rowCount, columns: [...spine.columns, ...withoutClash(index, spine, columns)] };
    onStage(index, spine);
    return { type: kind.type, columns: columns.map(({ name, type }) => ({ name, type })), notes };
  });
  return { table: spine, stages };
}

/**
 * Checks a definition without any data. @returns the columns that the spine has in the end.
 * @throws AppError as `computeFeatures`.
 */
export function planFeatures(definition: FeatureSetDefinition): ColumnSchema[] {
  const names = definition.tables.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw invalid(`Two tables are called '${twice}'. Give each its own name.`, ["tables"]);
  for (const [index, table] of definition.tables.entries()) checkTimes(table, index);
  const empty = new Map(definition.tables.map((table) => [table.name, emptyTable(table.columns)]));
  return schemaOf(computeFeatures(definition, empty).table);
}

/** The names of the tables that the stages read, the spine first. */
export function tablesRead(definition: FeatureSetDefinition): string[] {
  const read = openStages(definition).flatMap(({ kind, spec }) => kind.reads(spec));
  return [...new Set([definition.spine, ...read])];
}

/**
 * Whether any feature knows what was not yet known: see `auditLeakage`.
 * @throws AppError INVALID_INPUT when the spine has no time.
 */
export function auditFeatureSet(
  definition: FeatureSetDefinition,
  tables: ReadonlyMap<string, Table>,
  options: { nSampled?: number; seed?: number },
): LeakageReport {
  const audited = new Map(
    definition.tables.map(({ name, time, arrival }) => [
      name,
      { table: tableOf(tables, name), time: time ?? null, arrival: arrival ?? null },
    ]),
  );
  return auditLeakage({
    ...options,
    tables: audited,
    decisions: definition.spine,
    compute: (shorter) => computeFeatures(definition, shorter).table,
  });
}

function openStages({ stages, tables, spine }: FeatureSetDefinition): { kind: FeatureStage; spec: unknown }[] {
  const known = new Set(tables.map(({ name }) => name));
  if (!known.has(spine)) throw invalid(`The spine '${spine}' is none of the tables ${[...known].join(", ")}.`, ["spine"]);
  return stages.map(({ type, spec }, index) => {
    const path = ["stages", String(index)];
    const kind = featureStage(type, [...path, "type"]);
    const parsed = kind.spec.safeParse(spec);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const where = (issue?.path ?? []).map(String);
      throw invalid(`Stage ${index + 1} (${type}): ${where.length > 0 ? `'${where.join(".")}' ` : ""}${issue?.message ?? "is not valid"}`, [
        ...path,
        "spec",
        ...where,
      ]);
    }
    const unknown = kind.reads(parsed.data).find((name) => !known.has(name));
    if (unknown) throw invalid(`Stage ${index + 1} (${type}) reads the table '${unknown}', which is not given.`, [...path, "spec"]);
    return { kind, spec: parsed.data };
  });
}

function checkTimes({ name, time, arrival, columns }: FeatureTable, index: number): void {
  const table = emptyTable(columns);
  for (const [field, column] of Object.entries({ time, arrival })) {
    if (!column) continue;
    try {
      timeTyped(table, column);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      throw new AppError(error.code, error.kind, `Table '${name}': ${error.message}`, {
        ...error.context,
        path: ["tables", String(index), field],
      });
    }
  }
}

/** Puts the stage before the message and the path of what it found. */
function atStage<T>(index: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AppError) || error.kind === "bug") throw error;
    const inner = Array.isArray(error.context.path) ? error.context.path.map(String) : [];
    throw new AppError(error.code, error.kind, `Stage ${index + 1}: ${error.message}`, {
      ...error.context,
      path: ["stages", String(index), "spec", ...inner],
    });
  }
}

function withoutClash(index: number, spine: Table, columns: Column[]): Column[] {
  const taken = new Set(spine.columns.map(({ name }) => name));
  const clash = columns.find(({ name }) => taken.has(name));
  if (!clash) return columns;
  throw invalid(`Stage ${index + 1} adds the column '${clash.name}', which is there already. Give it a prefix or another name.`, [
    "stages",
    String(index),
  ]);
}

function tableOf(tables: ReadonlyMap<string, Table>, name: string): Table {
  const table = tables.get(name);
  if (!table) throw invalid(`The table '${name}' was not given. There are: ${[...tables.keys()].join(", ") || "none"}.`, ["tables", name]);
  return table;
}

const emptyTable = (columns: readonly ColumnSchema[]): Table => ({
  rowCount: 0,
  columns: columns.map(
    ({ name, type }): Column =>
      type === "STRING" ? { name, type, codes: new Int32Array(0), dictionary: [] } : { name, type, values: new Float64Array(0) },
  ),
});

const invalid = (message: string, path: string[]): AppError => new AppError("INVALID_INPUT", "input", message, { path });
