import type { ChildMessage } from "../messages.ts";

/** Thrown by a task that was asked to stop and has left what a later attempt needs. */
export class DrainedError extends Error {
  override readonly name = "DrainedError";
}

/** How a task speaks to its worker. */
export interface TaskIo {
  /** @param progress 0..1 over the whole run. Sent at most ten times a second within a phase. */
  progress(phase: string, progress: number, etaSeconds?: number | null): void;
  epoch(epoch: number, values: Record<string, number>): void;
  checkpoint(file: string, epoch: number): void;
  log(message: string): void;
  isDraining(): boolean;
}

const EVERY_MS = 100;

export function taskIo({ send, isDraining }: { send(message: ChildMessage): void; isDraining(): boolean }): TaskIo {
  let lastPhase = "";
  let lastAt = Number.NEGATIVE_INFINITY;
  return {
    progress(phase, progress, etaSeconds = null) {
      const now = performance.now();
      if (phase === lastPhase && now - lastAt < EVERY_MS) return;
      lastPhase = phase;
      lastAt = now;
      send({ type: "progress", phase, progress, etaSeconds });
    },
    epoch: (epoch, values) => send({ type: "epoch", epoch, values }),
    checkpoint: (file, epoch) => send({ type: "checkpoint", file, epoch }),
    log: (message) => send({ type: "log", message }),
    isDraining,
  };
}
