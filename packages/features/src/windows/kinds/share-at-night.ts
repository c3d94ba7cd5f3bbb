import { z } from "zod";
import { WindowLength } from "../../duration.ts";
import { defineWindowKind } from "./kind.ts";

const MS_PER_HOUR = 3_600_000;
const MS_PER_DAY = 24 * MS_PER_HOUR;
const Hour = z.int().min(0).max(23);

const NightParams = z
  .strictObject({
    window: WindowLength,
    /** First and last + 1 hour of the night, local time. */
    from: Hour.default(22),
    to: Hour.default(6),
    /** What is added to UTC for local time. */
    utcOffsetHours: z.number().min(-12).max(14).default(0),
  })
  .refine(({ from, to }) => from !== to, { message: "The night needs different hours for from and to.", path: ["to"] });

/** Share of the window's events with an hour of day in [from, to), past midnight where to < from. Missing of none. */
export const shareAtNight = defineWindowKind({
  name: "share-at-night",
  title: "Share at night",
  description: "Share of the window's events that happened at night, 22:00 to 6:00 unless said otherwise; missing where it holds none.",
  params: NightParams,
  unit: "share",
  label: ({ window }) => `share_at_night_${window}`,
  reads: () => ({}),
  windows: ({ window }) => [window],
  open: ({ window, from, to, utcOffsetHours }) => {
    let counts = new Int32Array(0);
    const atNight = (time: number): number => {
      const local = time + utcOffsetHours * MS_PER_HOUR;
      const hour = (local - Math.floor(local / MS_PER_DAY) * MS_PER_DAY) / MS_PER_HOUR;
      return Number(from < to ? hour >= from && hour < to : hour >= from || hour < to);
    };
    return (events, decisions, out) => {
      if (counts.length < events.n + 1) counts = new Int32Array(events.n + 1);
      for (let i = 0; i < events.n; i++) counts[i + 1] = (counts[i] as number) + atNight(events.times[i] as number);
      const { lo, hi } = decisions.stretch(window);
      for (let d = 0; d < decisions.n; d++) {
        const own = decisions.included ? 1 : 0;
        const n = (hi[d] as number) - (lo[d] as number) + own;
        const night = (counts[hi[d] as number] as number) - (counts[lo[d] as number] as number);
        out[d] = n === 0 ? Number.NaN : (night + own * atNight(decisions.times[d] as number)) / n;
      }
    };
  },
});
