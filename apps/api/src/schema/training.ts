import { type ColumnSchema, FeatureSetDefinition, selectFeatures, unknownColumn } from "@plimsoll/features";
import { AppError, type FeaturePipeline, TrainingSpec } from "@plimsoll/schema";
import { type Caller, type Db, datasetColumns, datasets } from "@plimsoll/schema/db";
import { and, asc, eq } from "drizzle-orm";
import { checkModel } from "../catalog.ts";
import { type ApiContext, callerIn } from "../context.ts";
import { notFound } from "../errors.ts";
import type { DatasetRecord } from "../loaders.ts";
import { access } from "./access.ts";
import { builder } from "./builder.ts";
import {
  Baseline,
  Calibration,
  ClassWeight,
  GapPolicy,
  HorizonUnit,
  LearningRateSchedule,
  Loss,
  Optimizer,
  PenaltyAim,
  SequenceSamples,
  SplitMethod,
  Task,
  TrainingWindow,
  ValidationMethod,
} from "./enums.ts";
import { defineMutation, parseInput, withoutNulls } from "./mutation.ts";
import { checkPipeline, columnsWithGaps, PipelineInput } from "./pipeline.ts";
import { SubmitTrainingSuccess } from "./run.ts";
import { clientKeyOf, submit } from "./submission.ts";
import { protectedFacts, protectedOf, withoutProtected } from "./training-protected.ts";
import { ColumnError, IdempotencyConflictError, NotReadyError } from "./user-errors.ts";

