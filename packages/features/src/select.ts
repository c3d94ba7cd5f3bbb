import { AppError, type TrainingSpec, type ValidationSpec } from "@plimsoll/schema";
import { checkHistory, historyFeatures } from "./sequences/history-columns.ts";
import { type ColumnSchema, unknownColumn } from "./table.ts";
import { isNumericTask } from "./target.ts";

type Selection = Pick<TrainingSpec, "task" | "target" | "features" | "drop" | "sequence" | "split"> & {
  validation?: ValidationSpec | undefined;
};

const SEQUENCE_TYPES = new Set(["INTEGER", "FLOAT", "BOOLEAN"]);
const TIME_TYPES = new Set(["DATE", "TIMESTAMP", "INTEGER", "FLOAT"]);

/**
 * The feature columns of a training spec, in the data set's order: the named ones (with those of the sequence), or all but the
 * target, the dropped ones and those that cut the rows. Nothing else is left out: a column that looks like an identifier is a feature
 * until the user drops it. Of a history: the columns of the wide table of its samples; entity and time are no features unless named.
 * @throws AppError UNKNOWN_COLUMN with the nearest name, or INVALID_INPUT naming the column and the field of the input.
 */
export function selectFeatures(spec: Selection, columns: readonly ColumnSchema[]): ColumnSchema[] {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const wanted = (names: readonly string[], path: string[]) => {
    const unknown = names.filter((name) => !byName.has(name));
    if (unknown.length > 0) throw unknownColumn(unknown, columns, path);
  };
  if (spec.target) wanted([spec.target], ["target"]);
  wanted(spec.features ?? [], ["features"]);
  wanted(spec.drop, ["drop"]);
  for (const field of ["timeColumn", "groupColumn", "testColumn"] as const) {
    const name = spec.split[field];
    if (name) wanted([name], ["split", field]);
  }
  for (const field of ["timeColumn", "groupColumn"] as const) {
    const name = spec.validation?.[field];
    if (name) wanted([name], ["validation", field]);
  }
  for (const group of spec.sequence?.groups ?? []) wanted(group.columns, ["sequence", "groups", group.name]);

  checkTarget(spec, byName);
  checkSplit(spec, byName);
  checkValidation(spec, byName);
  const steps = checkSequence(spec, byName);
  const history = spec.sequence?.history ?? null;
  if (history) checkHistory({ history, target: spec.target ?? null, drop: spec.drop, testColumn: spec.split.testColumn ?? null }, columns);

  const dropped = new Set(spec.drop);
  const features = new Set(spec.features ?? []);
  const both = [...features].filter((name) => dropped.has(name));
  if (both.length > 0) throw invalid(["drop"], both, `${quote(both)} in both features and drop. Name a column in one of them.`);
  if (spec.target && features.has(spec.target))
    throw invalid(["features"], [spec.target], `'${spec.target}' is the target and cannot be a feature. Leave it out of features.`);

  const own = new Set([
    ...(history ? [...history.entity, history.time] : []),
    spec.split.testColumn,
    spec.split.method === "TIME" ? spec.split.timeColumn : null,
    spec.split.method === "GROUP" ? spec.split.groupColumn : null,
    spec.validation?.timeColumn,
    spec.validation?.groupColumn,
  ]);
  const chosen = columns.filter(({ name }) => {
    if (steps.has(name)) return true;
    if (spec.features) return features.has(name);
    return name !== spec.target && !dropped.has(name) && !own.has(name);
  });
  if (history)
    return historyFeatures(
      history,
      chosen.filter(({ name }) => !history.columns.includes(name)),
      columns,
    );
  if (chosen.length === 0)
    throw invalid(["features"], [], "No feature is left: every column is the target, dropped or one that cuts the rows.");
  return chosen;
}

function checkTarget(spec: Selection, byName: ReadonlyMap<string, ColumnSchema>): void {
  if (!spec.target || !isNumericTask(spec.task)) return;
  const type = byName.get(spec.target)?.type;
  if (type !== "INTEGER" && type !== "FLOAT") {
    throw invalid(
      ["target"],
      [spec.target],
      `Target '${spec.target}' is ${type}; ${spec.task} takes INTEGER or FLOAT. Choose another target or task.`,
    );
  }
}

