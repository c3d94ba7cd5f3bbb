import { FeatureSetDefinition, planFeatures, planPipeline, planRows, previewedFeatures, wideSequence } from "@plimsoll/features";
import type { FeaturePreviewSpec } from "@plimsoll/schema";
import { type ApiContext, callerIn } from "../../context.ts";
import { builder } from "../builder.ts";
import { parseInput, withoutNulls } from "../mutation.ts";
import { columnsOf, readyDataset } from "../training.ts";

export const FeatureTableInput = builder.inputType("FeatureTableInput", {
  description: "A table of a feature set, with the data set whose columns it has.",
  fields: (t) => ({
    name: t.string({ required: true }),
    datasetId: t.id({ required: true }),
    time: t.string({ description: "When its rows happen." }),
    arrival: t.string({ description: "When they became known, if later." }),
  }),
});
export const FeatureStageInput = builder.inputType("FeatureStageInput", {
  fields: (t) => ({
    type: t.string({ required: true, description: "One of `featureStages`." }),
    spec: t.field({ type: "JSONObject", required: true }),
  }),
});
interface DefinitionInput {
  tables: { name: string; datasetId: string; time?: string | null; arrival?: string | null }[];
  spine: string;
  stages: { type: string; spec: Record<string, unknown> }[];
  pipeline?: unknown;
}

type Read = Pick<FeaturePreviewSpec, "features" | "target" | "task" | "sequence">;

/**
 * The definition with the columns of its data sets, checked stage by stage and step by step without reading a row.
 * @param read what the pipeline gets of the columns, as in a training.
 */
export async function checkedDefinition(
  input: DefinitionInput,
  context: ApiContext,
  read: Read = { task: "BINARY", sequence: null },
): Promise<FeatureSetDefinition> {
  const { db } = context.services.database;
  const caller = callerIn(context);
  const tables = await Promise.all(
    input.tables.map(async ({ datasetId, ...table }) => {
      const columns = await columnsOf(db, await readyDataset(db, caller, datasetId));
      return { ...table, columns };
    }),
  );
  const { spine, stages, pipeline } = input;
  const definition = parseInput(FeatureSetDefinition, withoutNulls({ spine, stages, pipeline, tables }));
  const columns = planFeatures(definition);
  const features = previewedFeatures(read, columns);
  if (definition.pipeline) {
    const { task, sequence } = read;
    planRows(definition.pipeline.rows, columns);
    const whole = { ...definition.pipeline, defaults: true };
    planPipeline({ columns: features, sequence: wideSequence(sequence), pipeline: whole, dataset: columns, task });
  }
  return definition;
}
