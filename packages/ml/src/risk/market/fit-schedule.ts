import type { FitSource } from "@plimsoll/schema";

export interface ScheduledFit {
  source: FitSource;
  /** The first row that the fit in force forecasts: it knows the rows before. */
  begin: number;
}

/**
 * The fit in force at an origin, as a walk through time has it: every `refitEvery` rows from the stored fit on.
 * @param at first row that the stored fit forecasts, null where the rows do not go on from it. @param end the origin.
 * @example scheduledFit({ isStored: true, at: 500, end: 547, refitEvery: 20 }) is { source: "DUE", begin: 540 }
 */
export function scheduledFit(request: { isStored: boolean; at: number | null; end: number; refitEvery: number }): ScheduledFit {
  const { isStored, at, end, refitEvery } = request;
  if (!isStored) return { source: "NOT_STORED", begin: end };
  if (at === null || at > end) return { source: "OTHER_ROWS", begin: end };
  const refits = Math.floor((end - at) / refitEvery);
  return { source: refits === 0 ? "STORED" : "DUE", begin: at + refits * refitEvery };
}
