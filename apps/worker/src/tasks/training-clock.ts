/** How far a training is and how long the rest of the run will take, from the pace so far. */
export interface TrainingClock {
  /** @param epoch @param step both from 1, the step just done. */
  at(epoch: number, step: number, steps: number): { fraction: number; etaSeconds: number | null };
}

/** Share of the run's time that comes after training: evaluation, baselines, saving. */
const AFTERWARDS = 0.1;
const SETTLED_MS = 1_000;

/** @param startEpoch epochs done before this attempt. @param now milliseconds of a steady clock. */
export function trainingClock(epochs: number, startEpoch: number, now: () => number): TrainingClock {
  const startedAt = now();
  return {
    at(epoch, step, steps) {
      const done = epoch - 1 + step / steps;
      const elapsed = now() - startedAt;
      const doneHere = done - startEpoch;
      const remaining = epochs - done;
      const etaSeconds = elapsed < SETTLED_MS || doneHere <= 0 ? null : (elapsed / 1000 / doneHere) * (remaining + AFTERWARDS * epochs);
      return { fraction: Math.min(1, done / epochs), etaSeconds };
    },
  };
}
