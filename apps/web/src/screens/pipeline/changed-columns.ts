import type { PreviewEntry } from "../../graphql/use-feature-preview.ts";

type Cells = Pick<PreviewEntry, "columns" | "cells">;

/** Places of the columns that were not there before, or have other cells. Nothing is marked where there is no before, or its rows are others. */
export function changedColumns(entry: Cells, before: Cells | null): ReadonlySet<number> {
  if (!before || before.cells.length !== entry.cells.length) return new Set();
  const places = new Map(before.columns.map(({ name }, at) => [name, at]));
  const changed = entry.columns.flatMap(({ name }, at) => {
    const was = places.get(name);
    const isSame = was !== undefined && entry.cells.every((row, r) => (row[at] ?? null) === (before.cells[r]?.[was] ?? null));
    return isSame ? [] : [at];
  });
  return new Set(changed);
}
