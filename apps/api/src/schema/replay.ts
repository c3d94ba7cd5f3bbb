import { AppError, ReplaySpec, type ReplayResult as ReplayValue } from "@plimsoll/schema";
import { datasets, liveWorkers, modelVersions, runs } from "@plimsoll/schema/db";
import { and, eq } from "drizzle-orm";
import { architectures } from "../catalog.ts";
import { type ApiContext, callerIn } from "../context.ts";
import { notFound } from "../errors.ts";
import type { ModelVersionRecord } from "../loaders.ts";
import { access } from "./access.ts";
import { builder } from "./builder.ts";
import { EngineName, ReplayOutcome } from "./enums.ts";
import { defineMutation } from "./mutation.ts";
import { ModelVersion, Run } from "./refs.ts";
import { ReplayRunSuccess } from "./run.ts";
import { clientKeyOf, submit } from "./submission.ts";
import { ForbiddenTransitionError, IdempotencyConflictError, NotReadyError } from "./user-errors.ts";

const ReplayedHash = builder.objectRef<ReplayValue["weightHash"]>("ReplayedHash").implement({
  fields: (t) => ({ stored: t.exposeString("stored"), replayed: t.exposeString("replayed") }),
});

const ReplayedScores = builder.objectRef<ReplayValue["scores"]>("ReplayedScores").implement({
  description: "Outputs on the test rows, then and now.",
  fields: (t) => ({
    count: t.expose("count", { type: "BigInt" }),
    maxAbsolute: t.exposeFloat("maxAbsolute"),
    maxRelative: t.exposeFloat("maxRelative", { description: "Largest |a - b| / max(|a|, |b|)." }),
    tolerance: t.exposeFloat("tolerance", { description: "What WITHIN_TOLERANCE allows of maxRelative." }),
  }),
});

const ReplayedMetric = builder.objectRef<ReplayValue["metrics"][number]>("ReplayedMetric").implement({
  description: "A metric of the test rows, then and now.",
  fields: (t) => ({ name: t.exposeString("name"), stored: t.exposeFloat("stored"), replayed: t.exposeFloat("replayed") }),
});

const Replay = builder.objectRef<ReplayValue & { modelVersionId: string; runId: string }>("Replay").implement({
  description: "How a version trained again from its record compares with the one that is stored.",
  fields: (t) => ({
    outcome: t.expose("outcome", { type: ReplayOutcome }),
    modelVersion: t.field({
      type: ModelVersion,
      nullable: true,
      resolve: ({ modelVersionId }, _args, { loaders }) => loaders.modelVersion.load(modelVersionId),
    }),
    original: t.field({ type: Run, nullable: true, resolve: ({ runId }, _args, { loaders }) => loaders.run.load(runId) }),
    weightHash: t.expose("weightHash", { type: ReplayedHash }),
    maxWeightDifference: t.exposeFloat("maxWeightDifference", { nullable: true, description: "Null where the weights have other shapes." }),
    scores: t.expose("scores", { type: ReplayedScores }),
    samePipeline: t.exposeBoolean("samePipeline", { description: "Whether the feature pipeline learned the same." }),
    metrics: t.expose("metrics", { type: [ReplayedMetric] }),
    engine: t.field({ type: EngineName, resolve: ({ engine }) => engine.name }),
    engineVersion: t.string({ resolve: ({ engine }) => engine.version }),
    codeVersionStored: t.string({ resolve: ({ codeVersion }) => codeVersion.stored }),
    codeVersionReplayed: t.string({ resolve: ({ codeVersion }) => codeVersion.replayed }),
    datasetSha256: t.exposeString("datasetSha256"),
  }),
});

builder.objectFields(Run, (t) => ({
  replay: t.field({
    type: Replay,
    nullable: true,
    description: "Of a replay that has ended.",
    resolve: async ({ id, job, input }, _args, { loaders }) => {
      const spec = job === "model.replay" ? ReplaySpec.safeParse(input) : null;
      const result = spec?.success ? (await loaders.runResult.load(id))?.result : null;
      return spec?.success && result ? { ...(result as ReplayValue), ...spec.data } : null;
    },
  }),
}));

