import { presentValues } from "../../order-statistics.ts";
import { type Column, cellText, findColumn } from "../../table.ts";
import type { CheckContext, WholeCheck } from "../expectation.ts";

/** Why a comparison cannot be made; data without a reference to compare with do not pass. */
export const NO_REFERENCE: WholeCheck = { passed: false, observed: "the reference data set has no such column" };
export const NO_VALUES: WholeCheck = { passed: false, observed: "no value to compare on one of the two sides" };

/** The same column of the reference data set, of a comparable type. */
export function referenceColumn(column: Column | undefined, { reference }: CheckContext): Column | null {
  const found = column && reference ? findColumn(reference, column.name) : undefined;
  if (!found || !column) return null;
  return (found.type === "STRING") === (column.type === "STRING") ? found : null;
}

export const present = (column: Column): Float64Array => (column.type === "STRING" ? new Float64Array(0) : presentValues([column.values]));

/** Counts of each text of a column of `rowCount` rows; missing cells are left out. */
export function textCounts(column: Column, rowCount: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let row = 0; row < rowCount; row++) {
    const text = cellText(column, row);
    if (text !== null) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}

export const rowsOf = (column: Column): number => (column.type === "STRING" ? column.codes.length : column.values.length);
