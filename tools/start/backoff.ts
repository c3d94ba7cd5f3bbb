export const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
/** A process that lived this long is taken to be well again. */
const WELL_AFTER_MS = 60_000;

/**
 * How long to wait before starting a process again: 0.5 s at first, twice as long each time, 30 s at most.
 * @param previousMs the last wait, 0 before the first. @param livedMs how long the process ran.
 */
export function nextDelay(previousMs: number, livedMs: number): number {
  if (previousMs === 0 || livedMs >= WELL_AFTER_MS) return FIRST_DELAY_MS;
  return Math.min(previousMs * 2, LONGEST_DELAY_MS);
}
