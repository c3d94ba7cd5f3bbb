import type { RunKind as Kind, RunStatus as Status } from "@plimsoll/schema";
import { type AttemptOutcome, cancelRun, type RunErrorValue, type RunOutput as RunOutputValue, runEvents, runs } from "@plimsoll/schema/db";
import { type JobName, jobs } from "@plimsoll/schema/queue";
import { and, asc, eq, gt, inArray, isNull, type SQL } from "drizzle-orm";
import { type ApiContext, callerIn } from "../context.ts";
import { invalidInput, notFound } from "../errors.ts";
import { type HistoryPoint as HistoryValue, microsOf, type RunRecord, runColumns } from "../loaders.ts";
import { connectionOf, keysetOf, PAGE, type PageArguments, readWindow } from "../pagination.ts";
import { access } from "./access.ts";
import { auditOf } from "./audit.ts";
import { builder } from "./builder.ts";
import { connectionType, cursorScope, pageArguments, pageCost } from "./connection.ts";
import { EngineName, RunKind, RunStatus } from "./enums.ts";
import { defineMutation } from "./mutation.ts";
import { Node } from "./node.ts";
import { Dataset, ModelVersion, Run } from "./refs.ts";
import { BaselineResult, EvaluationReport, Metric } from "./report.ts";
import { retryRun } from "./retry.ts";
import { ForbiddenTransitionError, NotReadyError } from "./user-errors.ts";

export const RunError = builder.objectRef<RunErrorValue>("RunError").implement({
  description: "Why a run ended FAILED.",
  fields: (t) => ({ code: t.exposeString("code"), message: t.exposeString("message") }),
});

const HistoryPoint = builder.objectRef<HistoryValue>("HistoryPoint").implement({
  description: "One number of one epoch: `loss`, `val_loss` or a metric.",
  fields: (t) => ({ epoch: t.exposeInt("epoch"), name: t.exposeString("name"), value: t.exposeFloat("value") }),
});

const RunOutput = builder.objectRef<RunOutputValue>("RunOutput").implement({
  description: "The file a scoring run made.",
  fields: (t) => ({
    url: t.string({ resolve: ({ sha256 }) => `/artifacts/${sha256}` }),
    rowCount: t.expose("rowCount", { type: "BigInt" }),
    sha256: t.exposeString("sha256"),
    byteSize: t.expose("byteSize", { type: "BigInt" }),
    fileName: t.exposeString("fileName"),
  }),
});

interface AttemptValue {
  number: number;
  outcome: AttemptOutcome;
  startedAt: Date;
  endedAt: Date | null;
  error: RunErrorValue | null;
  resumedFromEpoch: number | null;
}

const RunAttempt = builder.objectRef<AttemptValue>("RunAttempt").implement({
  description: "One claim of the run by a worker.",
  fields: (t) => ({
    number: t.exposeInt("number"),
    outcome: t.exposeString("outcome", { description: "RUNNING, SUCCEEDED, FAILED, CANCELLED, REQUEUED or LOST." }),
    startedAt: t.expose("startedAt", { type: "DateTime" }),
    endedAt: t.expose("endedAt", { type: "DateTime", nullable: true }),
    error: t.expose("error", { type: RunError, nullable: true }),
    resumedFromEpoch: t.exposeInt("resumedFromEpoch", { nullable: true, description: "The epoch of the checkpoint it went on from." }),
  }),
});

