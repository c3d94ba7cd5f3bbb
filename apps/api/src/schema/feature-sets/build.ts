import { FeatureBuildSpec, newId } from "@plimsoll/schema";
import { datasets } from "@plimsoll/schema/db";
import { z } from "zod";
import { notFound } from "../../errors.ts";
import type { DatasetRecord, RunRecord } from "../../loaders.ts";
import { access } from "../access.ts";
import { builder } from "../builder.ts";
import { displayName } from "../dataset.ts";
import { defineMutation, parseInput } from "../mutation.ts";
import { Dataset, Run } from "../refs.ts";
import { clientKeyOf, submit } from "../submission.ts";
import { ColumnError, IdempotencyConflictError, NotReadyError } from "../user-errors.ts";
import { checkSources, FeatureSourceInput } from "./sources.ts";
import { definitionOf, versionOf } from "./stored-version.ts";

defineMutation("submitFeatureBuild", {
  description: "Makes a data set by a feature set: the rows of the spine with every stage's columns.",
  access: access.develop,
  input: builder.inputType("SubmitFeatureBuildInput", {
    fields: (t) => ({
      featureSetVersionId: t.id({ required: true }),
      sources: t.field({ type: [FeatureSourceInput], required: true }),
      datasetName: t.string({ required: true }),
      idempotencyKey: t.string(),
    }),
  }),
  success: builder.objectRef<{ run: RunRecord; dataset: DatasetRecord }>("SubmitFeatureBuildSuccess").implement({
    fields: (t) => ({
      run: t.field({ type: Run, resolve: ({ run }) => run }),
      dataset: t.field({ type: Dataset, resolve: ({ dataset }) => dataset }),
    }),
  }),
  errors: [ColumnError, NotReadyError, IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, featureSetVersionId, sources, datasetName }, context) => {
    const { name } = parseInput(z.object({ name: displayName(200) }), { name: datasetName });
    const version = await versionOf(featureSetVersionId, context);
    await checkSources(definitionOf(version), sources, context);
    const input = FeatureBuildSpec.parse({ datasetId: newId("dataset"), featureSetVersionId, sources });
    const run = await submit(context, {
      job: "feature.build",
      mutation: "submitFeatureBuild",
      clientKey: clientKeyOf(key),
      requested: { featureSetVersionId, sources, name },
      input,
      datasetId: input.datasetId,
      facts: { featureSetVersionId, sources },
      async alongside(tx, { id: runId }, { workspaceId, apiKeyId: createdBy }) {
        const values = { id: input.datasetId, workspaceId, name, options: { types: {}, missing: [] }, runId, createdBy };
        await tx.db.insert(datasets).values({ ...values, featureSetVersionId, sources: input.sources });
      },
    });
    const dataset = await context.loaders.dataset.load(run.datasetId ?? "");
    if (!dataset) throw notFound(["idempotencyKey"]);
    return { run, dataset };
  },
});
