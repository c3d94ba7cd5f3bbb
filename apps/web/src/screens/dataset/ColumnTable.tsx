"use client";
import {
  columnFilteringFeature,
  createColumnHelper,
  createFilteredRowModel,
  createSortedRowModel,
  filterFns,
  globalFilteringFeature,
  rowSortingFeature,
  type SortingState,
  sortFns,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { ArrowDown, ArrowUp, ChevronsUpDown, Search, TriangleAlert } from "lucide-react";
import { useMemo, useState } from "react";
import { Bars } from "@/charts/Bars.tsx";
import type { DatasetQuery } from "@/generated/graphql.ts";
import { cx } from "@/lib/cx.ts";
import { formatCount, formatInstant, formatPercent, formatValue } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Breakable } from "@/ui/Breakable.tsx";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { EmptyState } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { useUrlState } from "@/ui/use-url-state.ts";

/** More rows than this are drawn on request only: a file may have thousands of columns. */
const SHOWN_AT_FIRST = 200;

const isNumeric = (column: ProfileColumn): boolean => column.type === "INTEGER" || column.type === "FLOAT";

export type ProfileColumn = NonNullable<DatasetQuery["dataset"]>["columns"][number];

const features = tableFeatures({
  columnFilteringFeature,
  globalFilteringFeature,
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  filteredRowModel: createFilteredRowModel(),
  sortFns,
  filterFns,
});
const helper = createColumnHelper<typeof features, ProfileColumn>();

const NUMERIC_HEADS = new Set(["missing", "distinct", "min", "mean", "max"]);

function figure(column: ProfileColumn, value: number | null | undefined): string {
  return column.type === "DATE" || column.type === "TIMESTAMP" ? formatInstant(value, column.type === "TIMESTAMP") : formatValue(value);
}

