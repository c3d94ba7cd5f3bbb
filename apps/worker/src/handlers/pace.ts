import type { Claim } from "@plimsoll/schema/db";

interface Start {
  at: number;
  done: number;
}

/** When the attempt first looked, and what was done by then: its own pace tells the rest, whatever earlier attempts did. */
const starts = new WeakMap<Claim, Start>();

const SETTLED_SECONDS = 2;

/** How far a coordinated run is, and how long the rest will take at the pace of this attempt. @param done, total work in one unit. */
export function pace(claim: Claim, done: number, total: number): { progress: number; etaSeconds: number | null } {
  const now = performance.now();
  const start = starts.get(claim) ?? { at: now, done };
  starts.set(claim, start);
  const seconds = (now - start.at) / 1000;
  const here = done - start.done;
  return {
    progress: Math.min(0.99, done / Math.max(total, 1e-9)),
    etaSeconds: seconds < SETTLED_SECONDS || here <= 0 ? null : (seconds / here) * Math.max(0, total - done),
  };
}
