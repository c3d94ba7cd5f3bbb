import type { Column } from "../table.ts";
import type { EntityColumns } from "./entity-events.ts";

/**
 * Events of one moment in an order that their cells alone decide, so that "the latest 10,000 events" are the same ones whatever order
 * they arrived in: by the number columns, then by the category columns, each in the order of their names; missing first. Events that
 * it does not tell apart are the same to every feature.
 */
export type ContentOrder = (a: number, b: number) => number;

export const compareCells = <Cell extends number | string>(a: Cell, b: Cell): number => (a < b ? -1 : a > b ? 1 : 0);

/** NaN before every number. */
export function compareNumbers(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  return compareCells(a, b);
}

/**
 * Compares two positions of columns.
 * @param cells the column that each category's codes come from, in the order of rows. @param rows row of each position.
 */
export function contentOrder(columns: EntityColumns, cells: ReadonlyMap<string, Column>, rows: Int32Array): ContentOrder {
  const numbers = byName(columns.numbers);
  const categories = byName(columns.categories).map(([name, codes]) => ({ codes, ranks: codeRanks(cells.get(name), codes, rows) }));
  return (a, b) => {
    for (const [, values] of numbers) {
      const order = compareNumbers(values[a] as number, values[b] as number);
      if (order !== 0) return order;
    }
    for (const { codes, ranks } of categories) {
      const order = rankOf(ranks, codes[a] as number) - rankOf(ranks, codes[b] as number);
      if (order !== 0) return order;
    }
    return 0;
  };
}

const byName = <T>(columns: ReadonlyMap<string, T>): [string, T][] => [...columns].sort(([a], [b]) => compareCells(a, b));

const rankOf = (ranks: Int32Array, code: number): number => (code < 0 ? -1 : (ranks[code] as number));

/** Place of each code's cell among all cells: texts by code units, numbers by size. */
function codeRanks(column: Column | undefined, codes: Int32Array, rows: Int32Array): Int32Array {
  const cells = new Map<number, string | number>();
  codes.forEach((code, position) => {
    if (code < 0 || cells.has(code) || !column) return;
    const row = rows[position] as number;
    const cell = column.type === "STRING" ? column.dictionary[column.codes[row] as number] : column.values[row];
    if (cell !== undefined) cells.set(code, cell);
  });
  const ranks = new Int32Array(Math.max(-1, ...cells.keys()) + 1);
  [...cells]
    .sort(([, a], [, b]) => compareCells(a, b))
    .forEach(([code], rank) => {
      ranks[code] = rank;
    });
  return ranks;
}
