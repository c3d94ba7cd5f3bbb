import { z } from "zod";

const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const DURATION = /^(\d{1,6})([smhdw])$/;
const LONGEST_MS = 3660 * UNITS.d;

/** Milliseconds of `90s`, `15m`, `1h`, `30d` or `2w`; NaN of anything else. */
export function durationMs(text: string): number {
  const match = DURATION.exec(text);
  return match ? Number(match[1]) * UNITS[match[2] as keyof typeof UNITS] : Number.NaN;
}

/** A length of time as text: a whole number and s, m, h, d (24 h) or w. */
export const Duration = z.string().refine((text) => durationMs(text) <= LONGEST_MS, {
  message: "Give a whole number and a unit, s, m, h, d or w, of at most ten years, e.g. 30d.",
});

/** The length of a window: a duration that is not zero. */
export const WindowLength = Duration.refine((text) => durationMs(text) > 0, {
  message: "A window cannot be empty. Give e.g. 1h.",
}).describe("A whole number and s, m, h, d or w, e.g. 1h or 30d");
