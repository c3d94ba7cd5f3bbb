import type {
  ArchitecturesQuery,
  Baseline,
  Calibration,
  ClassWeight,
  DatasetQuery,
  SplitMethod,
  SubmitTrainingInput,
  Task,
  TrainingCatalogQuery,
} from "@/generated/graphql.ts";
import { initialParams, type ParamValues, paramFields, readParams } from "../../lib/param-fields.ts";
import { EMPTY_PIPELINE, type PipelineDraft, readPipeline, type StepKind } from "../../lib/pipeline-draft.ts";
import { type SequenceGroup, suggestGroups } from "../../lib/sequence-groups.ts";
import type { CandidateDraft } from "./candidates.ts";
import { type FairnessDraft, newFairness, readFairness } from "./fairness-draft.ts";
import { type HistoryDraft, readHistory } from "./history.ts";
import { newSearch, type SearchDraft } from "./search.ts";
import { readOptions } from "./training-options.ts";
import { newValidation, readValidation, type ValidationDraft } from "./validation-options.ts";

export type DraftColumn = Pick<
  NonNullable<DatasetQuery["dataset"]>["columns"][number],
  "name" | "type" | "distinctCount" | "missingCount" | "topValues" | "hints" | "min" | "max"
>;
export type DraftArchitecture = ArchitecturesQuery["architectures"][number];
export type TrainingCatalog = TrainingCatalogQuery["trainingCatalog"];

/** The names of a catalog's list that are for a task, its default first. */
export const namesFor = (task: Task, entries: readonly { name: string; tasks: readonly Task[] }[]): string[] =>
  entries.filter(({ tasks }) => tasks.includes(task)).map(({ name }) => name);

/** What the form holds; numbers stay text until they are sent, so that a half-typed number is never changed under the typist. */
export interface Draft {
  modelName: string;
  target: string;
  task: Task;
  positiveLabel: string;
  dropped: readonly string[];
  groups: readonly SequenceGroup[];
  /** Steps as rows of a long table, in place of groups of columns; null = not so. */
  history: HistoryDraft | null;
  /** DEFAULT: the platform's own encoding. OWN: steps written here. SET: those of a feature set. */
  features: "DEFAULT" | "OWN" | "SET";
  pipeline: PipelineDraft;
  featureSetVersionId: string;
  architecture: string;
  params: Readonly<Record<string, ParamValues>>;
  epochs: string;
  batchSize: string;
  learningRate: string;
  seed: string;
  classWeight: ClassWeight;
  earlyStopping: boolean;
  patience: string;
  stoppingMetric: string;
  minDelta: string;
  restoreBest: boolean;
  /** The other training options, by their API name; empty = the API's default. */
  options: Readonly<Record<string, string>>;
  validation: ValidationDraft;
  calibration: Calibration;
  splitMethod: SplitMethod;
  testFraction: string;
  validationFraction: string;
  splitSeed: string;
  splitColumn: string;
  baselines: readonly Baseline[];
  fairness: FairnessDraft;
  /** Of a search. */
  search: SearchDraft;
  /** Of a comparison: the networks beside the form's own, what they are judged by, and whether on the test rows too. */
  candidates: readonly CandidateDraft[];
  comparedMetric: string;
  useTestRows: boolean;
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
    history: null,
    features: "DEFAULT",
    pipeline: EMPTY_PIPELINE,
    featureSetVersionId: "",
    architecture: (architectures.find(({ name }) => name === wanted) ?? architectures[0])?.name ?? "",
    params: Object.fromEntries(architectures.map(({ name, params }) => [name, initialParams(paramFields(params))])),
    epochs: "10",
    batchSize: "32",
    learningRate: "0.001",
    seed: "1",
    classWeight: "NONE",
    earlyStopping: false,
    patience: "3",
    stoppingMetric: "val_loss",
    minDelta: "",
    restoreBest: true,
    options: {},
    validation: newValidation(),
    calibration: "NONE",
    splitMethod: "RANDOM",
    testFraction: "0.2",
    validationFraction: "0.1",
    splitSeed: "1",
    splitColumn: "",
    baselines: baselinesFor(suggestTask(targetColumn)),
    fairness: newFairness,
    search: newSearch,
    candidates: [],
    comparedMetric: "",
    useTestRows: false,
  };
}

const FIRST_BASELINE: Record<Task, Baseline> = {
  BINARY: "LOGISTIC",
  MULTICLASS: "LOGISTIC",
  REGRESSION: "LINEAR",
  FORECAST: "LINEAR",
  ANOMALY: "ISOLATION_FOREST",
};
const baselinesFor = (task: Task): Baseline[] => [FIRST_BASELINE[task]];

const isMoment = ({ type }: Pick<DraftColumn, "type">): boolean => type === "DATE" || type === "TIMESTAMP";

