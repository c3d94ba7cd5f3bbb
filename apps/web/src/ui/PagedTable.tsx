"use client";
import { ArrowDown, ArrowUp, ChevronLeft, ChevronRight, ChevronsUpDown } from "lucide-react";
import { type ReactNode, useState } from "react";
import { cx } from "@/lib/cx.ts";
import { formatCount } from "@/lib/format.ts";
import { Button } from "./Button.tsx";
import { TableScroll } from "./TableScroll.tsx";

export type SortValue = number | string | null;

export interface TableColumn<Row> {
  id: string;
  header: string;
  numeric?: boolean;
  /** What the column is sorted by; without it the column cannot be sorted. Nulls come last either way. */
  sortBy?: (row: Row) => SortValue;
  cell: (row: Row) => ReactNode;
}

interface PagedTableProps<Row> {
  label: string;
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  isMarked?: (row: Row) => boolean;
  pageSize?: number;
  initialSort?: { id: string; descending: boolean };
}

/** A table of up to some thousand rows, sorted here and drawn a page at a time, so that it stays quick. */
export function PagedTable<Row>({ label, columns, rows, rowKey, isMarked, pageSize = 50, initialSort }: PagedTableProps<Row>) {
  const [sort, setSort] = useState(initialSort ?? null);
  const [wanted, setPage] = useState(0);
  const by = columns.find(({ id }) => id === sort?.id)?.sortBy;
  const ordered = by && sort ? [...rows].sort((a, b) => compare(by(a), by(b), sort.descending)) : rows;
  const pages = Math.max(1, Math.ceil(ordered.length / pageSize));
  const page = Math.min(wanted, pages - 1);
  const shown = ordered.slice(page * pageSize, (page + 1) * pageSize);
  const toggle = (id: string) => {
    setPage(0);
    setSort(sort?.id === id ? { id, descending: !sort.descending } : { id, descending: false });
  };
  return (
    <>
      <TableScroll label={label}>
        <table className="data-table">
          <thead>
            <tr>
              {columns.map(({ id, header, numeric, sortBy }) => (
                <th
                  key={id}
                  scope="col"
                  aria-sort={sort?.id === id ? (sort.descending ? "descending" : "ascending") : undefined}
                  className={numeric ? "num" : undefined}
                >
                  {sortBy ? (
                    <button
                      type="button"
                      className="inline-flex items-center gap-1 uppercase tracking-[0.05em] hover:text-ink"
                      onClick={() => toggle(id)}
                    >
                      {header}
                      <SortMark state={sort?.id === id ? sort.descending : null} />
                    </button>
                  ) : (
                    header
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={rowKey(row)} className={cx(isMarked?.(row) && "bg-sea-soft")}>
                {columns.map(({ id, numeric, cell }) => (
                  <td key={id} className={numeric ? "num" : undefined}>
                    {cell(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
      {pages > 1 ? (
        <nav aria-label={`Pages of ${label}`} className="flex items-center justify-between gap-2 border-t border-line px-4 py-2">
          <span className="text-sm text-ink-3">
            {`${formatCount(page * pageSize + 1)} to ${formatCount(page * pageSize + shown.length)} of ${formatCount(ordered.length)}`}
          </span>
          <div className="flex gap-1.5">
            <Button size="sm" disabled={page === 0} onClick={() => setPage(page - 1)}>
              <ChevronLeft aria-hidden="true" className="size-4" />
              Back
            </Button>
            <Button size="sm" disabled={page === pages - 1} onClick={() => setPage(page + 1)}>
              Next
              <ChevronRight aria-hidden="true" className="size-4" />
            </Button>
          </div>
        </nav>
      ) : null}
    </>
  );
}

function compare(a: SortValue, b: SortValue, descending: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
  return descending ? -order : order;
}

function SortMark({ state }: { state: boolean | null }) {
  const Icon = state === null ? ChevronsUpDown : state ? ArrowDown : ArrowUp;
  return <Icon aria-hidden="true" className="size-3" />;
}
