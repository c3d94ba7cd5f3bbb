import { z } from "zod";
import { ColumnParam } from "../../column-param.ts";
import { WindowLength } from "../../duration.ts";
import { defineWindowKind } from "./kind.ts";

/** 1 where the decision's cell does not occur in the window before it, else 0; missing where the cell is missing. */
export const newValue = defineWindowKind({
  name: "new-value",
  title: "New value",
  description: "1 where the decision's own value of the column, e.g. its merchant, did not occur in the window before, else 0.",
  params: z.strictObject({ column: ColumnParam, window: WindowLength }),
  unit: "0 or 1",
  label: ({ column, window }) => `${column}_new_${window}`,
  reads: ({ column }) => ({ categories: [column], own: [column] }),
  windows: ({ window }) => [window],
  open: ({ column, window }) => {
    let latest = new Int32Array(0);
    return (events, decisions, out) => {
      const codes = events.category(column);
      const own = decisions.category(column);
      const { lo, hi } = decisions.stretch(window);
      if (latest.length < events.codeCount(column)) latest = new Int32Array(events.codeCount(column)).fill(-1);
      let next = 0;
      for (let d = 0; d < decisions.n; d++) {
        for (; next < (hi[d] as number); next++) if ((codes[next] as number) >= 0) latest[codes[next] as number] = next;
        const mine = own[d] as number;
        out[d] = mine < 0 ? Number.NaN : (latest[mine] as number) >= (lo[d] as number) ? 0 : 1;
      }
      for (let i = 0; i < next; i++) if ((codes[i] as number) >= 0) latest[codes[i] as number] = -1;
    };
  },
});
