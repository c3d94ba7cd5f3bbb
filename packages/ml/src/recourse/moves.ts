import { getColumn, type Table } from "@plimsoll/features";
import type { ActionRule } from "@plimsoll/schema";
import type { ColumnScale } from "./rules.ts";

export type Cell = number | string;

/** A change of one column that a rule allows. */
export interface Move {
  column: string;
  to: Cell;
  /** Distance in the column's units times the effort: a median deviation, or another category, costs 1. */
  cost: number;
}

/** All that may be done about one column of one applicant. */
export interface Lever {
  column: string;
  from: Cell;
  /** Moves tried first, cheapest first. */
  moves: Move[];
  /** A number's move of at least this share of the way to `to`, on its grid of steps; null where that is not allowed, and for categories. */
  between: ((to: number, share: number) => Move | null) | null;
}

/** Shares of the way to a bound that a number tries. */
const SHARES = [1 / 16, 1 / 8, 1 / 4, 3 / 8, 1 / 2, 3 / 4, 1];

/** The levers of an applicant: a column whose cell is missing, or with no allowed change, is none. */
export function leversOf(rules: readonly ActionRule[], scales: readonly ColumnScale[], applicant: Table): Lever[] {
  return rules.flatMap((rule) => {
    const column = getColumn(applicant, rule.column);
    const scale = scales.find((entry) => entry.column === rule.column);
    if (!scale) return [];
    const lever =
      column.type === "STRING"
        ? categoryLever(rule, scale, column.dictionary[column.codes[0] ?? -1])
        : numericLever(rule, scale, column.values[0] ?? Number.NaN, column.type);
    return lever && lever.moves.length > 0 ? [lever] : [];
  });
}

function categoryLever(rule: ActionRule, scale: ColumnScale, from: string | undefined): Lever | null {
  if (rule.kind !== "CATEGORY" || from === undefined) return null;
  const values = rule.values ?? scale.levels;
  const at = values.indexOf(from);
  // An applicant who stands outside the order has no "later" in it.
  if (rule.isOrdered && at === -1) return null;
  const reachable = rule.isOrdered ? values.slice(at + 1) : values.filter((value) => value !== from);
  const moves = reachable.map((to, steps) => ({ column: rule.column, to, cost: rule.effort * (rule.isOrdered ? steps + 1 : 1) }));
  return { column: rule.column, from, moves, between: null };
}

function numericLever(rule: ActionRule, scale: ColumnScale, from: number, type: string): Lever | null {
  if (Number.isNaN(from)) return null;
  if (rule.kind === "FLAG") {
    const to = Number(rule.to);
    return from === to ? null : { column: rule.column, from, moves: [{ column: rule.column, to, cost: rule.effort }], between: null };
  }
  if (rule.kind !== "NUMBER") return null;
  const step = rule.step ?? (type === "INTEGER" ? 1 : 0);
  const low = rule.direction === "UP" ? from : (rule.min ?? scale.low ?? from);
  const high = rule.direction === "DOWN" ? from : (rule.max ?? scale.high ?? from);
  const isAllowed = (value: number): boolean => value !== from && value >= (rule.min ?? value) && value <= (rule.max ?? value);
  const moveTo = (value: number): Move => ({ column: rule.column, to: value, cost: (rule.effort * Math.abs(value - from)) / scale.unit });
  /** The nearest value on the grid that is at least as far as wanted, but never beyond the bound. */
  const onGrid = (wanted: number, bound: number): number => {
    if (step === 0) return wanted;
    const sign = Math.sign(bound - from);
    const steps = Math.min(Math.ceil(Math.abs(wanted - from) / step - 1e-9), Math.floor(Math.abs(bound - from) / step + 1e-9));
    return from + sign * steps * step;
  };
  const moves = [low, high]
    .filter((bound) => (bound === low ? bound < from : bound > from))
    .flatMap((bound) => SHARES.map((share) => onGrid(from + share * (bound - from), bound)))
    .filter((value, at, all) => isAllowed(value) && all.indexOf(value) === at)
    .map(moveTo)
    .sort((a, b) => a.cost - b.cost);
  const between = (to: number, share: number): Move | null => {
    const value = onGrid(from + share * (to - from), to);
    return isAllowed(value) ? moveTo(value) : null;
  };
  return { column: rule.column, from, moves, between };
}