defineMutation("replayRun", {
  description:
    "Trains the version that a run registered once more from its record, and compares weights, scores and metrics. Registers nothing.",
  access: access.verify,
  input: builder.inputType("ReplayRunInput", {
    fields: (t) => ({ runId: t.id({ required: true }), idempotencyKey: t.string() }),
  }),
  success: ReplayRunSuccess,
  errors: [ForbiddenTransitionError, NotReadyError, IdempotencyConflictError],
  resolve: async ({ runId, idempotencyKey }, context) => {
    const clientKey = clientKeyOf(idempotencyKey);
    const version = await replayableVersion(runId, context);
    const run = await submit(context, {
      job: "model.replay",
      mutation: "replayRun",
      clientKey,
      requested: { runId },
      input: { runId: version.runId, modelVersionId: version.id },
      datasetId: version.lineage.datasetId,
      modelVersionId: version.id,
      facts: { replayOf: version.runId, modelVersionId: version.id },
    });
    return { run };
  },
});

const refused = (message: string): AppError => new AppError("FORBIDDEN_TRANSITION", "conflict", message, { path: ["runId"] });
const notReady = (message: string): AppError => new AppError("NOT_READY", "conflict", message, { path: ["runId"] });

/**
 * The network that the run registered, if it can be trained again as it was.
 * @throws AppError NOT_FOUND; FORBIDDEN_TRANSITION for what registered no network; NOT_READY when data, architecture or engine are gone.
 */
async function replayableVersion(runId: string, context: ApiContext): Promise<ModelVersionRecord> {
  const { db } = context.services.database;
  const { workspaceId } = callerIn(context);
  const [run] = await db
    .select({ status: runs.status, job: runs.job, modelVersionId: runs.modelVersionId })
    .from(runs)
    .where(and(eq(runs.id, runId), eq(runs.workspaceId, workspaceId)));
  if (!run) throw notFound(["runId"]);
  const trains = run.job === "model.train" || run.job === "model.tune" || run.job === "model.replay";
  if (!trains || !run.modelVersionId || (run.status !== "SUCCEEDED" && run.job !== "model.replay")) {
    throw refused("Only a training or a search that registered a network can be replayed.");
  }
  const [version] = await db
    .select()
    .from(modelVersions)
    .where(and(eq(modelVersions.id, run.modelVersionId), eq(modelVersions.workspaceId, workspaceId)));
  if (!version) throw notReady("The version that the run registered is gone, so it cannot be replayed.");
  const { datasetId, datasetSha256, architecture, engine, engineVersion } = version.lineage;
  const [dataset] = await db
    .select({ status: datasets.status, sha256: datasets.artifactSha256 })
    .from(datasets)
    .where(and(eq(datasets.id, datasetId ?? ""), eq(datasets.workspaceId, workspaceId)));
  if (dataset?.status !== "READY" || dataset.sha256 !== datasetSha256) {
    throw notReady("The data that the version was trained on are gone or have changed, so it cannot be replayed.");
  }
  if (!architectures.some(({ name }) => name === architecture)) {
    throw notReady(
      `Architecture '${architecture}' does not exist in this release, so the version cannot be replayed. Replay it with the release that trained it.`,
    );
  }
  const workers = await liveWorkers(db, "WORKER");
  if (!workers.some((worker) => worker.engine === engine && worker.engineVersion === engineVersion)) {
    const here = [...new Set(workers.map((worker) => `${worker.engine} ${worker.engineVersion}`))].join(", ") || "none";
    throw notReady(
      `The version was trained on the ${engine} engine ${engineVersion}; no live worker has it (alive: ${here}). Start one with that engine, then replay.`,
    );
  }
  return version;
}