/** Changing the task changes what only fits the old one: architecture, baselines, options, how rows are split. */
export function withTask(draft: Draft, task: Task, columns: readonly DraftColumn[], architectures: readonly DraftArchitecture[]): Draft {
  const fits = architectures.filter(({ tasks }) => tasks.includes(task));
  const time = columns.find(isMoment)?.name ?? "";
  const forecast = task === "FORECAST";
  const column = columns.find(({ name }) => name === draft.target);
  const unlabelled = task === "ANOMALY" && !(column && isTwoValued(column));
  return {
    ...draft,
    task,
    // What anomalies are judged by has two values; without such a column nothing is known. Other tasks need a target.
    target: unlabelled ? "" : draft.target === "" && task !== "ANOMALY" ? suggestTarget(columns) : draft.target,
    architecture: fits.some(({ name }) => name === draft.architecture) ? draft.architecture : (fits[0]?.name ?? ""),
    baselines: baselinesFor(task),
    candidates: draft.candidates.filter(({ architecture }) => fits.some(({ name }) => name === architecture)),
    comparedMetric: "",
    search: { ...draft.search, metric: "" },
    classWeight: "NONE",
    calibration: "NONE",
    stoppingMetric: "val_loss",
    options: Object.fromEntries(Object.entries(draft.options).filter(([name]) => name !== "loss")),
    ...(forecast && draft.splitMethod !== "TIME" ? { splitMethod: "TIME" as const, splitColumn: time } : {}),
    validation: forecast && draft.validation.method !== "TIME_SERIES" ? newValidation() : draft.validation,
  };
}

/** Changing the target changes what follows from it; a task that the user chose against the column's look stays. */
export function withTarget(
  draft: Draft,
  target: string,
  columns: readonly DraftColumn[],
  architectures: readonly DraftArchitecture[],
): Draft {
  const column = columns.find(({ name }) => name === target);
  const groups = draft.groups
    .map((group) => ({ ...group, columns: group.columns.filter((name) => name !== target) }))
    .filter((group) => group.columns.length > 0);
  const keeps = draft.task === "ANOMALY" || (draft.task === "FORECAST" && column !== undefined && isNumeric(column));
  return {
    ...withTask(draft, keeps ? draft.task : suggestTask(column), columns, architectures),
    target,
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

/** @param kinds of steps, by which an own pipeline is read. */
export function readDraft(
  draft: Draft,
  datasetId: string,
  architecture: DraftArchitecture | undefined,
  kinds: readonly StepKind[] = [],
): Reading {
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
  const history = draft.history ? readHistory(draft.history) : null;
  const { options, problems: refusedOptions } = readOptions(draft);
  const { validation, problems: refusedFolds } = readValidation(draft.validation);
  const own = draft.features === "OWN" ? readPipeline(draft.pipeline, kinds) : null;
  const fairness = readFairness(draft.fairness, draft.task);
  Object.assign(problems, refusedOptions, refusedFolds, fairness.problems, history?.problems, own?.problems);
  if (draft.features === "SET" && draft.featureSetVersionId === "") problems.featureSetVersionId = "Choose the feature set.";
  return {
    problems,
    input: {
      datasetId,
      modelName: draft.modelName.trim(),
      task: draft.task,
      target: draft.target === "" ? null : draft.target,
      positiveLabel: draft.task === "BINARY" || (draft.task === "ANOMALY" && draft.target !== "") ? draft.positiveLabel : null,
      drop: [...draft.dropped],
      sequence: history
        ? { history: history.history }
        : groups.length > 0
          ? { groups: groups.map(({ name, columns }) => ({ name, columns: [...columns] })) }
          : null,
      ...(own ? { pipeline: own.pipeline } : {}),
      ...(draft.features === "SET" ? { featureSetVersionId: draft.featureSetVersionId } : {}),
      architecture: draft.architecture,
      params: read.params,
      training: {
        epochs: number(draft.epochs, "training.epochs", true),
        batchSize: number(draft.batchSize, "training.batchSize", true),
        learningRate: number(draft.learningRate, "training.learningRate", false),
        seed: number(draft.seed, "training.seed", true),
        classWeight: draft.classWeight,
        earlyStopping: draft.earlyStopping
          ? {
              metric: draft.stoppingMetric,
              patience: number(draft.patience, "training.earlyStopping.patience", true),
              restoreBest: draft.restoreBest,
              ...(draft.minDelta.trim() === "" ? {} : { minDelta: number(draft.minDelta, "training.earlyStopping.minDelta", false) }),
            }
          : null,
        ...options,
      },
      split: {
        method: draft.splitMethod,
        ...(draft.splitMethod === "COLUMN" ? {} : { testFraction: number(draft.testFraction, "split.testFraction", false) }),
        validationFraction: number(draft.validationFraction, "split.validationFraction", false),
        seed: number(draft.splitSeed, "split.seed", true),
        ...(splitField ? { [splitField]: draft.splitColumn } : {}),
      },
      ...(validation ? { validation } : {}),
      baselines: [...draft.baselines],
      ...(draft.calibration === "NONE" ? {} : { calibration: draft.calibration }),
      ...fairness.input,
    },
  };
}

/** Parts of a training's own input: a search or a comparison names them under `training`. */
const TRAINING_PARTS = new Set([
  ...["datasetId", "modelName", "task", "target", "positiveLabel", "features", "drop", "sequence", "pipeline", "architecture", "params"],
  ...["training", "split", "validation", "baselines", "calibration", "featureSetVersionId"],
  ...["protectedFeatures", "protectedReason", "mitigation"],
]);

/** The message for one field: the API names it by `path`, with or without the leading `input`, a search also under `training`. */
export function problemAt(problem: { message: string; path: readonly string[] | null } | null, field: string): string | null {
  if (!problem?.path) return null;
  const own = problem.path[0] === "input" ? problem.path.slice(1) : problem.path;
  const path = (own[0] === "training" && TRAINING_PARTS.has(own[1] ?? "") ? own.slice(1) : own).join(".");
  return path === field || path.startsWith(`${field}.`) ? problem.message : null;
}
