import { AppError, type FeaturePipeline, type SequenceSpec, type Task } from "@plimsoll/schema";
import { type ColumnSchema, unknownColumn } from "../table.ts";
import { transform } from "../transforms/index.ts";
import { type JsonObject, refused, type Transform } from "../transforms/transform.ts";
import { defaultSteps } from "./default-steps.ts";
import { type Frame, type FrameColumn, placeOutputs, startFrame, type Unit } from "./frame.ts";
import { resolveColumns } from "./resolve.ts";
import { atStep } from "./step-error.ts";
import { type StepPlace, stepPlaces, unitsOf } from "./units.ts";

export interface PlanRequest {
  /** The features, in the data set's order. */
  columns: readonly ColumnSchema[];
  sequence: SequenceSpec | null;
  /** Null: the default pipeline. */
  pipeline: Pick<FeaturePipeline, "steps" | "defaults"> | null;
  /** Every column of the data set, for steps that look at others than features while they are fitted; the features unless given. */
  dataset?: readonly ColumnSchema[];
  task?: Task;
}

/** One step as far as it is known before any row is read. */
export interface PlannedStep {
  index: number;
  /** Whether the user wrote it, or `defaults` added it. */
  origin: "USER" | "DEFAULT";
  kind: Transform;
  /** With their defaults. */
  params: JsonObject;
  columns: readonly FrameColumn[];
  reads: readonly FrameColumn[];
  outputs: readonly FrameColumn[];
}

export interface Plan {
  steps: PlannedStep[];
  /** The columns after the last step. */
  frame: Frame;
}

/**
 * Checks a pipeline against columns without any row: transforms, parameters, columns and their types step by step, and that nothing is left
 * at the end that a network cannot read.
 * @throws AppError UNKNOWN_COLUMN, TYPE_MISMATCH or INVALID_INPUT, with the path of the step and the field.
 */
export function planPipeline(request: PlanRequest): Plan {
  const places = stepPlaces(request.sequence);
  const steps: PlannedStep[] = [];
  let frame = startFrame(request.columns);
  const take = (step: FeaturePipeline["steps"][number], origin: PlannedStep["origin"]): void => {
    const planned = atStep("steps", steps.length, step.type, () => planStep(step, origin, steps.length, frame, request, places));
    steps.push(planned.step);
    frame = planned.frame;
  };
  for (const step of request.pipeline?.steps ?? []) take(step, "USER");
  if (request.pipeline?.defaults ?? true) for (const step of defaultSteps(frame, request.sequence)) take(step, "DEFAULT");
  checkReadable(frame);
  return { steps, frame };
}

/** The transform and its parameters, checked against the task. @throws AppError INVALID_INPUT. */
export function openStep(step: FeaturePipeline["steps"][number], task?: Task): { kind: Transform; params: JsonObject } {
  const kind = transform(step.type);
  const params = kind.parse(step.params);
  if (kind.supervised && task && !kind.supervised.includes(task)) {
    throw new AppError(
      "INVALID_INPUT",
      "input",
      `It reads the target and can do so for ${kind.supervised.join(", ")}; the task is ${task}. Take another transform.`,
      { path: ["type"] },
    );
  }
  return { kind, params };
}

function planStep(
  step: FeaturePipeline["steps"][number],
  origin: PlannedStep["origin"],
  index: number,
  frame: Frame,
  request: PlanRequest,
  places: ReadonlyMap<string, StepPlace>,
): { step: PlannedStep; frame: Frame } {
  const { kind, params } = openStep(step, request.task);
  const dataset = request.dataset ?? request.columns;
  checkWatched(kind.watches(params), dataset);
  const names = kind.reads(params);
  const features = new Set(request.columns.map(({ name }) => name));
  const columns = resolveColumns(kind, step.columns, {
    frame,
    reads: names,
    grouped: new Set(places.keys()),
    leftOut: new Set(),
    notFeatures: new Set(dataset.map(({ name }) => name).filter((name) => !features.has(name))),
  });
  const reads = readColumns(names, frame);
  const units = unitsOf(kind, columns, frame, places).map(
    (inputs): Unit => ({ inputs, outputs: kind.plan(inputs, params, { also: reads, task: request.task }) }),
  );
  const placed = placeOutputs(frame, kind, units);
  return { step: { index, origin, kind, params, columns, reads, outputs: placed.made.flat() }, frame: placed.frame };
}

/** @throws AppError UNKNOWN_COLUMN. */
export function readColumns(names: readonly string[], frame: Frame): FrameColumn[] {
  return names.map((name) => {
    const found = frame.find((column) => column.name === name && !column.family);
    if (!found) throw unknownColumn([name], frame, ["params"]);
    return found;
  });
}

function checkWatched(names: readonly string[], dataset: readonly ColumnSchema[]): void {
  const unknown = names.filter((name) => !dataset.some((column) => column.name === name));
  if (unknown.length > 0) throw unknownColumn(unknown, dataset, ["params"]);
}

/**
 * Refuses a pipeline that is sure to leave missing cells: columns of the data set with gaps that no step fills.
 * @param missing the columns of the data set that have missing cells. @throws AppError INVALID_INPUT.
 */
export function checkGaps({ frame }: Plan, missing: ReadonlySet<string>): void {
  const open = frame.filter(({ certain, filled, gaps }) => certain && !filled && gaps.some((name) => missing.has(name)));
  if (open.length > 0) throw unreadable(namesOf(open), "still missing in some rows", "Add a step such as impute-median or impute-mode");
}

/** @throws AppError INVALID_INPUT where text or dates are left, or nothing is. */
export function checkReadable(frame: Frame): void {
  const path = { path: ["pipeline", "steps"] };
  const text = frame.filter(({ type }) => type === "STRING");
  if (text.length > 0) throw unreadable(namesOf(text), "still text", "Add an encoding such as one-hot, target-encode or woe");
  const dates = frame.filter(({ type }) => type === "DATE" || type === "TIMESTAMP");
  if (dates.length > 0) throw unreadable(namesOf(dates), "still a date", "Add date-to-number, date-parts or cyclic");
  if (frame.length === 0)
    throw new AppError("INVALID_INPUT", "input", "No feature is left after the steps. Take a step out that drops columns.", path);
}

const namesOf = (columns: readonly FrameColumn[]): string[] => columns.map(({ name }) => name);

function unreadable(names: readonly string[], state: string, advice: string): AppError {
  const shown = names
    .slice(0, 5)
    .map((name) => `'${name}'`)
    .join(", ");
  const which = names.length > 5 ? `${shown} and ${names.length - 5} more are` : names.length > 1 ? `${shown} are` : `${shown} is`;
  const error = refused(
    `${names.length > 1 ? "Columns" : "Column"} ${which} ${state} after the last step. ${advice}, drop the column, or set defaults to true.`,
    names,
  );
  return new AppError(error.code, error.kind, error.message, { ...error.context, path: ["pipeline", "steps"] });
}