const SequenceGroupInput = builder.inputType("SequenceGroupInput", {
  description: "The columns, oldest first, that are the steps of one feature.",
  fields: (t) => ({ name: t.string({ required: true }), columns: t.stringList({ required: true }) }),
});
const SequenceHistoryInput = builder.inputType("SequenceHistoryInput", {
  description:
    "Steps from a long table, one row an event or a period: each row is a sample, and the rows of its entity strictly before it are its earlier steps. Short histories are filled up with missing steps, which the feature 'step present' marks.",
  fields: (t) => ({
    entity: t.stringList({ description: "Columns that say whose row it is; the table is one series unless given." }),
    time: t.string({ required: true, description: "A date, a time or a number." }),
    steps: t.int({ required: true, description: "The sample's own row included." }),
    columns: t.stringList({ required: true, description: "What each step has; other features are those of the sample's own row." }),
    horizon: t.int({ description: "How many rows of the entity later the target is read; 0, the sample's own row, unless given." }),
    minSteps: t.int({ description: "Samples with fewer are not trained or tested on; 1 unless given." }),
    gaps: t.field({ type: GapPolicy, description: "IGNORE unless given." }),
    gap: t.float({ description: "Of BREAK and GRID: in seconds for dates and times, in the column's own unit for numbers." }),
    samples: t.field({ type: SequenceSamples, description: "EVERY unless given." }),
  }),
});
export const SequenceInput = builder.inputType("SequenceInput", {
  description: "Steps as columns of a wide table (groups) or as rows of a long one (history): one of the two.",
  fields: (t) => ({ groups: t.field({ type: [SequenceGroupInput] }), history: t.field({ type: SequenceHistoryInput }) }),
});
const EarlyStoppingInput = builder.inputType("EarlyStoppingInput", {
  fields: (t) => ({ metric: t.string(), patience: t.int(), minDelta: t.float(), restoreBest: t.boolean() }),
});
export const TrainingInput = builder.inputType("TrainingInput", {
  fields: (t) => ({
    epochs: t.int(),
    batchSize: t.int(),
    learningRate: t.float(),
    seed: t.int(),
    classWeight: t.field({ type: ClassWeight }),
    earlyStopping: t.field({ type: EarlyStoppingInput, description: "Off unless given." }),
    optimizer: t.field({ type: Optimizer, description: "ADAM unless given." }),
    weightDecay: t.float({
      description: "Share of each kernel that a step takes away, times the learning rate; ADAMW only, 0.01 unless given.",
    }),
    momentum: t.float({ description: "Of SGD (0.9 unless given) and RMSPROP (0)." }),
    schedule: t.field({ type: LearningRateSchedule, description: "CONSTANT unless given." }),
    warmupEpochs: t.float({ description: "Epochs, also parts of one, over which the rate first rises from zero." }),
    plateauPatience: t.int({ description: "Epochs without a lower loss before PLATEAU lowers the rate; 2 unless given." }),
    plateauFactor: t.float({ description: "What PLATEAU multiplies the rate by; 0.5 unless given." }),
    gradientClipNorm: t.float({ description: "Gradients of a step longer than this together are shortened to it." }),
    loss: t.field({
      type: Loss,
      description: "What is minimised: CROSS_ENTROPY, SQUARED_ERROR or RECONSTRUCTION, as the task has it, unless given.",
    }),
    focalGamma: t.float({ description: "Of FOCAL: how much a row that is told apart well counts less; 2 unless given." }),
    focalAlpha: t.float({
      description: "Of FOCAL with a BINARY task: weight of the positive rows, 1 minus it of the others; both 1 unless given.",
    }),
    rankingWeight: t.float({ description: "Of RANKING: share of the pairs' loss beside the cross-entropy; 0.5 unless given." }),
    huberDelta: t.float({
      description: "Of HUBER: errors beyond it count linearly, in standard deviations of the training target; 1 unless given.",
    }),
    quantiles: t.floatList({ description: "Of QUANTILE, in (0, 1); the median, which gives the value, is always among them." }),
    alertRate: t.float({ description: "Of ANOMALY: share of rows like those trained on that are alerts; 0.01 unless given." }),
    trimShare: t.float({
      description:
        "Of ANOMALY: share of each batch's worst-copied rows that a step leaves out, since they may be anomalies; 0.1 unless given.",
    }),
    seasonLength: t.int({ description: "Of FORECAST: rows from one season to the next; 1 unless given." }),
    labelSmoothing: t.float({ description: "Share of each label that is spread evenly over all classes while training." }),
  }),
});
const SplitInput = builder.inputType("SplitInput", {
  fields: (t) => ({
    method: t.field({ type: SplitMethod }),
    testFraction: t.float(),
    validationFraction: t.float({ description: "Of the training part; 0.1 unless given." }),
    seed: t.int(),
    timeColumn: t.string(),
    groupColumn: t.string(),
    testColumn: t.string({ description: "1 marks the test rows, 0 the others; never a feature." }),
  }),
});
export const ValidationInput = builder.inputType("ValidationInput", {
  description: "How models are judged without the test rows; HOLD_OUT, the split's validation part, unless given.",
  fields: (t) => ({
    method: t.field({ type: ValidationMethod }),
    folds: t.int({ description: "Of every method but HOLD_OUT; 5 unless given." }),
    seed: t.int(),
    groupColumn: t.string({ description: "GROUP_K_FOLD: rows of one group are in one fold." }),
    timeColumn: t.string({ description: "TIME_SERIES and PURGED: the order of the rows." }),
    window: t.field({ type: TrainingWindow, description: "TIME_SERIES: EXPANDING unless given." }),
    horizon: t.float({ description: "TIME_SERIES and PURGED: how far ahead of its row a label looks; 0 unless given." }),
    embargo: t.float({ description: "PURGED: how long after a fold's last label rows are left out besides; 0 unless given." }),
    unit: t.field({ type: HorizonUnit, description: "Of horizon and embargo; ROWS unless given. TIME is days of a date." }),
  }),
});
const MitigationInput = builder.inputType("MitigationInput", {
  description: "How a training treats groups more alike: by weights of the rows, by a penalty in the loss, or both.",
  fields: (t) => ({
    attribute: t.field({
      type: builder.inputType("MitigatedAttributeInput", {
        fields: (f) => ({ column: f.string({ required: true }), edges: f.floatList() }),
      }),
      required: true,
      description: "Read to group the training rows; no feature.",
    }),
    reweigh: t.boolean({ description: "Weighs rows so that group and outcome are independent." }),
    penalty: t.field({
      type: builder.inputType("FairnessPenaltyInput", {
        fields: (f) => ({ aim: f.field({ type: PenaltyAim, required: true }), strength: f.float({ required: true }) }),
      }),
    }),
  }),
});
export const SubmitTrainingInput = builder.inputType("SubmitTrainingInput", {
  fields: (t) => ({
    datasetId: t.id({ required: true }),
    modelName: t.string({ required: true }),
    task: t.field({ type: Task, description: "BINARY unless given." }),
    target: t.string({
      description: "Required but for ANOMALY, where it is a 0/1 label to judge by and never learned from.",
    }),
    positiveLabel: t.string({ description: "The cell's text that counts as the event; '1' unless given." }),
    features: t.stringList({ description: "All columns but target, drop and the split's own unless given." }),
    drop: t.stringList(),
    sequence: t.field({ type: SequenceInput }),
    pipeline: t.field({ type: PipelineInput, description: "How columns become features; the default pipeline unless given." }),
    featureSetVersionId: t.id({ description: "Takes this feature set's pipeline where none is given, and notes it in the lineage." }),
    architecture: t.string({ required: true }),
    params: t.field({ type: "JSONObject", description: "Checked against the architecture's own JSON Schema." }),
    training: t.field({ type: TrainingInput }),
    split: t.field({ type: SplitInput }),
    validation: t.field({ type: ValidationInput }),
    baselines: t.field({ type: [Baseline], description: "The task's first unless given: LOGISTIC, LINEAR or ISOLATION_FOREST." }),
    calibration: t.field({
      type: Calibration,
      description: "Makes probabilities true to the validation rows after training; NONE unless given. TEMPERATURE also for MULTICLASS.",
    }),
    protectedFeatures: t.stringList({
      description: "Columns that the data set declares protected, to be features all the same; logged. Others of them are left out.",
    }),
    protectedReason: t.string({ description: "Why they are features all the same; logged with them." }),
    mitigation: t.field({ type: MitigationInput, description: "Treats groups more alike; BINARY alone." }),
    idempotencyKey: t.string(),
  }),
});

