import { type FeaturePipeline, type SequenceSpec, SplitSpec, type StepReport, type Task } from "@plimsoll/schema";
import { selectFeatures } from "../select.ts";
import { type Column, type ColumnSchema, cellText, type Table } from "../table.ts";
import type { FitContext } from "../transforms/transform.ts";
import { PipelineFitter } from "./fit.ts";

/** The columns as they stand after a step. */
export interface PreviewedStep {
  type: string;
  /** DEFAULT: not written by the user, added so that every column can be read. */
  origin: StepReport["origin"];
  /** The columns that are new or that the step changed come first. */
  columns: ColumnSchema[];
  /** [rows][columns] cells as text; null = missing. */
  cells: (string | null)[][];
  learned: StepReport["learned"];
}

/** Columns of a step that a preview shows at most. */
export const SHOWN_COLUMNS = 60;

/** What a preview gets of the columns, as a training would. */
export interface PreviewedColumns {
  task: Task;
  target?: string | null | undefined;
  /** Every column but the target unless given. */
  features?: string[] | null | undefined;
  sequence?: SequenceSpec | null | undefined;
}

/**
 * The features that a preview's pipeline gets; of a history the columns of its samples.
 * @throws AppError as `selectFeatures`.
 */
export const previewedFeatures = (read: PreviewedColumns, columns: readonly ColumnSchema[]): ColumnSchema[] =>
  selectFeatures({ ...read, drop: [], split: SplitSpec.parse({}) }, columns);

/**
 * Fits a pipeline on all rows of a (small) table and shows its columns after each step. The default encoding completes it, whether or not
 * the pipeline asks for it, so that an unfinished one can be looked at.
 * @param rowsShown the first so many rows. @param sequence columns of its groups share a fit. @throws AppError of the steps, with the step's path.
 */
export function previewPipeline(
  table: Table,
  columns: readonly ColumnSchema[],
  pipeline: Pick<FeaturePipeline, "steps">,
  rowsShown: number,
  context: FitContext = {},
  sequence: SequenceSpec | null = null,
): PreviewedStep[] {
  const rows = Int32Array.from({ length: table.rowCount }, (_, row) => row);
  const request = { columns, sequence, pipeline: { steps: pipeline.steps, defaults: true } };
  const fitter = new PipelineFitter(request, table, rows, context);
  const shown: PreviewedStep[] = [];
  let before = new Set(fitter.frame);
  fitter.fitAll((index) => {
    const report = fitter.report[index];
    const changed = fitter.frame.filter((column) => !before.has(column));
    const kept = [...changed, ...fitter.frame.filter((column) => before.has(column))].slice(0, SHOWN_COLUMNS);
    const values = kept.map((column) => fitter.valuesOf(column));
    shown.push({
      type: report?.type ?? "",
      origin: report?.origin ?? "DEFAULT",
      columns: kept.map(({ name, type }) => ({ name, type })),
      cells: cellsOf(values, Math.min(rowsShown, table.rowCount)),
      learned: report?.learned ?? [],
    });
    before = new Set(fitter.frame);
  });
  return shown;
}

/** The first rows as text, the longest cells cut. */
export const cellsOf = (columns: readonly Column[], rowCount: number): (string | null)[][] =>
  Array.from({ length: rowCount }, (_, row) => columns.map((column) => shortened(cellText(column, row))));

const shortened = (text: string | null): string | null => (text !== null && text.length > 200 ? `${text.slice(0, 200)}...` : text);
