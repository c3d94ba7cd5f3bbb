import {
  type ColumnSchema,
  checkGaps,
  planPipeline,
  planRows,
  type RowStep,
  rowSteps,
  type Transform,
  transforms,
  wideSequence,
} from "@plimsoll/features";
import {
  COLUMN_TYPES,
  type FeaturePipeline,
  type PipelineReport,
  type RowStepReport,
  type StepReport,
  type TrainingSpec,
} from "@plimsoll/schema";
import { type Db, datasetColumns } from "@plimsoll/schema/db";
import { and, eq, sql } from "drizzle-orm";
import type { DatasetRecord } from "../loaders.ts";
import { access } from "./access.ts";
import { builder } from "./builder.ts";
import { ColumnType, Task } from "./enums.ts";

const PipelineStepInput = builder.inputType("PipelineStepInput", {
  description:
    "A transform on columns: names, patterns such as PAY_*, the selectors @all, @numeric, @boolean, @date, @text, and !name to leave one out. Without columns: all that the transform is made for.",
  fields: (t) => ({
    type: t.string({ required: true, description: "A name of the query transforms." }),
    params: t.field({ type: "JSONObject", description: "Checked against the transform's own JSON Schema." }),
    columns: t.stringList(),
  }),
});

export const PipelineInput = builder.inputType("PipelineInput", {
  fields: (t) => ({
    rows: t.field({
      type: [PipelineStepInput],
      description: "Which rows are trained and tested on; applied before the split, never when scoring.",
    }),
    steps: t.field({ type: [PipelineStepInput], required: true, description: "Fitted on the training rows, in this order." }),
    defaults: t.boolean({
      description:
        "Whether columns that the steps leave as text, dates or with gaps get the default encoding. False unless given: then they are an error.",
    }),
  }),
});

/**
 * Checks a run's pipeline before anything is queued. @returns it with every parameter's default, or null where the run has none of its own.
 * @throws AppError UNKNOWN_COLUMN, TYPE_MISMATCH or INVALID_INPUT with the path of the step.
 */
export async function checkPipeline(
  spec: TrainingSpec,
  features: readonly ColumnSchema[],
  columns: readonly ColumnSchema[],
  gapsOf: () => Promise<ReadonlySet<string>>,
): Promise<FeaturePipeline | null> {
  const { pipeline, sequence, task } = spec;
  if (!pipeline) return null;
  const rows = planRows(pipeline.rows, columns);
  const plan = planPipeline({ columns: features, sequence: wideSequence(sequence), pipeline, dataset: columns, task });
  // A row step may leave the rows with gaps out: then the run itself tells.
  if (rows.length === 0) checkGaps(plan, await gapsOf());
  return {
    rows: pipeline.rows.map((step, index) => ({ ...step, params: rows[index]?.params ?? {} })),
    steps: pipeline.steps.map((step, index) => ({ ...step, params: plan.steps[index]?.params ?? {} })),
    defaults: pipeline.defaults,
  };
}

/** Columns of the data set with missing cells. */
export async function columnsWithGaps(db: Db, dataset: DatasetRecord): Promise<ReadonlySet<string>> {
  const found = await db
    .select({ name: datasetColumns.name })
    .from(datasetColumns)
    .where(
      and(
        eq(datasetColumns.workspaceId, dataset.workspaceId),
        eq(datasetColumns.datasetId, dataset.id),
        sql`(${datasetColumns.profile} ->> 'missingCount')::numeric > 0`,
      ),
    );
  return new Set(found.map(({ name }) => name));
}

const TransformStage = builder.enumType("TransformStage", {
  description: "ROWS: decides which rows are trained and tested on. STEPS: makes columns from columns.",
  values: ["ROWS", "STEPS"] as const,
});
const TransformEffect = builder.enumType("TransformEffect", {
  description: "REPLACE: the outputs take the columns' place. APPEND: they are added beside them. FILTER: rows are left out.",
  values: ["REPLACE", "APPEND", "FILTER"] as const,
});
const TransformScope = builder.enumType("TransformScope", {
  description: "EACH: every column, or sequence group, by itself. TOGETHER: all columns of the step at once.",
  values: ["EACH", "TOGETHER"] as const,
});
const MissingPolicy = builder.enumType("MissingPolicy", {
  description:
    "KEEPS: missing in, missing out. FILLS: nothing is missing after it. MAKES: a present value may become missing, as described.",
  values: ["KEEPS", "FILLS", "MAKES"] as const,
});

type Kind = { stage: "STEPS"; kind: Transform } | { stage: "ROWS"; kind: RowStep };

