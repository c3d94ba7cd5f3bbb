import { ColumnWindow, columnWindow } from "./column-window.ts";
import { defineWindowKind } from "./kind.ts";

/** Exact sum of the present values, rounded once. 0 of none. */
export const sum = defineWindowKind({
  name: "sum",
  title: "Sum",
  description: "Sum of the column over the window; 0 where it holds no value.",
  params: ColumnWindow,
  unit: "column",
  ...columnWindow("sum"),
  open:
    ({ column, window }) =>
    (events, decisions, out) => {
      const sums = events.sumsOf(column);
      const { lo, hi } = decisions.stretch(window);
      const own = decisions.ownNumber(column);
      for (let d = 0; d < decisions.n; d++) {
        sums.load(lo[d] as number, hi[d] as number);
        if (own) sums.add(own[d] as number);
        sums.read();
        out[d] = sums.high;
      }
    },
});
