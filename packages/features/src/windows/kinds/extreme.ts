import { ColumnWindow, columnWindow } from "./column-window.ts";
import { type AnyWindowKind, defineWindowKind, type WindowFunction } from "./kind.ts";

/** Smallest present value. Missing of none. */
export const min = extremeKind("min", "Minimum", "Smallest", -1);
/** Largest present value. Missing of none. */
export const max = extremeKind("max", "Maximum", "Largest", 1);

function extremeKind(name: string, title: string, word: string, sign: 1 | -1): AnyWindowKind {
  return defineWindowKind({
    name,
    title,
    description: `${word} value of the column over the window; missing where it holds none.`,
    params: ColumnWindow,
    unit: "column",
    ...columnWindow(name),
    open: ({ column, window }) => slidingExtreme(column, window, sign),
  });
}

/** The candidates of a sliding window, each more extreme than all that came after it (Lemire, 2006): every event goes in and out once. */
function slidingExtreme(column: string, window: string, sign: 1 | -1): WindowFunction {
  let candidates = new Int32Array(64);
  return (events, decisions, out) => {
    const values = events.number(column);
    const { lo, hi } = decisions.stretch(window);
    const own = decisions.ownNumber(column);
    if (candidates.length < events.n) candidates = new Int32Array(2 * events.n);
    let first = 0;
    let last = 0;
    let next = 0;
    for (let d = 0; d < decisions.n; d++) {
      const from = lo[d] as number;
      const to = hi[d] as number;
      if (next < from) next = from;
      for (; next < to; next++) {
        const value = values[next] as number;
        if (Number.isNaN(value)) continue;
        while (last > first && (values[candidates[last - 1] as number] as number) * sign <= value * sign) last--;
        candidates[last++] = next;
      }
      while (first < last && (candidates[first] as number) < from) first++;
      const found = first < last ? (values[candidates[first] as number] as number) : Number.NaN;
      const mine = own ? (own[d] as number) : Number.NaN;
      const extreme = Number.isNaN(found) || mine * sign > found * sign ? mine : found;
      out[d] = extreme + 0;
    }
  };
}
