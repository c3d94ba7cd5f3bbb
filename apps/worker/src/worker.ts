import { mkdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { type EngineName, newId } from "@plimsoll/schema";
import { openDatabase } from "@plimsoll/schema/db";
import { openQueueWorker, QUEUE_NAMES, QUEUE_SETTINGS, type QueueName, type QueueSettings } from "@plimsoll/schema/queue";
import { homeFolders, openLocalStorage } from "@plimsoll/schema/storage";
import { type Logger, pino } from "pino";
import { probeEngine } from "./child/probe.ts";
import type { WorkerContext } from "./context.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { createHeldRuns, watchHeldRuns } from "./held-runs.ts";
import { startReconciler } from "./reconciler.ts";
import { runAttempt } from "./run-attempt.ts";
import { startScheduler } from "./scheduler.ts";
import { sweepOrphans } from "./sweep.ts";

export interface WorkerOptions {
  databaseUrl: string;
  /** PLIMSOLL_HOME. */
  home: string;
  /** None: the best that loads. */
  engine?: EngineName | undefined;
  /** Heap limit of a run's process; none: Node's own. */
  memoryMb?: number | undefined;
  logLevel: string;
  codeVersion: string;
  /** Runs at once, by queue. */
  concurrency?: Partial<Record<QueueName, number>>;
  /** How long runs may go on to their next checkpoint when the worker stops. */
  graceMs?: number;
  /** Replaces every job's own wall-clock limit. */
  timeoutMs?: number;
  /** The queue's clock, where it is not the default one. */
  queue?: Partial<QueueSettings>;
}

export interface RunningWorker {
  id: string;
  log: Logger;
  /** Takes no more jobs, lets runs reach a checkpoint within the grace, puts them back, and resolves when nothing runs any more. */
  close(): Promise<void>;
}

/** One core is left to the processes that answer people. */
const defaultConcurrency = (): Record<QueueName, number> => ({
  data: 1,
  training: Math.max(1, availableParallelism() - 1),
  scoring: 1,
  // They wait for other runs and hold no processor meanwhile.
  coordination: 64,
});
const GRACE_MS = 5_000;

/** Starts a process's worker: from here on queued runs are carried out, each in a child process. */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const id = newId("worker");
  const log = pino({ level: options.logLevel, base: { service: "worker", workerId: id } });
  const home = homeFolders(options.home);
  for (const folder of [home.staging, home.checkpoints, home.artifacts]) await mkdir(folder, { recursive: true, mode: 0o700 });
  const engine = await probeEngine(options.engine);
  let isClosed = false;
  // A pool that was ended still closes its connections; whatever they say then is of no interest.
  const database = openDatabase(options.databaseUrl, { onError: () => isClosed || log.warn("a database connection was lost") });
  const held = createHeldRuns(database);
  const storage = openLocalStorage(home.artifacts);
  const context: WorkerContext = {
    id,
    database,
    storage,
    home,
    engine,
    codeVersion: options.codeVersion,
    memoryMb: options.memoryMb ?? null,
    graceMs: options.graceMs ?? GRACE_MS,
    timeoutMs: options.timeoutMs ?? null,
    held,
    log,
  };
  const heartbeat = await startHeartbeat(database, { id, role: "WORKER", engine, codeVersion: options.codeVersion }, log).catch(
    async (error) => {
      await database.close();
      throw error;
    },
  );
  const watch = watchHeldRuns(options.databaseUrl, held, log);
  const concurrency = { ...defaultConcurrency(), ...options.concurrency };
  const queues = QUEUE_NAMES.map((name) =>
    openQueueWorker(
      options.databaseUrl,
      name,
      concurrency[name],
      async (job) => {
        const again = held.isDraining ? { delayMs: 0 } : await runAttempt(context, job.name, job.input.runId);
        if (again) await job.redeliver(again.delayMs);
      },
      (error) => log.warn({ queue: name, error: error.name, code: (error as { code?: unknown }).code }, "queue error"),
      { ...QUEUE_SETTINGS, ...options.queue },
    ),
  );
  const reconciler = startReconciler(database, log);
  const scheduler = startScheduler(database, log);
  sweepOrphans(database, storage, home, log).catch(() => log.warn("orphans not swept"));
  log.info({ engine: engine.name, engineVersion: engine.version, concurrency }, "worker ready");
  return {
    id,
    log,
    async close() {
      reconciler.stop();
      await scheduler.stop();
      await heartbeat.stop();
      held.drain();
      await Promise.all(queues.map((queue) => queue.close()));
      await watch.stop();
      isClosed = true;
      await database.close();
      log.info("worker stopped");
    },
  };
}
