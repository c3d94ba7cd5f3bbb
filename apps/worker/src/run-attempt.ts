import { type AppError, isRetryable, isTerminal } from "@plimsoll/schema";
import { attemptLimit, type Claim, claimRun, FencedError, failRun, pauseRun, requeueRun, runs, succeedRun } from "@plimsoll/schema/db";
import { type JobName, jobs } from "@plimsoll/schema/queue";
import { eq } from "drizzle-orm";
import type { Logger } from "pino";
import { createFileTaker, type FileTaker, removeUnreferenced } from "./artifacts.ts";
import { type AttemptEnd, deadline, failure, timedOut } from "./attempt-end.ts";
import { type ChildOutcome, forkChild, type RunningChild } from "./child/fork.ts";
import type { WorkerContext } from "./context.ts";
import { coordinate } from "./coordination.ts";
import type { ChildJob, Plan } from "./handlers/handler.ts";
import { handlers, isCoordinated } from "./handlers/index.ts";
import type { HeldRun } from "./held-runs.ts";
import { persist } from "./persist.ts";
import { type AttemptFolders, checkpointKeeper, makeAttemptFolders, removeFolder, removeRunFiles } from "./run-files.ts";
import { createRunRecorder } from "./run-recorder.ts";

/** What the queue is told: null when the job is done, else to deliver it again after so many milliseconds. */
export type Again = { delayMs: number } | null;

const RETRY_DELAY_MS = 1_000;

/** Carries out one attempt of a run: claim, child, progress, result in one transaction, judgement of its end. */
export async function runAttempt(context: WorkerContext, job: JobName, runId: string): Promise<Again> {
  const { database, home, engine, held, id } = context;
  const claim = await persist(() => claimRun(database, runId, { id, engine: engine.name }));
  if (!claim) {
    await removeFilesOfEndedRun(context, runId).catch(() => {});
    return null;
  }
  const log = context.log.child({ runId, attempt: claim.attempt, job });
  const heldRun = held.hold(claim);
  log.info({ resumesFromEpoch: claim.checkpoint?.epoch ?? null }, "run claimed");
  let folders: AttemptFolders | null = null;
  try {
    let end: AttemptEnd;
    try {
      if (isCoordinated(job)) {
        end = await coordinate(context, job, heldRun, log);
      } else {
        folders = await makeAttemptFolders(home, claim);
        end = await carryOut(context, job, heldRun, folders, log);
      }
    } catch (error) {
      end = failure(error);
    }
    return await settle(context, claim, end, log);
  } finally {
    heldRun.release();
    if (folders) await removeFolder(folders.staging);
    await removeFilesOfEndedRun(context, runId).catch(() => {});
  }
}

/** Forks the child and waits for whatever ends the attempt first. */
async function carryOut(
  context: WorkerContext,
  job: ChildJob,
  heldRun: HeldRun,
  folders: AttemptFolders,
  log: Logger,
): Promise<AttemptEnd> {
  const { database, engine, memoryMb, storage } = context;
  const { claim } = heldRun;
  const plan = await handlers[job](context, claim, folders);
  const keep = checkpointKeeper(folders.checkpoints, claim.checkpoint?.file ?? null);
  const recorder = createRunRecorder(
    database,
    claim,
    {
      onLost: () => heldRun.interrupt("LOST"),
      onCheckpoint: (file) => void keep(file).catch(() => log.debug("old checkpoints not removed")),
    },
    log,
  );
  const child = forkChild(plan.task, { engine: engine.name, memoryMb, onMessage: recorder.note });
  log.debug({ processId: child.processId }, "child started");
  try {
    const outcome = await firstOf(context, job, heldRun, child);
    if (outcome === "LOST") return { type: "lost" };
    if (outcome.type !== "result") return outcome;
    await Promise.race([recorder.flush(), heldRun.lost]);
    recorder.stop();
    const files = createFileTaker(storage, claim);
    try {
      return await commit(context, claim, plan, outcome.result, files);
    } catch (error) {
      await sweepTaken(context, files);
      return error instanceof FencedError ? { type: "lost" } : failure(error);
    }
  } finally {
    recorder.stop();
    await child.kill();
  }
}

