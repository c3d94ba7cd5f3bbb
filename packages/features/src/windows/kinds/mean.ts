import type { EntityDecisions, EntityEvents } from "../entity-events.ts";
import { ColumnWindow, columnWindow } from "./column-window.ts";
import { defineWindowKind } from "./kind.ts";

/** Exact sum of the present values, rounded, over their number. Missing of none. */
export const mean = defineWindowKind({
  name: "mean",
  title: "Mean",
  description: "Mean of the column over the window; missing where it holds no value.",
  params: ColumnWindow,
  unit: "column",
  ...columnWindow("mean"),
  open:
    ({ column, window }) =>
    (events, decisions, out) =>
      fillMeans(events, decisions, column, window, decisions.ownNumber(column), out),
});

/** @param own values that count beside the window's, or null. */
export function fillMeans(
  events: EntityEvents,
  decisions: EntityDecisions,
  column: string,
  window: string,
  own: Float64Array | null,
  out: Float64Array,
): void {
  const sums = events.sumsOf(column);
  const counts = events.presentCounts(column);
  const { lo, hi } = decisions.stretch(window);
  for (let d = 0; d < decisions.n; d++) {
    const from = lo[d] as number;
    const to = hi[d] as number;
    let n = (counts[to] as number) - (counts[from] as number);
    sums.load(from, to);
    if (own && !Number.isNaN(own[d])) {
      sums.add(own[d] as number);
      n += 1;
    }
    sums.read();
    out[d] = n === 0 ? Number.NaN : sums.high / n;
  }
}
