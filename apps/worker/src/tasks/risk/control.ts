import type { RunControl } from "@plimsoll/ml";
import type { TaskIo } from "../task-io.ts";

/** Phases of the run that were timed less long say nothing of the rest. */
const SETTLED_SECONDS = 2;

/**
 * Shows a computation's progress as the part [from, to] of a run, with the time that this part will still take at its pace.
 * @param words what its phases are called; their own names when nothing is said.
 */
export function controlOf(io: TaskIo, from: number, to: number, words: (phase: string) => string = capitalised): RunControl {
  const startedAt = performance.now();
  return {
    onProgress({ phase, fraction }) {
      const seconds = (performance.now() - startedAt) / 1000;
      const eta = seconds > SETTLED_SECONDS && fraction > 0.02 ? (seconds / fraction) * (1 - fraction) : null;
      io.progress(words(phase), from + (to - from) * Math.min(1, fraction), eta);
    },
  };
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
