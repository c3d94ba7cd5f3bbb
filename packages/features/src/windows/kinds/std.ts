import type { ExactSums } from "../exact-sums.ts";
import { ColumnWindow, columnWindow } from "./column-window.ts";
import { defineWindowKind } from "./kind.ts";

/**
 * Standard deviation with ddof 1: sqrt((n * sum(x^2) - sum(x)^2) / (n * (n - 1))) from exact sums and with twice the digits of a double:
 * the variance's relative error is below 2^-104 * (size / spread)^2. Missing below two values; a spread below 2^-49 of the values'
 * size is no more than their own rounding and counts as 0.
 */
export const std = defineWindowKind({
  name: "std",
  title: "Standard deviation",
  description: "Sample standard deviation (ddof 1) of the column over the window; missing where it holds fewer than two values.",
  params: ColumnWindow,
  unit: "column",
  ...columnWindow("std"),
  open:
    ({ column, window }) =>
    (events, decisions, out) => {
      const sums = events.sumsOf(column);
      const squares = events.squaresOf(column);
      const counts = events.presentCounts(column);
      const { lo, hi } = decisions.stretch(window);
      const own = decisions.ownNumber(column);
      for (let d = 0; d < decisions.n; d++) {
        const from = lo[d] as number;
        const to = hi[d] as number;
        let n = (counts[to] as number) - (counts[from] as number);
        const mine = own ? (own[d] as number) : Number.NaN;
        if (!Number.isNaN(mine)) n += 1;
        if (n < 2) {
          out[d] = Number.NaN;
          continue;
        }
        sums.load(from, to);
        sums.add(mine);
        sums.read();
        squares.load(from, to);
        squares.add(mine);
        squares.read();
        out[d] = Math.sqrt(spread(n, sums, squares) / (n * (n - 1)));
      }
    },
});

const NOISE = 2 ** -98;

/** n * sum(x^2) - sum(x)^2 with twice the digits of a double. */
function spread(n: number, sums: ExactSums, squares: ExactSums): number {
  const a = n * squares.high;
  const b = productError(n, squares.high, a) + n * squares.low;
  const c = sums.high * sums.high;
  const d = productError(sums.high, sums.high, c) + 2 * sums.high * sums.low;
  const difference = a - c + (b - d);
  return difference > NOISE * a ? difference : 0;
}

/** x * y - fl(x * y), exactly (Dekker, 1971). */
function productError(x: number, y: number, product: number): number {
  const scaledX = 134_217_729 * x;
  const upperX = scaledX - (scaledX - x);
  const lowerX = x - upperX;
  const scaledY = 134_217_729 * y;
  const upperY = scaledY - (scaledY - y);
  const lowerY = y - upperY;
  return lowerX * lowerY - (product - upperX * upperY - lowerX * upperY - upperX * lowerY);
}