const RunEvent = builder.objectRef<typeof runEvents.$inferSelect>("RunEvent").implement({
  description: "What happened to a run, in order; `seq` goes on from where a reader left off.",
  fields: (t) => ({
    seq: t.exposeInt("seq"),
    type: t.exposeString("type"),
    attempt: t.exposeInt("attempt"),
    epoch: t.exposeInt("epoch", { nullable: true }),
    data: t.expose("data", { type: "JSONObject" }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
  }),
});

const MOST_EVENTS = 500;
const JOB_NAMES = Object.keys(jobs) as JobName[];

Run.implement({
  description: "A unit of work. QUEUED, RUNNING, then SUCCEEDED, FAILED or CANCELLED for good.",
  interfaces: [Node],
  fields: (t) => ({
    kind: t.expose("kind", { type: RunKind }),
    status: t.expose("status", { type: RunStatus }),
    phase: t.exposeString("phase", { description: "What the run works on now, in a word for people." }),
    progress: t.exposeFloat("progress", { description: "0 to 1 over the whole run." }),
    etaSeconds: t.exposeFloat("etaSeconds", { nullable: true }),
    attempts: t.exposeInt("attempts"),
    error: t.expose("error", { type: RunError, nullable: true }),
    metrics: t.expose("metrics", { type: [Metric], description: "The network's own." }),
    baselines: t.expose("baselines", { type: [BaselineResult], complexity: { field: 1, multiplier: 3 } }),
    history: t.field({ type: [HistoryPoint], resolve: ({ id }, _args, { loaders }) => loaders.runHistory.load(id) }),
    report: t.field({
      type: EvaluationReport,
      nullable: true,
      resolve: async ({ id }, _args, { loaders }) => (await loaders.runResult.load(id))?.report ?? null,
    }),
    output: t.expose("output", { type: RunOutput, nullable: true }),
    modelVersion: t.field({
      type: ModelVersion,
      nullable: true,
      resolve: ({ modelVersionId }, _args, { loaders }) => (modelVersionId ? loaders.modelVersion.load(modelVersionId) : null),
    }),
    dataset: t.field({
      type: Dataset,
      nullable: true,
      resolve: ({ datasetId }, _args, { loaders }) => (datasetId ? loaders.dataset.load(datasetId) : null),
    }),
    input: t.expose("input", { type: "JSONObject", description: "The specification, defaults filled in." }),
    engine: t.expose("engine", { type: EngineName, nullable: true }),
    retryOf: t.exposeID("retryOf", { nullable: true }),
    job: t.exposeString("job", { description: "What carries it out, e.g. `model.train`: one kind may have several." }),
    parent: t.field({
      type: Run,
      nullable: true,
      description: "The run this one is a part of.",
      resolve: ({ parentRunId }, _args, { loaders }) => (parentRunId ? loaders.run.load(parentRunId) : null),
    }),
    createdBy: t.exposeID("createdBy", { description: "The key that submitted it." }),
    attemptLog: t.field({
      type: [RunAttempt],
      complexity: { field: 1, multiplier: 2 },
      resolve: ({ id }, _args, { loaders }) => attemptLog(id, loaders),
    }),
    events: t.field({
      type: [RunEvent],
      args: { after: t.arg.int(), first: t.arg.int() },
      complexity: ({ first }) => ({ field: 1, multiplier: Math.min(MOST_EVENTS, Math.max(1, first ?? 100)) }),
      resolve: (run, { after, first }, context) => readEvents(run, after ?? 0, first ?? 100, context),
    }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    startedAt: t.expose("startedAt", { type: "DateTime", nullable: true }),
    finishedAt: t.expose("finishedAt", { type: "DateTime", nullable: true }),
  }),
});

async function attemptLog(runId: string, loaders: ApiContext["loaders"]): Promise<AttemptValue[]> {
  const attempts = await loaders.attempts.load(runId);
  return attempts.map((attempt, at) => {
    const earlier = attempts.slice(0, at).findLast((candidate) => candidate.checkpoint);
    return { ...attempt, resumedFromEpoch: earlier?.checkpoint?.epoch ?? null };
  });
}

async function readEvents(run: RunRecord, after: number, first: number, context: ApiContext) {
  if (first < 1 || first > MOST_EVENTS) throw invalidInput(`'first' is ${first}; it must be from 1 to ${MOST_EVENTS}.`, ["first"]);
  return context.services.database.db
    .select()
    .from(runEvents)
    .where(and(eq(runEvents.workspaceId, run.workspaceId), eq(runEvents.runId, run.id), gt(runEvents.seq, after)))
    .orderBy(asc(runEvents.seq))
    .limit(first);
}

const RunConnection = connectionType("Run", Run);

builder.queryFields((t) => ({
  run: t.field({
    type: Run,
    nullable: true,
    authScopes: access.read,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, { loaders }) => {
      const run = await loaders.run.load(id);
      if (!run) throw notFound();
      return run;
    },
  }),
  runs: t.field({
    type: RunConnection,
    description: "Newest first. The parts of other runs, such as a search's trials, are listed under `parent` alone.",
    authScopes: access.read,
    args: {
      kind: t.arg({ type: RunKind }),
      jobs: t.arg.stringList({ description: "Only runs that one of these carries out, such as `market.fit`: one kind may have several." }),
      status: t.arg({ type: RunStatus }),
      parent: t.arg.id({ description: "Only the parts of this run." }),
      ids: t.arg.idList({ description: "Only these, parts of other runs too; at most 100." }),
      ...pageArguments,
    },
    complexity: pageCost,
    resolve: (_root, args, context) => pageOfRuns(context, args, args.parent ?? null),
  }),
}));

builder.objectFields(Run, (t) => ({
  children: t.field({
    type: RunConnection,
    description: "The runs that are parts of this one, newest first.",
    args: { status: t.arg({ type: RunStatus }), ...pageArguments },
    complexity: pageCost,
    resolve: ({ id }, args, context) => pageOfRuns(context, args, id),
  }),
}));

async function pageOfRuns(
  context: ApiContext,
  args: PageArguments & {
    kind?: Kind | null;
    jobs?: readonly string[] | null;
    status?: Status | null;
    ids?: readonly string[] | null;
  },
  parent: string | null,
) {
  const { ids } = args;
  if (ids && ids.length > PAGE.most) throw invalidInput(`'ids' names ${ids.length} runs; at most ${PAGE.most}.`, ["ids"]);
  const named = args.jobs?.map(knownJob);
  const scope = cursorScope(context, parent === null ? "runs" : `parts:${parent}`);
  const window = readWindow(scope, args);
  const keyset = keysetOf(window, runs.createdAt, runs.id);
  const filters: (SQL | undefined)[] = [
    eq(runs.workspaceId, scope.workspaceId),
    parent === null ? (ids ? undefined : isNull(runs.parentRunId)) : eq(runs.parentRunId, parent),
    ids ? inArray(runs.id, [...ids]) : undefined,
    args.kind ? eq(runs.kind, args.kind) : undefined,
    named ? inArray(runs.job, named) : undefined,
    args.status ? eq(runs.status, args.status) : undefined,
    keyset.where,
  ];
  const rows = await context.services.database.db
    .select({ ...runColumns, cursor: microsOf(runs.createdAt) })
    .from(runs)
    .where(and(...filters))
    .orderBy(...keyset.orderBy)
    .limit(keyset.limit);
  return connectionOf(scope, window, rows);
}

/** @throws a bad-input error for a name that the catalog does not have, which would be an empty list for ever. */
function knownJob(name: string): JobName {
  const job = JOB_NAMES.find((known) => known === name);
  if (job === undefined) throw invalidInput(`There is no job '${name}'. The jobs are: ${JOB_NAMES.join(", ")}.`, ["jobs"]);
  return job;
}

/** The success type of a mutation that answers with a run. */
export const RunSuccess = (name: string) =>
  builder.objectRef<{ run: RunRecord }>(name).implement({ fields: (t) => ({ run: t.field({ type: Run, resolve: ({ run }) => run }) }) });

defineMutation("cancelRun", {
  description: "Ends a queued or running run at once. Cancelling a cancelled run changes nothing.",
  access: access.develop,
  input: builder.inputType("CancelRunInput", { fields: (t) => ({ runId: t.id({ required: true }) }) }),
  success: RunSuccess("CancelRunSuccess"),
  errors: [ForbiddenTransitionError],
  resolve: async ({ runId }, context) => {
    const caller = callerIn(context);
    const run = await context.services.database.transaction(async (tx) => {
      const [before] = await tx.db
        .select({ status: runs.status })
        .from(runs)
        .where(and(eq(runs.id, runId), eq(runs.workspaceId, caller.workspaceId)))
        .for("update");
      if (!before) throw notFound(["runId"]);
      const cancelled = await cancelRun(tx, caller.workspaceId, runId);
      if (before.status !== "CANCELLED") await auditOf(tx, caller, "run.cancel", runId);
      return cancelled;
    });
    return { run };
  },
});

defineMutation("retryRun", {
  description: "Submits a FAILED or CANCELLED run again with the same input, as a new run.",
  access: access.develop,
  input: builder.inputType("RetryRunInput", { fields: (t) => ({ runId: t.id({ required: true }) }) }),
  success: RunSuccess("RetryRunSuccess"),
  errors: [ForbiddenTransitionError, NotReadyError],
  resolve: async ({ runId }, context) => ({ run: await retryRun(runId, context) }),
});

/** Success types of the mutations that answer with a run. */
export const SubmitTrainingSuccess = RunSuccess("SubmitTrainingSuccess");
export const SubmitScoringSuccess = RunSuccess("SubmitScoringSuccess");
export const SubmitTuningSuccess = RunSuccess("SubmitTuningSuccess");
export const ReplayRunSuccess = RunSuccess("ReplayRunSuccess");
export const SubmitComparisonSuccess = RunSuccess("SubmitComparisonSuccess");
