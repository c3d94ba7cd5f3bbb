import { createPostgresBackend, DelayedError, type Job, Queue, Worker } from "bullmq";
import { sql } from "drizzle-orm";
import pg from "pg";
import { type Db, poolConfig, type Transaction } from "./db/client.ts";
import { type JobInput, type JobName, jobs } from "./jobs/catalog.ts";
import type { QueueName } from "./jobs/define.ts";
import { runs } from "./tables/index.ts";

export { type JobInput, type JobName, jobs } from "./jobs/catalog.ts";
export { QUEUE_NAMES, type QueueName } from "./jobs/define.ts";
export { DelayedError };

/** The queue's clock, in one place. A lost worker's job is handed on after lock + check at the latest. */
export const QUEUE_SETTINGS = {
  lockDurationMs: 30_000,
  lockRenewMs: 10_000,
  stalledCheckMs: 5_000,
  /** Attempts are counted in the run's row; the queue itself never gives up. */
  maxStalledCount: 1_000_000,
  retryDelayMs: 1_000,
} as const;
export type QueueSettings = { [Name in keyof typeof QUEUE_SETTINGS]: number };

/**
 * Puts a job on its queue inside an open transaction: the job becomes visible when the transaction commits and vanishes when it rolls back.
 * This is the only way onto the queue. Adding a job whose dedupe key is already queued changes nothing.
 */
export async function enqueue<Name extends JobName>(tx: Transaction, name: Name, payload: JobInput<Name>): Promise<void> {
  const job = jobs[name];
  const input = job.input.parse(payload);
  const queue = new Queue(job.queue, { connection: transactionConnection(tx.client), skipMetasUpdate: true }, createPostgresBackend);
  // The transaction's own query reports the failure; without a listener the event alone would end the process.
  queue.on("error", () => {});
  await queue.add(name, input, {
    jobId: job.dedupeKey(input),
    attempts: 1,
    removeOnComplete: true,
    removeOnFail: true,
  });
}

/** A pool-shaped view of one checked-out client: the backend only asks for connect, query and end. */
function transactionConnection(client: pg.PoolClient): pg.Pool {
  const held = new Proxy(client, {
    get(target, key) {
      if (key === "release") return () => {};
      if (key === "on" || key === "removeListener" || key === "removeAllListeners") return () => held;
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const shim = {
    query: (text: string, values?: unknown[]) => client.query(text, values),
    connect: async () => held,
    end: async () => {},
    on: () => shim,
    removeAllListeners: () => shim,
    options: { keepAlive: true },
  };
  return shim as unknown as pg.Pool;
}

/**
 * Unfinished runs whose job the queue no longer has, untouched for a while: a worker offers them to the queue again.
 * @param idleSeconds since the last sign of life, by the database's clock.
 */
export async function lostRuns(db: Db, idleSeconds: number): Promise<{ id: string; job: JobName }[]> {
  const { rows } = await db.execute<{ id: string; job: JobName }>(sql`
    SELECT id, job FROM ${runs} AS run
    WHERE status IN ('QUEUED', 'RUNNING') AND NOT paused AND coalesce(heartbeat_at, created_at) < now() - make_interval(secs => ${idleSeconds})
      AND NOT EXISTS (SELECT 1 FROM bullmq.job WHERE job.id = run.id)
    LIMIT 1000`);
  // A run of a later release waits for a worker that knows its job.
  return rows.filter(({ job }) => Object.hasOwn(jobs, job));
}

export interface QueueJob {
  name: JobName;
  input: JobInput<JobName>;
  /** Gives the job back to the queue, to be delivered again after `delayMs`; the caller then throws `DelayedError`. */
  redeliver(delayMs: number): Promise<never>;
}

export interface QueueWorker {
  /** Stops taking jobs; resolves when the running ones have returned. */
  close(): Promise<void>;
}

const MOST_BUSY = 12;

/**
 * Takes jobs from one queue. `handle` returns when the run's row is settled; to have the job again later it calls `redeliver`.
 * @param url the database's address: the worker holds a pool of its own, since it keeps one connection listening.
 * @param settings the queue's clock; every worker of a queue must share it.
 */
export function openQueueWorker(
  url: string,
  name: QueueName,
  concurrency: number,
  handle: (job: QueueJob) => Promise<void>,
  onError: (error: Error) => void,
  settings: QueueSettings = QUEUE_SETTINGS,
): QueueWorker {
  // A job that waits holds no connection: a class of many light jobs needs no more than a class of few.
  const pool = new pg.Pool(poolConfig(url, Math.min(concurrency, MOST_BUSY) + 4));
  pool.on("error", onError);
  const options = {
    connection: pool,
    concurrency,
    lockDuration: settings.lockDurationMs,
    lockRenewTime: settings.lockRenewMs,
    stalledInterval: settings.stalledCheckMs,
    maxStalledCount: settings.maxStalledCount,
    runRetryDelay: settings.retryDelayMs,
  };
  const worker = new Worker(
    name,
    async (job: Job, token?: string) => {
      const definition = jobs[job.name as JobName];
      if (!definition) return;
      await handle({
        name: definition.name,
        input: definition.input.parse(job.data),
        async redeliver(delayMs) {
          await job.moveToDelayed(Date.now() + delayMs, token);
          throw new DelayedError();
        },
      });
    },
    options,
    createPostgresBackend,
  );
  worker.on("error", onError);
  return {
    async close() {
      await worker.close();
      await pool.end();
    },
  };
}
