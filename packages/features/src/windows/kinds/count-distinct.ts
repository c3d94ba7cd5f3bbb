import { z } from "zod";
import { ColumnParam } from "../../column-param.ts";
import { WindowLength } from "../../duration.ts";
import { defineWindowKind } from "./kind.ts";

/** Different present cells of a column in the window. 0 of none. */
export const countDistinct = defineWindowKind({
  name: "count-distinct",
  title: "Different values",
  description: "How many different values of the column the window holds, e.g. merchants; missing cells are not counted.",
  params: z.strictObject({ column: ColumnParam, window: WindowLength }),
  unit: "values",
  label: ({ column, window }) => `${column}_distinct_${window}`,
  reads: ({ column }) => ({ categories: [column] }),
  windows: ({ window }) => [window],
  open: ({ column, window }) => {
    let held = new Int32Array(0);
    return (events, decisions, out) => {
      const codes = events.category(column);
      const own = decisions.included ? decisions.category(column) : null;
      const { lo, hi } = decisions.stretch(window);
      if (held.length < events.codeCount(column)) held = new Int32Array(events.codeCount(column));
      let first = 0;
      let next = 0;
      let distinct = 0;
      const drop = (to: number): void => {
        for (; first < to; first++) {
          const code = codes[first] as number;
          if (code < 0) continue;
          const left = (held[code] as number) - 1;
          held[code] = left;
          if (left === 0) distinct -= 1;
        }
      };
      for (let d = 0; d < decisions.n; d++) {
        const from = lo[d] as number;
        drop(Math.min(from, next));
        first = from;
        if (next < from) next = from;
        for (; next < (hi[d] as number); next++) {
          const code = codes[next] as number;
          if (code < 0) continue;
          const now = (held[code] as number) + 1;
          held[code] = now;
          if (now === 1) distinct += 1;
        }
        const mine = own ? (own[d] as number) : -1;
        out[d] = distinct + (mine >= 0 && held[mine] === 0 ? 1 : 0);
      }
      // The counts serve the next entity: those still held go back to nothing.
      drop(next);
    };
  },
});
