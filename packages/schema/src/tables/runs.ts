import { sql } from "drizzle-orm";
import { bigserial, boolean, index, integer, jsonb, real, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { EngineName, RunKind, RunStatus } from "../enums.ts";
import type { JobName } from "../jobs/catalog.ts";
import type { BaselineResult, EvaluationReport, MetricValue } from "../training.ts";
import { count, createdAt, moment, plimsoll, workspaceId } from "./columns.ts";

export interface RunErrorValue {
  code: string;
  message: string;
}
export interface RunOutput {
  sha256: string;
  rowCount: number;
  byteSize: number;
  fileName: string;
}
/** Where an attempt left off: a file under PLIMSOLL_HOME/checkpoints, readable by any later attempt. */
export interface CheckpointValue {
  file: string;
  epoch: number;
}

/**
 * A unit of work and the only truth about it; the queue merely delivers its id. Submitters insert it (with its job, in one transaction);
 * only the holder of `attempt_token` writes to it while it is RUNNING, and a terminal status never changes.
 * Indexes: the list by workspace, newest first, plain and by kind or status, without the parts of other runs (a search has a thousand of
 * them); the parts of a run; the idempotency key; what was measured of a version; the reconciler's look for lost runs.
 */
export const runs = plimsoll.table(
  "runs",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    kind: text("kind").$type<RunKind>().notNull(),
    /** The job of the catalog that carries it out: one kind may have several. */
    job: text("job").$type<JobName>().notNull(),
    status: text("status").$type<RunStatus>().notNull().default("QUEUED"),
    /** What the run works on now, in a word for people: "Reading", "Training", "Evaluating". */
    phase: text("phase").notNull().default("Queued"),
    progress: real("progress").notNull().default(0),
    etaSeconds: real("eta_seconds"),
    /** The parsed specification (IngestSpec, TrainingSpec, ScoringSpec), defaults filled in. */
    input: jsonb("input").$type<Record<string, unknown>>().notNull(),
    datasetId: text("dataset_id"),
    /** The mutation, the client's key and the hash of the input: the same three give the same run. */
    mutation: text("mutation").notNull(),
    idempotencyKey: text("idempotency_key"),
    inputHash: text("input_hash").notNull(),
    retryOf: text("retry_of"),
    /** The run that this one is a part of: a trial's search, a fold's comparison. */
    parentRunId: text("parent_run_id"),
    /** QUEUED, but not to be delivered: the part waits for its parent's word. */
    paused: boolean("paused").notNull().default(false),
    attempts: integer("attempts").notNull().default(0),
    attemptToken: text("attempt_token"),
    workerId: text("worker_id"),
    engine: text("engine").$type<EngineName>(),
    error: jsonb("error").$type<RunErrorValue>(),
    metrics: jsonb("metrics").$type<MetricValue[]>().notNull().default([]),
    baselines: jsonb("baselines").$type<BaselineResult[]>().notNull().default([]),
    report: jsonb("report").$type<EvaluationReport>(),
    /** What a run of a job without an evaluation report came to; its shape is the job's own. */
    result: jsonb("result").$type<object>(),
    output: jsonb("output").$type<RunOutput>(),
    modelVersionId: text("model_version_id"),
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
    startedAt: moment("started_at"),
    finishedAt: moment("finished_at"),
    /** Last sign of life of the attempt, by the database's clock. */
    heartbeatAt: moment("heartbeat_at"),
  },
  (table) => [
    index("runs_workspace").on(table.workspaceId, table.createdAt, table.id).where(sql`${table.parentRunId} is null`),
    index("runs_workspace_kind").on(table.workspaceId, table.kind, table.createdAt, table.id).where(sql`${table.parentRunId} is null`),
    index("runs_parent").on(table.parentRunId, table.createdAt, table.id).where(sql`${table.parentRunId} is not null`),
    index("runs_workspace_status").on(table.workspaceId, table.status, table.createdAt, table.id).where(sql`${table.parentRunId} is null`),
    uniqueIndex("runs_idempotency")
      .on(table.workspaceId, table.mutation, table.idempotencyKey)
      .where(sql`${table.idempotencyKey} is not null`),
    index("runs_version_job").on(table.modelVersionId, table.job, table.createdAt).where(sql`${table.modelVersionId} is not null`),
    index("runs_unfinished").on(table.status, table.heartbeatAt).where(sql`${table.status} in ('QUEUED', 'RUNNING')`),
  ],
);

export type AttemptOutcome = "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED" | "REQUEUED" | "LOST";

/** One claim of a run by a worker, with the checkpoint it left. Kept for the report's "attempts" and for resuming. */
export const runAttempts = plimsoll.table(
  "run_attempts",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    runId: text("run_id")
      .notNull()
      .references(() => runs.id),
    number: integer("number").notNull(),
    workerId: text("worker_id").notNull(),
    outcome: text("outcome").$type<AttemptOutcome>().notNull().default("RUNNING"),
    checkpoint: jsonb("checkpoint").$type<CheckpointValue>(),
    error: jsonb("error").$type<RunErrorValue>(),
    startedAt: moment("started_at").notNull().default(sql`now()`),
    endedAt: moment("ended_at"),
  },
  (table) => [uniqueIndex("run_attempts_number").on(table.runId, table.number)],
);

export type RunEventType = "STATUS" | "PHASE" | "EPOCH" | "LOG";

/** What happened to a run, in order: status and phase changes, the numbers of each epoch, log lines. The index serves `after seq`. */
export const runEvents = plimsoll.table(
  "run_events",
  {
    seq: bigserial("seq", { mode: "number" }).primaryKey(),
    workspaceId: workspaceId(),
    runId: text("run_id")
      .notNull()
      .references(() => runs.id),
    attempt: integer("attempt").notNull(),
    type: text("type").$type<RunEventType>().notNull(),
    /** EPOCH only: the epoch, from 1. */
    epoch: integer("epoch"),
    data: jsonb("data").$type<Record<string, unknown>>().notNull(),
    createdAt: createdAt(),
  },
  (table) => [index("run_events_run").on(table.runId, table.seq)],
);

/**
 * Online scores, one row a record: what was asked (as a hash), which version answered, and what it said. Written before the answer leaves.
 * The index serves "the last scores of a version".
 */
export const scores = plimsoll.table(
  "scores",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    modelVersionId: text("model_version_id").notNull(),
    requestId: text("request_id").notNull(),
    position: count("position").notNull(),
    inputHash: text("input_hash").notNull(),
    result: jsonb("result").$type<Record<string, unknown>>().notNull(),
    actor: text("actor").notNull(),
    createdAt: createdAt(),
  },
  (table) => [index("scores_version").on(table.workspaceId, table.modelVersionId, table.createdAt)],
);
