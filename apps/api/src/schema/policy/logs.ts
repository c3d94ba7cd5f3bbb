import { SAMPLE_ENVIRONMENTS } from "@plimsoll/ml/catalog";
import { newId, PolicyLogSpec } from "@plimsoll/schema";
import { datasets } from "@plimsoll/schema/db";
import { z } from "zod";
import type { ApiContext } from "../../context.ts";
import { invalidInput, notFound } from "../../errors.ts";
import type { DatasetRecord, RunRecord } from "../../loaders.ts";
import { access } from "../access.ts";
import { builder } from "../builder.ts";
import { displayName } from "../dataset.ts";
import { defineMutation, parseInput, withoutNulls } from "../mutation.ts";
import { Dataset, Run } from "../refs.ts";
import { clientKeyOf, submit } from "../submission.ts";
import { IdempotencyConflictError } from "../user-errors.ts";
import { policyModel } from "./model.ts";

interface MadeLog {
  run: RunRecord;
  dataset: DatasetRecord;
}

const LogSuccess = (name: string) =>
  builder.objectRef<MadeLog>(name).implement({
    fields: (t) => ({
      run: t.field({ type: Run, resolve: ({ run }) => run }),
      dataset: t.field({ type: Dataset, resolve: ({ dataset }) => dataset }),
    }),
  });

/** Submits the run with the data set that it will fill. */
async function makeLog(
  context: ApiContext,
  mutation: string,
  { datasetName, source, requested, key }: { datasetName: string; source: unknown; requested: unknown; key: string | null | undefined },
): Promise<MadeLog> {
  const { name } = parseInput(z.object({ name: displayName(200) }), { name: datasetName });
  const input = parseInput(PolicyLogSpec, { datasetId: newId("dataset"), source });
  const run = await submit(context, {
    job: "policy.log",
    mutation,
    clientKey: clientKeyOf(key),
    requested,
    input,
    datasetId: input.datasetId,
    facts: { source: input.source.kind },
    async alongside(tx, { id: runId }, { workspaceId, apiKeyId: createdBy }) {
      const values = { id: input.datasetId, workspaceId, name, options: { types: {}, missing: [] }, runId, createdBy };
      await tx.db.insert(datasets).values(values);
    },
  });
  const dataset = await context.loaders.dataset.load(run.datasetId ?? "");
  if (!dataset) throw notFound(["idempotencyKey"]);
  return { run, dataset };
}

defineMutation("createSampleDecisionLog", {
  description: "Makes a data set of decisions of a lender that does not exist, by a documented simulator whose truth is known.",
  access: access.develop,
  input: builder.inputType("CreateSampleDecisionLogInput", {
    fields: (t) => ({
      environment: t.string({ required: true, description: `One of ${SAMPLE_ENVIRONMENTS.join(", ")}.` }),
      datasetName: t.string({ required: true }),
      n: t.int({ description: "Decisions of bandit-pricing, accounts of the others; 20,000 unless given." }),
      seed: t.int(),
      start: t.field({ type: "DateTime", description: "Of the first decision; 2024-01-01 unless given." }),
      rewardDelayDays: t.float({ description: "Days until an outcome is known; 30 unless given." }),
      knownAt: t.field({ type: "DateTime", description: "Outcomes due later stay empty; now unless given." }),
      idempotencyKey: t.string(),
    }),
  }),
  success: LogSuccess("CreateSampleDecisionLogSuccess"),
  errors: [IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, datasetName, start, knownAt, ...given }, context) => {
    if (!SAMPLE_ENVIRONMENTS.some((own) => own === given.environment))
      throw invalidInput(`'environment' must be one of ${SAMPLE_ENVIRONMENTS.join(", ")}. Got '${given.environment}'.`, ["environment"]);
    const requested = withoutNulls({ ...given, datasetName, start: start?.toISOString(), knownAt: knownAt?.toISOString() });
    const { datasetName: _name, ...source } = requested as Record<string, unknown>;
    return makeLog(context, "createSampleDecisionLog", { datasetName, source: { kind: "SAMPLE", ...source }, requested, key });
  },
});

defineMutation("createDecisionLog", {
  description: "Makes a data set of the decisions that a policy has taken, with the rewards that are known: the next training data.",
  access: access.develop,
  input: builder.inputType("CreateDecisionLogInput", {
    fields: (t) => ({
      modelName: t.string({ required: true }),
      datasetName: t.string({ required: true }),
      from: t.field({ type: "DateTime", description: "First moment of a decision; the first one unless given." }),
      to: t.field({ type: "DateTime", description: "Not included; the last one unless given." }),
      idempotencyKey: t.string(),
    }),
  }),
  success: LogSuccess("CreateDecisionLogSuccess"),
  errors: [IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, modelName, datasetName, from, to }, context) => {
    if (from && to && from >= to) throw invalidInput("'to' must lie after 'from'.", ["to"]);
    const { id: modelId } = await policyModel(context, modelName);
    const source = { kind: "DECISIONS", modelId, from: from?.toISOString() ?? null, to: to?.toISOString() ?? null };
    return makeLog(context, "createDecisionLog", { datasetName, source, requested: { ...source, datasetName }, key });
  },
});
