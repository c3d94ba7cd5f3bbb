import { z } from "zod";
import { ColumnParam } from "../../column-param.ts";
import { WindowLength } from "../../duration.ts";
import { SortedNumbers } from "../sorted-numbers.ts";
import { ColumnWindow, columnWindow } from "./column-window.ts";
import { defineWindowKind, type WindowFunction } from "./kind.ts";

const PercentileParams = z.strictObject({ column: ColumnParam, window: WindowLength, p: z.number().min(0).max(1) });

/** Quantile p of the present values, linear between neighbours (type 7). Missing of none. */
export const percentile = defineWindowKind({
  name: "percentile",
  title: "Percentile",
  description: "The value below which the share p of the window's values lies, e.g. p = 0.95; missing where it holds none.",
  params: PercentileParams,
  unit: "column",
  label: ({ column, window, p }) => `${column}_p${Number((p * 100).toFixed(6))}_${window}`,
  reads: ({ column }) => ({ numbers: [{ column }] }),
  windows: ({ window }) => [window],
  open: ({ column, window, p }) => slidingQuantile(column, window, p),
});

/** The middle value, half-way between the two middle ones of an even count. Missing of none. */
export const median = defineWindowKind({
  name: "median",
  title: "Median",
  description: "Middle value of the column over the window; missing where it holds none.",
  params: ColumnWindow,
  unit: "column",
  ...columnWindow("median"),
  open: ({ column, window }) => slidingQuantile(column, window, 0.5),
});

function slidingQuantile(column: string, window: string, p: number): WindowFunction {
  const held = new SortedNumbers();
  return (events, decisions, out) => {
    const values = events.number(column);
    const { lo, hi } = decisions.stretch(window);
    const own = decisions.ownNumber(column);
    held.clear();
    let first = 0;
    let next = 0;
    for (let d = 0; d < decisions.n; d++) {
      const from = lo[d] as number;
      for (; first < Math.min(from, next); first++) if (!Number.isNaN(values[first])) held.remove(values[first] as number);
      if (next < from) next = from;
      first = from;
      for (; next < (hi[d] as number); next++) if (!Number.isNaN(values[next])) held.insert(values[next] as number);
      const mine = own ? (own[d] as number) : Number.NaN;
      if (!Number.isNaN(mine)) held.insert(mine);
      out[d] = held.quantile(p) + 0;
      if (!Number.isNaN(mine)) held.remove(mine);
    }
  };
}