/** A data set that runs may read. @throws AppError NOT_FOUND, or NOT_READY until its ingest has succeeded. */
export async function readyDataset(db: Db, caller: Caller, datasetId: string): Promise<DatasetRecord> {
  const [dataset] = await db
    .select()
    .from(datasets)
    .where(and(eq(datasets.id, datasetId), eq(datasets.workspaceId, caller.workspaceId)));
  if (!dataset) throw notFound(["datasetId"]);
  if (dataset.status !== "READY") {
    const advice = dataset.status === "FAILED" ? "Its ingest failed; see the data set's error." : "Wait until its ingest run has ended.";
    throw new AppError("NOT_READY", "conflict", `The data set is ${dataset.status}, not READY. ${advice}`, { path: ["datasetId"] });
  }
  return dataset;
}

/**
 * Checks a training against its data set's columns and the catalog of models. @returns it with the defaults of its architecture and pipeline.
 * @throws AppError NOT_FOUND, NOT_READY, UNKNOWN_COLUMN, TYPE_MISMATCH or INVALID_INPUT.
 */
export async function checkTraining(spec: TrainingSpec, context: ApiContext): Promise<TrainingSpec> {
  const { db } = context.services.database;
  const dataset = await readyDataset(db, callerIn(context), spec.datasetId);
  const columns = await columnsOf(db, dataset);
  checkMitigation(spec, columns);
  const piped = { ...spec, pipeline: spec.pipeline ?? (await pipelineOfFeatureSet(spec, context)) };
  const named = withoutProtected(piped, await protectedOf(db, dataset, columns), columns);
  const features = selectFeatures(named, columns);
  const pipeline = await checkPipeline(named, features, columns, () => columnsWithGaps(db, dataset));
  return { ...spec, drop: named.drop, ...checkModel(spec, features), ...(pipeline ? { pipeline } : {}) };
}

/** @throws AppError UNKNOWN_COLUMN, or INVALID_INPUT for edges at a column that has no numbers. */
function checkMitigation({ mitigation }: TrainingSpec, columns: readonly ColumnSchema[]): void {
  if (!mitigation) return;
  const { column, edges } = mitigation.attribute;
  const type = columns.find(({ name }) => name === column)?.type;
  const path = ["mitigation", "attribute", "column"];
  if (!type) throw unknownColumn([column], columns, path);
  if (edges && type !== "INTEGER" && type !== "FLOAT")
    throw new AppError("INVALID_INPUT", "input", `Edges cut numbers, and column '${column}' is ${type}. Leave them out.`, { path });
}

/** @throws AppError NOT_FOUND, or INVALID_INPUT for a feature set without a pipeline. */
async function pipelineOfFeatureSet({ featureSetVersionId }: TrainingSpec, { loaders }: ApiContext): Promise<FeaturePipeline | null> {
  if (!featureSetVersionId) return null;
  const version = await loaders.featureSetVersion.load(featureSetVersionId);
  if (!version) throw notFound(["featureSetVersionId"]);
  const { pipeline } = FeatureSetDefinition.parse(version.definition);
  if (pipeline) return pipeline;
  throw new AppError(
    "INVALID_INPUT",
    "input",
    "The feature set has stages but no pipeline: give one with the training, or leave the feature set out.",
    {
      path: ["featureSetVersionId"],
    },
  );
}

export async function columnsOf(db: Db, dataset: DatasetRecord) {
  return db
    .select({ name: datasetColumns.name, type: datasetColumns.type })
    .from(datasetColumns)
    .where(and(eq(datasetColumns.workspaceId, dataset.workspaceId), eq(datasetColumns.datasetId, dataset.id)))
    .orderBy(asc(datasetColumns.position));
}

defineMutation("submitTraining", {
  description: "Trains a network on a data set and registers the result as a version of the model.",
  access: access.develop,
  input: SubmitTrainingInput,
  success: SubmitTrainingSuccess,
  errors: [ColumnError, NotReadyError, IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, ...given }, context) => {
    const requested = withoutNulls(given);
    const spec = parseInput(TrainingSpec, requested);
    const clientKey = clientKeyOf(key);
    const checked = await checkTraining(spec, context);
    const { modelName, architecture } = spec;
    const run = await submit(context, {
      job: "model.train",
      mutation: "submitTraining",
      clientKey,
      requested,
      input: checked,
      datasetId: spec.datasetId,
      facts: { modelName, architecture, ...protectedFacts(checked) },
    });
    return { run };
  },
});
