import { z } from "zod";
import { ColumnParam } from "../../column-param.ts";
import { durationMs, WindowLength } from "../../duration.ts";
import { count } from "./count.ts";
import { defineWindowKind } from "./kind.ts";
import { sum } from "./sum.ts";

const VelocityParams = z
  .strictObject({ short: WindowLength, long: WindowLength, column: ColumnParam.nullish() })
  .refine(({ short, long }) => durationMs(short) < durationMs(long), {
    message: "The short window must be shorter than the long one.",
    path: ["short"],
  });

/** (x over the short window / its length) / (x over the long window / its length), x = count or sum. Missing where x over the long one is 0. */
export const velocityRatio = defineWindowKind({
  name: "velocity-ratio",
  title: "Velocity ratio",
  description:
    "Pace of the short window over the pace of the long one: 1 = as usual, 10 = ten times as many events (or, with a column, as large a sum) per hour.",
  params: VelocityParams,
  unit: "ratio",
  label: ({ short, long, column }) => `${column ? `${column}_` : ""}velocity_${short}_${long}`,
  reads: ({ column }) => (column ? { numbers: [{ column }] } : {}),
  windows: ({ short, long }) => [short, long],
  open: ({ short, long, column }) => {
    const over = (window: string) => (column ? sum.open({ column, window }) : count.open({ window }));
    const [inShort, inLong] = [over(short), over(long)];
    const lengths = durationMs(long) / durationMs(short);
    let recent = new Float64Array(0);
    return (events, decisions, out) => {
      if (recent.length < decisions.n) recent = new Float64Array(decisions.n);
      inShort(events, decisions, recent);
      inLong(events, decisions, out);
      for (let d = 0; d < decisions.n; d++) {
        const total = out[d] as number;
        out[d] = total === 0 ? Number.NaN : ((recent[d] as number) / total) * lengths;
      }
    };
  },
});
