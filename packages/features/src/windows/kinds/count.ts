import { z } from "zod";
import { ColumnParam } from "../../column-param.ts";
import { WindowLength } from "../../duration.ts";
import { defineWindowKind } from "./kind.ts";

/** Events in the window, or those with a value in the column. 0 of none. */
export const count = defineWindowKind({
  name: "count",
  title: "Count",
  description: "How many events the window holds; with a column, how many of them have a value there.",
  params: z.strictObject({ window: WindowLength, column: ColumnParam.nullish() }),
  unit: "events",
  label: ({ window, column }) => (column ? `${column}_count_${window}` : `count_${window}`),
  reads: ({ column }) => (column ? { numbers: [{ column }] } : {}),
  windows: ({ window }) => [window],
  open:
    ({ window, column }) =>
    (events, decisions, out) => {
      const { lo, hi } = decisions.stretch(window);
      if (!column) {
        const own = decisions.included ? 1 : 0;
        for (let d = 0; d < decisions.n; d++) out[d] = (hi[d] as number) - (lo[d] as number) + own;
        return;
      }
      const counts = events.presentCounts(column);
      const own = decisions.ownNumber(column);
      for (let d = 0; d < decisions.n; d++) {
        out[d] = (counts[hi[d] as number] as number) - (counts[lo[d] as number] as number) + (own && !Number.isNaN(own[d]) ? 1 : 0);
      }
    },
});