function checkSplit({ split, target, features }: Selection, byName: ReadonlyMap<string, ColumnSchema>): void {
  const { method, testColumn, timeColumn, groupColumn } = split;
  for (const [field, name] of Object.entries({
    testColumn,
    timeColumn,
    groupColumn,
  })) {
    if (name && name === target) throw invalid(["split", field], [name], `'${name}' is the target and cannot be the split's ${field}.`);
  }
  if (testColumn && features?.includes(testColumn)) {
    throw invalid(["features"], [testColumn], `'${testColumn}' marks the test rows and is never a feature. Leave it out of features.`);
  }
  if (method === "TIME" && timeColumn) {
    const type = byName.get(timeColumn)?.type ?? "STRING";
    if (!TIME_TYPES.has(type)) {
      throw invalid(
        ["split", "timeColumn"],
        [timeColumn],
        `'${timeColumn}' is ${type}; a TIME split needs DATE, TIMESTAMP or a number. Ingest the file with a type for it.`,
      );
    }
  }
}

function checkValidation({ validation, target }: Selection, byName: ReadonlyMap<string, ColumnSchema>): void {
  for (const field of ["timeColumn", "groupColumn"] as const) {
    const name = validation?.[field];
    if (!name) continue;
    const path = ["validation", field];
    if (name === target) throw invalid(path, [name], `'${name}' is the target and cannot be the validation's ${field}.`);
    const type = byName.get(name)?.type ?? "STRING";
    if (field === "timeColumn" && !TIME_TYPES.has(type)) {
      throw invalid(
        path,
        [name],
        `'${name}' is ${type}; validation ${validation?.method} needs DATE, TIMESTAMP or a number. Ingest the file with a type for it.`,
      );
    }
  }
}

/** The names of all step columns. */
function checkSequence({ sequence, target, drop, split }: Selection, byName: ReadonlyMap<string, ColumnSchema>): Set<string> {
  const steps = new Set<string>();
  const groups = sequence?.groups ?? [];
  const nSteps = groups[0]?.columns.length ?? 0;
  const names = new Set<string>();
  for (const group of groups) {
    const path = ["sequence", "groups", group.name];
    if (names.has(group.name)) throw invalid(path, [], `Sequence group '${group.name}' is named twice. Give each group its own name.`);
    names.add(group.name);
    if (group.columns.length !== nSteps) {
      const first = groups[0]?.name ?? "";
      throw invalid(
        path,
        group.columns,
        `Sequence group '${group.name}' has ${group.columns.length} columns, group '${first}' has ${nSteps}. Every group lists one column for each step, oldest first.`,
      );
    }
    for (const name of group.columns) {
      if (steps.has(name)) throw invalid(path, [name], `'${name}' is in the sequence twice. A column is one step of one group.`);
      steps.add(name);
      const type = byName.get(name)?.type ?? "STRING";
      if (!SEQUENCE_TYPES.has(type))
        throw invalid(path, [name], `'${name}' is ${type}; the steps of a sequence are INTEGER, FLOAT or BOOLEAN.`);
      if (name === target) throw invalid(path, [name], `'${name}' is the target and cannot be a step of the sequence.`);
      if (drop.includes(name)) throw invalid(path, [name], `'${name}' is in both sequence and drop. Name it in one of them.`);
      if (name === split.testColumn)
        throw invalid(path, [name], `'${name}' marks the test rows and is never a feature. Take it out of the sequence.`);
    }
  }
  return steps;
}

const quote = (names: readonly string[]): string => `${names.map((name) => `'${name}'`).join(", ")} ${names.length === 1 ? "is" : "are"}`;

const invalid = (path: string[], columns: readonly string[], message: string): AppError =>
  new AppError("INVALID_INPUT", "input", message, {
    path,
    columns: [...columns],
  });
