/** How often a schedule submits its run. Times are UTC: a schedule does not move with summer time. */
export const CADENCES = ["HOURLY", "DAILY", "WEEKDAYS", "WEEKLY", "MONTHLY"] as const;
export type Cadence = (typeof CADENCES)[number];

const HOUR_MS = 3_600_000;
const STEP_MS = { HOURLY: HOUR_MS, DAILY: 24 * HOUR_MS, WEEKDAYS: 24 * HOUR_MS, WEEKLY: 168 * HOUR_MS } as const;

/**
 * The first moment of a cadence that lies after another: startsAt, then every hour, day, weekday (Monday to Friday), week or month from it.
 * A month without that day gives its last one.
 * @param startsAt, after milliseconds since 1970. @returns milliseconds; startsAt itself where it lies after `after` (and is no weekend of WEEKDAYS).
 */
export function nextDue(cadence: Cadence, startsAt: number, after: number): number {
  if (cadence === "MONTHLY") return nextMonth(startsAt, after);
  const step = STEP_MS[cadence];
  let due = after < startsAt ? startsAt : startsAt + (Math.floor((after - startsAt) / step) + 1) * step;
  while (cadence === "WEEKDAYS" && isWeekend(due)) due += step;
  return due;
}

function isWeekend(at: number): boolean {
  const day = new Date(at).getUTCDay();
  return day === 0 || day === 6;
}

function nextMonth(startsAt: number, after: number): number {
  if (after < startsAt) return startsAt;
  const [start, from] = [new Date(startsAt), new Date(after)];
  const months = (from.getUTCFullYear() - start.getUTCFullYear()) * 12 + from.getUTCMonth() - start.getUTCMonth();
  const due = monthsLater(start, months);
  return due > after ? due : monthsLater(start, months + 1);
}

function monthsLater(start: Date, months: number): number {
  const lastDay = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + months + 1, 0)).getUTCDate();
  const timeOfDay = start.getTime() % (24 * HOUR_MS);
  return Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + months, Math.min(start.getUTCDate(), lastDay)) + timeOfDay;
}
