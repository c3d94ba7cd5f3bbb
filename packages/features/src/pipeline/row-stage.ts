import { AppError, type FeaturePipeline, type PipelineStep, type RowStepReport } from "@plimsoll/schema";
import { rowStep } from "../row-steps/index.ts";
import type { RowStep } from "../row-steps/row-step.ts";
import { type ColumnSchema, getColumn, schemaOf, selectRows, type Table, unknownColumn } from "../table.ts";
import type { JsonObject } from "../transforms/transform.ts";
import { openStep } from "./plan.ts";
import { atStep } from "./step-error.ts";

const MAX_SHOWN = 20;

interface PlannedRowStep {
  kind: RowStep;
  params: JsonObject;
  columns: string[];
}

/**
 * Checks row steps against the columns of the data set. @throws AppError UNKNOWN_COLUMN, TYPE_MISMATCH or INVALID_INPUT with the path of the
 * step and the field.
 */
export function planRows(steps: readonly PipelineStep[], columns: readonly ColumnSchema[]): PlannedRowStep[] {
  return steps.map((step, index) =>
    atStep("rows", index, step.type, () => {
      const kind = rowStep(step.type);
      const params = kind.parse(step.params);
      const wanted = step.columns ?? columns.map(({ name }) => name);
      const byName = new Map(columns.map((column) => [column.name, column]));
      const unknown = wanted.filter((name) => !byName.has(name));
      if (unknown.length > 0) throw unknownColumn(unknown, columns, ["columns"]);
      const chosen = wanted.flatMap((name) => byName.get(name) ?? []);
      kind.check(chosen, params);
      return { kind, params, columns: chosen.map(({ name }) => name) };
    }),
  );
}

/**
 * The rows that a model is trained and tested on, step after step, with what each step left out.
 * @returns the table itself where every row stays. @throws AppError as `planRows`, and INVALID_INPUT where no row is left.
 */
export function applyRows(steps: readonly PipelineStep[], table: Table): { table: Table; report: RowStepReport[] } {
  let current = table;
  let at: Int32Array | null = null;
  const report = planRows(steps, schemaOf(table)).map(({ kind, params, columns }, index): RowStepReport => {
    const kept = kind.keep(
      columns.map((name) => getColumn(current, name)),
      current.rowCount,
      params,
    );
    const rowsIn = current.rowCount;
    const rows = new Int32Array(kept.reduce((sum, keeps) => sum + keeps, 0));
    const firstLeftOut: number[] = [];
    let n = 0;
    for (let row = 0; row < rowsIn; row++) {
      if (kept[row] === 1) rows[n++] = row;
      else if (firstLeftOut.length < MAX_SHOWN) firstLeftOut.push(at === null ? row : (at[row] as number));
    }
    if (n === 0) {
      throw atStep("rows", index, kind.name, () => {
        throw new AppError("INVALID_INPUT", "input", `It leaves none of ${rowsIn} rows. Loosen it or take it out.`, { path: [] });
      });
    }
    if (n < rowsIn) {
      current = selectRows(current, rows);
      at = at === null ? rows : rows.map((row) => (at as Int32Array)[row] as number);
    }
    return { type: kind.name, params, columns, rowsIn, rowsOut: n, firstLeftOut };
  });
  return { table: current, report };
}

/** The columns that a pipeline reads beside its features: those of its row steps, and those that its steps watch while they are fitted. */
export function extraColumns(pipeline: FeaturePipeline | null | undefined, columns: readonly ColumnSchema[]): ReadonlySet<string> {
  if (!pipeline) return new Set();
  const watched = pipeline.steps.flatMap((step) => {
    const { kind, params } = openStep(step);
    return kind.watches(params);
  });
  return new Set([...planRows(pipeline.rows, columns).flatMap(({ columns: names }) => names), ...watched]);
}
