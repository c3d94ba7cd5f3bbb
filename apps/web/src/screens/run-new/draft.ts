import type {
  ArchitecturesQuery,
  Baseline,
  ClassWeight,
  DatasetQuery,
  SplitMethod,
  SubmitTrainingInput,
  Task,
} from "@/generated/graphql.ts";
import { initialParams, type ParamValues, paramFields, readParams } from "../../lib/param-fields.ts";
import { type SequenceGroup, suggestGroups } from "../../lib/sequence-groups.ts";

export type DraftColumn = Pick<
  NonNullable<DatasetQuery["dataset"]>["columns"][number],
  "name" | "type" | "distinctCount" | "missingCount" | "topValues" | "hints" | "min" | "max"
>;
export type DraftArchitecture = ArchitecturesQuery["architectures"][number];

/** What the form holds; numbers stay text until they are sent, so that a half-typed number is never changed under the typist. */
export interface Draft {
  modelName: string;
  target: string;
  task: Task;
  positiveLabel: string;
  dropped: readonly string[];
  groups: readonly SequenceGroup[];
  architecture: string;
  params: Readonly<Record<string, ParamValues>>;
  epochs: string;
  batchSize: string;
  learningRate: string;
  seed: string;
  classWeight: ClassWeight;
  earlyStopping: boolean;
  patience: string;
  splitMethod: SplitMethod;
  testFraction: string;
  validationFraction: string;
  splitSeed: string;
  splitColumn: string;
  baselines: readonly Baseline[];
}

const TARGET_NAME = /default|target|label|outcome|churn|fraud|bad|^y$|class/i;
const MAX_CLASSES = 20;

export const isNumeric = (column: Pick<DraftColumn, "type">): boolean => column.type === "INTEGER" || column.type === "FLOAT";
const isTwoValued = (column: DraftColumn): boolean => column.distinctCount === 2;
const isZeroOne = (column: DraftColumn): boolean => isTwoValued(column) && column.min === 0 && column.max === 1;

/** The last column where it has two values, as most files are written; else a two-valued one with a telling name; else the last. */
export function suggestTarget(columns: readonly DraftColumn[]): string {
  const last = columns.at(-1);
  if (last && isTwoValued(last)) return last.name;
  const told = columns.filter((column) => TARGET_NAME.test(column.name));
  return (told.find(isTwoValued) ?? columns.findLast(isZeroOne) ?? told[0] ?? last)?.name ?? "";
}

export function suggestTask(column: DraftColumn | undefined): Task {
  if (!column || isTwoValued(column)) return "BINARY";
  return isNumeric(column) && column.distinctCount > MAX_CLASSES ? "REGRESSION" : "MULTICLASS";
}

/** '1' of a 0/1 column, `true` of a boolean one, else the rarer value: the event is what is rare. */
export function suggestPositive(column: DraftColumn | undefined): string {
  if (!column) return "1";
  const values = column.topValues.map(({ value }) => value);
  return values.find((value) => value === "1" || value.toLowerCase() === "true") ?? values.at(-1) ?? "1";
}

/** A file written in the order of its applicants names each of them once; such a column tells the network nothing. */
export const suggestDropped = (columns: readonly DraftColumn[], target: string): string[] =>
  columns
    .filter((column) => column.name !== target && column.hints.some((hint) => /identifier|constant/i.test(hint)))
    .map(({ name }) => name);

const modelNameFor = (datasetName: string): string =>
  datasetName
    .replace(/[^\p{L}\p{N} ._-]+/gu, "-")
    .replace(/^[^\p{L}\p{N}]+/u, "")
    .slice(0, 100) || "model";

