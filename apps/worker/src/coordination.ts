import { setTimeout as delay } from "node:timers/promises";
import { isTerminal } from "@plimsoll/schema";
import { FencedError, partsOf, succeedRun } from "@plimsoll/schema/db";
import { jobs } from "@plimsoll/schema/queue";
import type { Logger } from "pino";
import { type AttemptEnd, deadline, failure, timedOut } from "./attempt-end.ts";
import type { WorkerContext } from "./context.ts";
import type { CoordinatedJob, Step } from "./handlers/handler.ts";
import { coordinators } from "./handlers/index.ts";
import type { HeldRun } from "./held-runs.ts";
import { persist } from "./persist.ts";
import { removeRunFiles } from "./run-files.ts";
import { createRunRecorder } from "./run-recorder.ts";

/** Looks at the rows this often even if nobody notifies. */
const POLL_MS = 1_000;
/** A burst of notifications is one look. */
const SPACING_MS = 50;

/** Carries out one attempt of a run whose work is done by other runs: a step, a wait for a change, another step, until it is done. */
export async function coordinate(context: WorkerContext, job: CoordinatedJob, heldRun: HeldRun, log: Logger): Promise<AttemptEnd> {
  const { database, timeoutMs } = context;
  const { claim } = heldRun;
  const limitMs = timeoutMs ?? jobs[job].timeoutMs;
  const timeout = deadline(limitMs);
  const recorder = createRunRecorder(database, claim, { onLost: () => heldRun.interrupt("LOST"), onCheckpoint: () => {} }, log);
  const interrupted = Promise.race([heldRun.lost, heldRun.drained, timeout.passed]);
  let stopped = false;
  let noted = "";

  const work = async (): Promise<AttemptEnd> => {
    for (;;) {
      const stirred = heldRun.stirred(POLL_MS);
      const step: Step = await persist(() => coordinators[job](context, claim));
      if (stopped) return { type: "drained" };
      if (step.type === "done") {
        await recorder.flush();
        recorder.stop();
        await persist(() => database.transaction(async (tx) => succeedRun(tx, claim, await step.register(tx))));
        return { type: "succeeded" };
      }
      const { phase, progress, etaSeconds } = step;
      // A note is a notification about this very run: one that says nothing new would stir the next step at once.
      const note = JSON.stringify([phase, progress, etaSeconds === null ? null : Math.round(etaSeconds)]);
      if (note !== noted) recorder.note({ type: "progress", phase, progress, etaSeconds });
      noted = note;
      await stirred;
      await delay(SPACING_MS);
    }
  };

  try {
    const first = await Promise.race([work().catch((error) => (error instanceof FencedError ? "LOST" : failure(error))), interrupted]);
    if (first === "LOST") return { type: "lost" };
    if (first === "DRAINED") return { type: "drained" };
    if (first === "PASSED") return { type: "failed", error: timedOut(limitMs), frames: [], stderr: "" };
    return first;
  } finally {
    stopped = true;
    timeout.clear();
    recorder.stop();
    await removeFilesOfEndedParts(context, claim.run.id).catch(() => log.debug("files of ended parts not removed"));
  }
}

/** A part that was ended where it stood, or cancelled with its parent, had no attempt that could remove what it left. */
async function removeFilesOfEndedParts({ database, home }: WorkerContext, runId: string): Promise<void> {
  const parts = await partsOf(database.db, runId);
  for (const { id } of parts.filter(({ status }) => isTerminal(status))) await removeRunFiles(home, id);
}
