import { AppError } from "@plimsoll/schema";

export interface RiskProgress {
  phase: string;
  /** Done of this phase, 0 to 1. */
  fraction: number;
}

/** How a long computation is watched and ended. */
export interface RunControl {
  onProgress?(progress: RiskProgress): void;
  signal?: AbortSignal | undefined;
}

/**
 * Reports how much of a phase is done and gives the event loop a turn, in which messages and an abort take hold.
 * To be awaited some twenty times a second, between pieces of work.
 * @throws AppError "CANCELLED" after an abort.
 */
export async function pause({ onProgress, signal }: RunControl, phase: string, fraction: number): Promise<void> {
  onProgress?.({ phase, fraction });
  // The global one: the catalog, which holds registries of long computations, loads nothing of Node.
  await new Promise((turn) => setImmediate(turn));
  if (signal?.aborted)
    throw new AppError("CANCELLED", "cancelled", `The computation was cancelled (${phase}).`, {}, { cause: signal.reason });
}