const TransformType = builder.objectRef<Kind>("Transform").implement({
  description: "A kind of step that a pipeline may have; `params` is a JSON Schema.",
  fields: (t) => ({
    name: t.string({ resolve: ({ kind }) => kind.name }),
    title: t.string({ resolve: ({ kind }) => kind.title }),
    description: t.string({ resolve: ({ kind }) => kind.description }),
    stage: t.field({ type: TransformStage, resolve: ({ stage }) => stage }),
    params: t.field({ type: "JSONObject", resolve: ({ kind }) => kind.paramsJsonSchema() }),
    example: t.field({
      type: "JSONObject",
      description: "Parameters that can be used as they are.",
      resolve: ({ kind }) => kind.example ?? {},
    }),
    columnTypes: t.field({
      type: [ColumnType],
      description: "Types of columns it takes.",
      resolve: (row) => [...(row.stage === "STEPS" ? row.kind.accepts : COLUMN_TYPES)],
    }),
    defaultColumnTypes: t.field({
      type: [ColumnType],
      description: "Types of the columns that it takes where a step names none.",
      resolve: (row) => [...(row.stage === "STEPS" ? row.kind.selects : COLUMN_TYPES)],
    }),
    effect: t.field({
      type: TransformEffect,
      resolve: (row) => (row.stage === "ROWS" ? "FILTER" : row.kind.effect === "replace" ? "REPLACE" : "APPEND"),
    }),
    scope: t.field({ type: TransformScope, resolve: (row) => (row.stage === "STEPS" ? row.kind.scope : "TOGETHER") }),
    missing: t.field({ type: MissingPolicy, resolve: (row) => (row.stage === "STEPS" ? row.kind.missing : "KEEPS") }),
    supervised: t.boolean({
      description: "Whether it reads the target while it is fitted.",
      resolve: (row) => row.stage === "STEPS" && row.kind.supervised !== undefined,
    }),
    tasks: t.field({
      type: [Task],
      description: "Tasks whose target it can read; empty where it reads none.",
      resolve: (row) => [...((row.stage === "STEPS" && row.kind.supervised) || [])],
    }),
  }),
});

builder.queryFields((t) => ({
  transforms: t.field({
    type: [TransformType],
    description: "Every kind of step: those for rows first.",
    authScopes: access.read,
    resolve: (): Kind[] => [
      ...rowSteps.map((kind): Kind => ({ stage: "ROWS", kind })),
      ...transforms.map((kind): Kind => ({ stage: "STEPS", kind })),
    ],
  }),
}));

const StepOrigin = builder.enumType("StepOrigin", {
  description: "USER: written in the run's pipeline. DEFAULT: added by the default encoding.",
  values: ["USER", "DEFAULT"] as const,
});

const RowStepResult = builder.objectRef<RowStepReport>("RowStepReport").implement({
  description: "What a row step left out before the split.",
  fields: (t) => ({
    type: t.exposeString("type"),
    params: t.expose("params", { type: "JSONObject" }),
    columns: t.exposeStringList("columns"),
    rowsIn: t.expose("rowsIn", { type: "BigInt" }),
    rowsOut: t.expose("rowsOut", { type: "BigInt" }),
    firstLeftOut: t.expose("firstLeftOut", { type: ["BigInt"], description: "The first rows left out, counted from 0 in the data set." }),
  }),
});

export const LearnedSummary = builder.objectRef<StepReport["learned"][number]>("LearnedSummary").implement({
  description: "What one fit of a step learned.",
  fields: (t) => ({
    columns: t.exposeStringList("columns"),
    summary: t.expose("summary", { type: "JSONObject", nullable: true, description: "Null for what learns nothing." }),
  }),
});

const FittedStep = builder.objectRef<StepReport>("FittedStep").implement({
  description: "A step as it was asked for, what it worked on, and what it learned from the training rows.",
  fields: (t) => ({
    type: t.exposeString("type"),
    title: t.string({ resolve: ({ type }) => transforms.find(({ name }) => name === type)?.title ?? type }),
    origin: t.expose("origin", { type: StepOrigin }),
    params: t.expose("params", { type: "JSONObject" }),
    columns: t.exposeStringList("columns"),
    outputs: t.exposeStringList("outputs"),
    learned: t.expose("learned", { type: [LearnedSummary], description: "One entry a column or sequence group, at most 100." }),
  }),
});

export const FittedPipeline = builder.objectRef<PipelineReport>("FittedPipeline").implement({
  description: "How a version's raw columns become its features.",
  fields: (t) => ({
    version: t.exposeInt("version", { description: "Of the stored format." }),
    rows: t.expose("rows", { type: [RowStepResult] }),
    steps: t.expose("steps", { type: [FittedStep] }),
    features: t.exposeStringList("features", { description: "In the order in which the network reads them, for each step." }),
    nSteps: t.exposeInt("nSteps"),
  }),
});