async function firstOf(
  { timeoutMs, graceMs }: WorkerContext,
  job: JobName,
  heldRun: HeldRun,
  child: RunningChild,
): Promise<ChildOutcome | "LOST"> {
  const limitMs = timeoutMs ?? jobs[job].timeoutMs;
  const timeout = deadline(limitMs);
  const grace = deadline(graceMs, false);
  try {
    const first = await Promise.race([child.outcome, heldRun.lost, heldRun.drained, timeout.passed]);
    if (first === "PASSED") return { type: "failed", error: timedOut(limitMs), frames: [], stderr: "" };
    if (first !== "DRAINED") return first;
    child.drain();
    grace.start();
    // The next checkpoint may be near; what is not there by the end of the grace is computed again elsewhere.
    const second = await Promise.race([child.outcome, heldRun.lost, grace.passed]);
    if (second === "LOST" || (second !== "PASSED" && second.type === "result")) return second;
    return { type: "drained" };
  } finally {
    timeout.clear();
    grace.clear();
  }
}

/** Result, artifacts and the run's end, all or nothing. */
async function commit({ database }: WorkerContext, claim: Claim, plan: Plan, result: unknown, files: FileTaker): Promise<AttemptEnd> {
  return persist(() =>
    database.transaction(async (tx) => {
      const outcome = await plan.register(result, { tx, adopt: (file) => files.adopt(tx, file) });
      if ("pausedAs" in outcome) {
        await pauseRun(tx, claim, outcome.pausedAs, outcome.result);
        return { type: "paused" };
      }
      await succeedRun(tx, claim, outcome);
      return { type: "succeeded" };
    }),
  );
}

/** Writes how the attempt ended. */
async function settle({ database }: WorkerContext, claim: Claim, end: AttemptEnd, log: Logger): Promise<Again> {
  try {
    switch (end.type) {
      case "succeeded":
        log.info("run succeeded");
        return null;
      case "paused":
        log.info("run put aside until its parent goes on with it");
        return null;
      case "lost":
        log.warn("FENCED: the run was cancelled or taken over; nothing of this attempt is kept");
        return null;
      case "drained":
        await persist(() => database.transaction((tx) => requeueRun(tx, claim, { counts: false, error: null })));
        log.info("run put back: the worker stops");
        return { delayMs: 0 };
      case "failed": {
        const { code, message } = end.error;
        const again = isRetryable(end.error) && claim.run.attempts < attemptLimit(claim.run.job);
        log[end.error.kind === "bug" ? "error" : "warn"](
          { code, frames: end.frames, stderr: end.stderr.slice(-2_000) || undefined, again },
          "attempt failed",
        );
        if (again) {
          await persist(() => database.transaction((tx) => requeueRun(tx, claim, { counts: true, error: { code, message } })));
          return { delayMs: RETRY_DELAY_MS };
        }
        await persist(() => database.transaction((tx) => failRun(tx, claim, { code, message: finalMessage(end.error, claim) })));
        return null;
      }
    }
  } catch (error) {
    if (!(error instanceof FencedError)) throw error;
    log.warn("FENCED: the run was cancelled or taken over");
    return null;
  }
}

function finalMessage({ code, kind, message }: AppError, { run }: Claim): string {
  if (kind === "bug") return `${message} The worker's log has more under ${run.id}.`;
  if (code === "TRAINER_KILLED") return `${message} All ${run.attempts} attempts were lost: look at the machine's memory, then retry.`;
  return message;
}

async function sweepTaken({ database, storage }: WorkerContext, files: FileTaker): Promise<void> {
  for (const { sha256 } of files.taken()) {
    await database.transaction((tx) => removeUnreferenced(tx, storage, sha256)).catch(() => {});
  }
}

async function removeFilesOfEndedRun({ database, home }: WorkerContext, runId: string): Promise<void> {
  const [run] = await database.db.select({ status: runs.status }).from(runs).where(eq(runs.id, runId));
  if (run && isTerminal(run.status)) await removeRunFiles(home, runId);
}