export function ColumnTable({ columns, rowCount }: { columns: readonly ProfileColumn[]; rowCount: number }) {
  const [get, set] = useUrlState();
  const [search, setSearch] = useState(get("q"));
  const [sorting, setSorting] = useState<SortingState>([]);
  const [all, setAll] = useState(false);
  const definitions = useMemo(
    () =>
      helper.columns([
        helper.accessor("position", { header: "#", cell: ({ getValue }) => <span className="text-ink-3">{getValue() + 1}</span> }),
        helper.accessor("name", { header: "Column", cell: ({ row }) => <NameCell column={row.original} /> }),
        helper.accessor("type", { header: "Type", cell: ({ getValue }) => <Badge>{getValue().toLowerCase()}</Badge> }),
        helper.accessor("missingCount", {
          id: "missing",
          header: "Missing",
          cell: ({ getValue }) => <MissingCell count={getValue()} rowCount={rowCount} />,
        }),
        helper.accessor("distinctCount", {
          id: "distinct",
          header: "Distinct",
          cell: ({ row, getValue }) => `${row.original.distinctExact ? "" : "≈ "}${formatCount(getValue())}`,
        }),
        helper.accessor((column) => column.min ?? undefined, {
          id: "min",
          header: "Min",
          cell: ({ row }) => figure(row.original, row.original.min),
        }),
        helper.accessor((column) => column.mean ?? undefined, {
          id: "mean",
          header: "Mean",
          cell: ({ row }) => figure(row.original, row.original.mean),
        }),
        helper.accessor((column) => column.max ?? undefined, {
          id: "max",
          header: "Max",
          cell: ({ row }) => figure(row.original, row.original.max),
        }),
        helper.display({ id: "shape", header: "Distribution", cell: ({ row }) => <ShapeCell column={row.original} /> }),
        helper.display({ id: "top", header: "Commonest values", cell: ({ row }) => <TopCell column={row.original} rowCount={rowCount} /> }),
      ]),
    [rowCount],
  );
  const data = useMemo(() => [...columns], [columns]);
  const table = useTable({
    features,
    columns: definitions,
    data,
    state: { sorting, globalFilter: search },
    onSortingChange: setSorting,
    globalFilterFn: "includesString",
    getColumnCanGlobalFilter: (column) => column.id === "name" || column.id === "type",
  });
  const matching = table.getRowModel().rows;
  const rows = all ? matching : matching.slice(0, SHOWN_AT_FIRST);
  return (
    <Card
      title="Columns"
      description="The profile of every column, computed once while the file was read."
      padded={false}
      actions={
        <div className="relative">
          <Search aria-hidden="true" className="pointer-events-none absolute left-2.5 top-2.5 size-4 text-ink-3" />
          <input
            type="search"
            aria-label="Find a column"
            placeholder="Find a column"
            className="control w-56 pl-8"
            value={search}
            onChange={(event) => {
              setSearch(event.target.value);
              set({ q: event.target.value });
            }}
          />
        </div>
      }
    >
      <TableScroll label="Columns of the dataset">
        <table className="data-table">
          <thead>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id}>
                {group.headers.map((header) => {
                  const sorted = header.column.getIsSorted();
                  return (
                    <th
                      key={header.id}
                      scope="col"
                      aria-sort={sorted === "asc" ? "ascending" : sorted === "desc" ? "descending" : undefined}
                      className={NUMERIC_HEADS.has(header.id) ? "num" : undefined}
                    >
                      {header.column.getCanSort() ? (
                        <button
                          type="button"
                          className="inline-flex items-center gap-1 uppercase tracking-[0.05em] hover:text-ink"
                          onClick={header.column.getToggleSortingHandler()}
                        >
                          <table.FlexRender header={header} />
                          <SortMark sorted={sorted} />
                        </button>
                      ) : (
                        <table.FlexRender header={header} />
                      )}
                    </th>
                  );
                })}
              </tr>
            ))}
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                {row.getAllCells().map((cell) => (
                  <td key={cell.id} className={cx(NUMERIC_HEADS.has(cell.column.id) && "num")}>
                    <table.FlexRender cell={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
      {rows.length < matching.length ? (
        <div className="border-t border-line p-3 text-center">
          <Button size="sm" onClick={() => setAll(true)}>{`Show all ${formatCount(matching.length)} columns`}</Button>
        </div>
      ) : null}
      {rows.length === 0 ? <EmptyState title="No column by that name" /> : null}
    </Card>
  );
}

function SortMark({ sorted }: { sorted: false | "asc" | "desc" }) {
  const Icon = sorted === "asc" ? ArrowUp : sorted === "desc" ? ArrowDown : ChevronsUpDown;
  return <Icon aria-hidden="true" className="size-3" />;
}

function NameCell({ column }: { column: ProfileColumn }) {
  return (
    <div className="min-w-36">
      <span className="font-semibold">
        <Breakable text={column.name} />
      </span>
      {column.hints.map((hint) => (
        <span key={hint} className="mt-0.5 flex items-start gap-1 text-xs text-warn">
          <TriangleAlert aria-hidden="true" className="mt-0.5 size-3 shrink-0" />
          {hint}
        </span>
      ))}
    </div>
  );
}

function MissingCell({ count, rowCount }: { count: number; rowCount: number }) {
  if (count === 0) return <span className="text-ink-3">none</span>;
  return <span title={`${formatCount(count)} rows`}>{formatPercent(count / Math.max(1, rowCount), 2)}</span>;
}

const MAX_BARS = 12;

/** Few values get one bar each; many get the profile's equal bins. */
function ShapeCell({ column }: { column: ProfileColumn }) {
  const few = column.distinctExact && column.distinctCount <= Math.min(MAX_BARS, column.topValues.length);
  if (!few && column.histogram.length > 0) {
    return (
      <Bars bins={column.histogram} label={`Histogram of ${column.name}, ${figure(column, column.min)} to ${figure(column, column.max)}`} />
    );
  }
  const values = column.topValues.slice(0, MAX_BARS);
  if (values.length === 0) return <span className="text-ink-3">–</span>;
  const ordered = isNumeric(column) ? [...values].sort((a, b) => Number(a.value) - Number(b.value)) : values;
  return (
    <Bars
      bins={ordered.map(({ count }, at) => ({ low: at, high: at + 1, count }))}
      label={`Counts of the ${values.length} commonest values of ${column.name}`}
    />
  );
}

function TopCell({ column, rowCount }: { column: ProfileColumn; rowCount: number }) {
  return (
    <span className="flex min-w-52 flex-wrap gap-x-3 gap-y-0.5 text-xs text-ink-2">
      {column.topValues.slice(0, 3).map(({ value, count }) => (
        <span key={value} title={`${formatCount(count)} rows`}>
          <span className="font-semibold text-ink">{value.length > 18 ? `${value.slice(0, 17)}…` : value}</span>{" "}
          {formatPercent(count / Math.max(1, rowCount), 1)}
        </span>
      ))}
    </span>
  );
}
