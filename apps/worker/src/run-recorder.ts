import { type Claim, type Database, isDatabaseUnavailable, recordCheckpoint, recordEvent, recordProgress } from "@plimsoll/schema/db";
import type { Logger } from "pino";
import type { ChildMessage, ProgressMessage } from "./messages.ts";

type Note = Exclude<ChildMessage, { type: "result" | "drained" | "failed" }>;

/** Writes what a child tells into the run, in order, without ever failing the run. */
export interface RunRecorder {
  note(message: Note): void;
  /** Resolves when everything noted is written, or the database has been away for too long. */
  flush(): Promise<void>;
  stop(): void;
}

export interface RecorderHooks {
  /** The attempt no longer holds its run. */
  onLost(): void;
  /** A checkpoint's row is written: files before it are no longer needed. */
  onCheckpoint(file: string): void;
}

const PROGRESS_EVERY_MS = 250;
const SIGN_OF_LIFE_MS = 5_000;
const RETRY_MS = 1_000;
const FLUSH_LIMIT_MS = 5_000;

/**
 * Progress is coalesced to four writes a second, the last one always written; epochs, checkpoints and log lines are all kept. While the
 * database is away they wait. A run that says nothing is marked alive every few seconds, so that nobody takes it for lost.
 */
export function createRunRecorder({ db }: Pick<Database, "db">, claim: Claim, hooks: RecorderHooks, log: Logger): RunRecorder {
  const queue: Exclude<Note, ProgressMessage>[] = [];
  let progress: ProgressMessage = { type: "progress", phase: "Starting", progress: 0, etaSeconds: null };
  let isDirty = false;
  let notedPhase = "Starting";
  let lastWriteAt = 0;
  let stopped = false;
  let working: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;

  const writeNext = async (): Promise<boolean> => {
    const next = queue[0];
    if (next) {
      const held = await writeNote(next);
      queue.shift();
      return held;
    }
    isDirty = false;
    lastWriteAt = performance.now();
    const written = progress;
    if (written.phase !== notedPhase) {
      notedPhase = written.phase;
      await recordEvent(db, claim, "PHASE", { phase: written.phase });
    }
    return recordProgress(db, claim, written);
  };

  const writeNote = async (note: Exclude<Note, ProgressMessage>): Promise<boolean> => {
    switch (note.type) {
      case "epoch":
        return recordEvent(db, claim, "EPOCH", note.values, note.epoch);
      case "log":
        return recordEvent(db, claim, "LOG", { message: note.message });
      case "checkpoint": {
        const held = await recordCheckpoint(db, claim, { file: note.file, epoch: note.epoch });
        if (held) hooks.onCheckpoint(note.file);
        return held;
      }
    }
  };

  const work = async (): Promise<void> => {
    while (!stopped && (queue.length > 0 || isDirty)) {
      try {
        if (!(await writeNext())) {
          stopped = true;
          hooks.onLost();
        }
      } catch (error) {
        if (!isDatabaseUnavailable(error)) {
          // Whatever cannot be written now never can: the run goes on without it.
          queue.shift();
          log.warn({ error: error instanceof Error ? error.name : "unknown" }, "a note of the run was not written");
          continue;
        }
        isDirty = true;
        log.debug("progress not written: the database is away");
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  };
  const start = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (stopped || working) return;
    working = work().finally(() => {
      working = null;
      if (queue.length > 0 || isDirty) start();
    });
  };
  const alive = setInterval(() => {
    isDirty = true;
    start();
  }, SIGN_OF_LIFE_MS);

  return {
    note(message) {
      if (message.type === "progress") {
        const isNewPhase = message.phase !== progress.phase;
        progress = message;
        isDirty = true;
        const wait = lastWriteAt + PROGRESS_EVERY_MS - performance.now();
        if (isNewPhase || wait <= 0) start();
        else timer ??= setTimeout(start, wait);
        return;
      }
      queue.push(message);
      start();
    },
    async flush() {
      start();
      const limit = new Promise<void>((resolve) => setTimeout(resolve, FLUSH_LIMIT_MS).unref());
      await Promise.race([working ?? Promise.resolve(), limit]);
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      clearInterval(alive);
    },
  };
}
