"use client";
import { useState } from "react";
import type { PreviewEntry } from "@/graphql/use-feature-preview.ts";
import { cx } from "@/lib/cx.ts";
import { Button } from "@/ui/Button.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { changedColumns } from "./changed-columns.ts";

const ROWS_AT_FIRST = 6;
const FEWEST_COLUMNS = 8;
const MOST_COLUMNS = 60;

interface PreviewTableProps {
  label: string;
  entry: PreviewEntry;
  /** What the rows looked like before; columns that differ are marked. */
  before: PreviewEntry | null;
}

/** The sample's last rows after a stage or a step, what it made or changed first. */
export function PreviewTable({ label, entry, before }: PreviewTableProps) {
  const [all, setAll] = useState(false);
  const changed = changedColumns(entry, before);
  const shownColumns = entry.columns.slice(0, all ? MOST_COLUMNS : Math.max(FEWEST_COLUMNS, Math.min(changed.size, 2 * FEWEST_COLUMNS)));
  const rows = all ? entry.cells : entry.cells.slice(-ROWS_AT_FIRST);
  const isWhole = shownColumns.length === entry.columns.length && rows.length === entry.cells.length;
  return (
    <div>
      {entry.notes.map((note) => (
        <p key={note} className="mb-1 text-sm text-ink-2">
          {note}
        </p>
      ))}
      {entry.columns.length > 0 ? (
        <div className="max-h-80 overflow-auto rounded-md border border-line">
          <TableScroll label={label}>
            <table className="data-table">
              <thead>
                <tr>
                  {shownColumns.map(({ name, type }, at) => (
                    <th key={name} scope="col" className={cx(isNumber(type) && "num", changed.has(at) && "bg-sea-soft")}>
                      <span className="normal-case">{name}</span>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row, place) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a preview's rows never change their order.
                  <tr key={place}>
                    {shownColumns.map(({ name, type }, at) => (
                      <td key={name} className={isNumber(type) ? "num" : "max-w-60 truncate"}>
                        {cellText(row[at], type)}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        </div>
      ) : null}
      {isWhole || entry.columns.length === 0 ? null : (
        <Button size="sm" tone="quiet" className="mt-1" onClick={() => setAll(!all)}>
          {all
            ? "Show less"
            : `Show ${entry.cells.length} rows${entry.columns.length > 1 ? `, ${Math.min(MOST_COLUMNS, entry.columns.length)} columns` : ""}`}
        </Button>
      )}
    </div>
  );
}

const isNumber = (type: string): boolean => type === "INTEGER" || type === "FLOAT" || type === "BOOLEAN";

function cellText(cell: string | null | undefined, type: string) {
  if (cell === null || cell === undefined) return <span className="text-ink-3">missing</span>;
  const value = Number(cell);
  return type === "FLOAT" && Number.isFinite(value) ? String(Number(value.toPrecision(6))) : cell;
}
