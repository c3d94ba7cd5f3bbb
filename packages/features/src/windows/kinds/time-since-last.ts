import { z } from "zod";
import { WindowLength } from "../../duration.ts";
import { defineWindowKind } from "./kind.ts";

/** Seconds since the latest event before the decision. Missing where the window holds none. */
export const timeSinceLast = defineWindowKind({
  name: "time-since-last",
  title: "Time since the last event",
  description: "Seconds between the decision and the latest event before it; missing where the window holds none.",
  params: z.strictObject({ window: WindowLength }),
  unit: "s",
  label: ({ window }) => `seconds_since_last_${window}`,
  reads: () => ({}),
  windows: ({ window }) => [window],
  open:
    ({ window }) =>
    (events, decisions, out) => {
      const { lo, hi } = decisions.stretch(window);
      for (let d = 0; d < decisions.n; d++) {
        const last = (hi[d] as number) - 1;
        out[d] = last < (lo[d] as number) ? Number.NaN : ((decisions.times[d] as number) - (events.times[last] as number)) / 1000;
      }
    },
});
