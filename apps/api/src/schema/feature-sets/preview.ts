import { type FeaturePreviewResult, FeaturePreviewSpec, type PreviewedStage } from "@plimsoll/schema";
import { access } from "../access.ts";
import { builder } from "../builder.ts";
import { Task } from "../enums.ts";
import { defineMutation, parseInput, withoutNulls } from "../mutation.ts";
import { LearnedSummary, PipelineInput } from "../pipeline.ts";
import { Run } from "../refs.ts";
import { RunSuccess } from "../run.ts";
import { resultOf } from "../run-result.ts";
import { clientKeyOf, submit } from "../submission.ts";
import { SequenceInput } from "../training.ts";
import { ColumnError, IdempotencyConflictError, NotReadyError } from "../user-errors.ts";
import { checkedDefinition, FeatureStageInput, FeatureTableInput } from "./definition.ts";
import { NamedColumn } from "./named-column.ts";

const PreviewCells = builder.objectRef<PreviewedStage>("PreviewedStage").implement({
  description: "The last rows of a preview's sample after a stage or step.",
  fields: (t) => ({
    kind: t.exposeString("kind", { description: "SOURCE, STAGE, ROWS, SEQUENCE or STEP." }),
    type: t.exposeString("type"),
    origin: t.exposeString("origin", { description: "DEFAULT: added so that every column can be read." }),
    columns: t.expose("columns", { type: [NamedColumn] }),
    cells: t.field({
      type: t.listRef(t.listRef("String", { nullable: true })),
      description: "By row, then column; null = missing.",
      resolve: ({ cells }) => cells,
    }),
    notes: t.exposeStringList("notes"),
    learned: t.expose("learned", { type: [LearnedSummary], description: "Of a STEP: what its fits learned from the sample." }),
  }),
});

const FeaturePreview = builder.objectRef<FeaturePreviewResult>("FeaturePreview").implement({
  fields: (t) => ({ rowCount: t.expose("rowCount", { type: "BigInt" }), stages: t.expose("stages", { type: [PreviewCells] }) }),
});

builder.objectFields(Run, (t) => ({
  featurePreview: t.field({
    type: FeaturePreview,
    nullable: true,
    resolve: (run, _args, context) => resultOf<FeaturePreviewResult>(run, "feature.preview", context),
  }),
}));

defineMutation("submitFeaturePreview", {
  description:
    "Shows the last rows of a sample after every stage and step of a definition that need not be stored; see `run.featurePreview`.",
  access: access.develop,
  input: builder.inputType("SubmitFeaturePreviewInput", {
    fields: (t) => ({
      tables: t.field({ type: [FeatureTableInput], required: true }),
      spine: t.string({ required: true }),
      stages: t.field({ type: [FeatureStageInput], required: true }),
      pipeline: t.field({ type: PipelineInput }),
      features: t.stringList({ description: "What the pipeline gets; every column but the target unless given." }),
      task: t.field({ type: Task, description: "BINARY unless given." }),
      target: t.string({ description: "For steps that look at it." }),
      positiveLabel: t.string(),
      sequence: t.field({
        type: SequenceInput,
        description: "Steps as a training has them: columns of a group share a fit, and the rows of a history are widened to samples.",
      }),
      rows: t.int({ description: "Rows shown; 20 unless given." }),
      sampleRows: t.int({ description: "Rows of the spine that are computed on; 5,000 unless given." }),
      idempotencyKey: t.string(),
    }),
  }),
  success: RunSuccess("SubmitFeaturePreviewSuccess"),
  errors: [ColumnError, NotReadyError, IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, tables, spine, stages, pipeline, ...options }, context) => {
    const sources = tables.map(({ name, datasetId }) => ({ name, datasetId }));
    const preview = parseInput(FeaturePreviewSpec, withoutNulls({ ...options, definition: {}, sources }));
    const definition = await checkedDefinition({ tables, spine, stages, pipeline }, context, preview);
    const input: FeaturePreviewSpec = { ...preview, definition };
    const run = await submit(context, {
      job: "feature.preview",
      mutation: "submitFeaturePreview",
      clientKey: clientKeyOf(key),
      requested: input,
      input,
      datasetId: tables.find(({ name }) => name === spine)?.datasetId ?? null,
      facts: { stages: stages.map(({ type }) => type) },
    });
    return { run };
  },
});