export function newDraft(dataset: { name: string; columns: readonly DraftColumn[] }, architectures: readonly DraftArchitecture[]): Draft {
  const target = suggestTarget(dataset.columns);
  const targetColumn = dataset.columns.find(({ name }) => name === target);
  const dropped = suggestDropped(dataset.columns, target);
  const groups = suggestGroups(
    dataset.columns
      .filter(({ name }) => name !== target && !dropped.includes(name))
      .map((column) => ({ name: column.name, numeric: isNumeric(column) })),
  );
  const wanted = groups.length > 0 ? "lstm" : "mlp";
  return {
    modelName: modelNameFor(dataset.name),
    target,
    task: suggestTask(targetColumn),
    positiveLabel: suggestPositive(targetColumn),
    dropped,
    groups,
    architecture: (architectures.find(({ name }) => name === wanted) ?? architectures[0])?.name ?? "",
    params: Object.fromEntries(architectures.map(({ name, params }) => [name, initialParams(paramFields(params))])),
    epochs: "10",
    batchSize: "32",
    learningRate: "0.001",
    seed: "1",
    classWeight: "NONE",
    earlyStopping: false,
    patience: "3",
    splitMethod: "RANDOM",
    testFraction: "0.2",
    validationFraction: "0.1",
    splitSeed: "1",
    splitColumn: "",
    baselines: ["LOGISTIC"],
  };
}

/** Changing the target changes what follows from it. */
export function withTarget(draft: Draft, target: string, columns: readonly DraftColumn[]): Draft {
  const column = columns.find(({ name }) => name === target);
  const groups = draft.groups
    .map((group) => ({ ...group, columns: group.columns.filter((name) => name !== target) }))
    .filter((group) => group.columns.length > 0);
  return {
    ...draft,
    target,
    task: suggestTask(column),
    positiveLabel: suggestPositive(column),
    dropped: draft.dropped.filter((name) => name !== target),
    groups,
  };
}

export interface Reading {
  input: SubmitTrainingInput;
  /** Told before the API is asked, by the path the API would name. */
  problems: Record<string, string>;
}

export function readDraft(draft: Draft, datasetId: string, architecture: DraftArchitecture | undefined): Reading {
  const problems: Record<string, string> = {};
  const number = (text: string, path: string, integer: boolean): number => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value) || (integer && !Number.isInteger(value)))
      problems[path] = integer ? "A whole number is needed." : "A number is needed.";
    return value;
  };
  const fields = architecture ? paramFields(architecture.params) : [];
  const read = readParams(fields, draft.params[draft.architecture] ?? {});
  for (const [name, message] of Object.entries(read.problems)) problems[`params.${name}`] = message;
  if (draft.modelName.trim() === "") problems.modelName = "Give the model a name; versions of one name are kept together.";
  const splitField = ({ RANDOM: null, TIME: "timeColumn", GROUP: "groupColumn", COLUMN: "testColumn" } as const)[draft.splitMethod];
  if (splitField && draft.splitColumn === "") problems[`split.${splitField}`] = "Choose the column.";
  const groups = draft.groups.filter((group) => group.columns.length > 0);
  return {
    problems,
    input: {
      datasetId,
      modelName: draft.modelName.trim(),
      task: draft.task,
      target: draft.target,
      positiveLabel: draft.task === "BINARY" ? draft.positiveLabel : null,
      drop: [...draft.dropped],
      sequence: groups.length > 0 ? { groups: groups.map(({ name, columns }) => ({ name, columns: [...columns] })) } : null,
      architecture: draft.architecture,
      params: read.params,
      training: {
        epochs: number(draft.epochs, "training.epochs", true),
        batchSize: number(draft.batchSize, "training.batchSize", true),
        learningRate: number(draft.learningRate, "training.learningRate", false),
        seed: number(draft.seed, "training.seed", true),
        classWeight: draft.classWeight,
        earlyStopping: draft.earlyStopping
          ? { metric: "val_loss", patience: number(draft.patience, "training.earlyStopping.patience", true), restoreBest: true }
          : null,
      },
      split: {
        method: draft.splitMethod,
        ...(draft.splitMethod === "COLUMN" ? {} : { testFraction: number(draft.testFraction, "split.testFraction", false) }),
        validationFraction: number(draft.validationFraction, "split.validationFraction", false),
        seed: number(draft.splitSeed, "split.seed", true),
        ...(splitField ? { [splitField]: draft.splitColumn } : {}),
      },
      baselines: [...draft.baselines],
    },
  };
}

/** The message for one field: the API names it by `path`, with or without the leading `input`. */
export function problemAt(problem: { message: string; path: readonly string[] | null } | null, field: string): string | null {
  if (!problem?.path) return null;
  const path = (problem.path[0] === "input" ? problem.path.slice(1) : problem.path).join(".");
  return path === field || path.startsWith(`${field}.`) ? problem.message : null;
}
