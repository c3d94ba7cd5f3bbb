"use client";
import { Download } from "lucide-react";
import type { QualityQuery } from "@/generated/graphql.ts";
import { toCsv } from "@/lib/csv.ts";
import { formatCount } from "@/lib/format.ts";
import { saveText } from "@/lib/save.ts";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import type { Outcome } from "./QualityReport.tsx";

type Sample = NonNullable<NonNullable<QualityQuery["dataset"]>["quality"]>["samples"][number];

/** The first rows that fail an expectation, with their cells where the check kept them. */
export function FailingRows({ title, outcome, samples }: { title: string; outcome: Outcome; samples: readonly Sample[] }) {
  const columns = samples[0]?.cells.map(({ column }) => column) ?? [];
  const further = outcome.rows.filter((row) => !samples.some((sample) => sample.row === row));
  const cellsOf = (row: number) => samples.find((sample) => sample.row === row)?.cells;
  const download = () =>
    saveText(
      `failing-rows-${outcome.kind}.csv`,
      "text/csv",
      toCsv(
        ["row", ...columns],
        outcome.rows.map((row) => [row, ...columns.map((_, at) => cellsOf(row)?.[at]?.value ?? "")]),
      ),
    );
  return (
    <Card
      title={title}
      description={`The first ${formatCount(outcome.rows.length)} of ${formatCount(outcome.failedRows)} rows at fault.`}
      padded={false}
      actions={
        <Button size="sm" tone="quiet" onClick={download}>
          <Download aria-hidden="true" className="size-4" />
          CSV
        </Button>
      }
    >
      <TableScroll label={`Rows at fault, ${title}`}>
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col" className="num">
                Row
              </th>
              {columns.map((column) => (
                <th key={column} scope="col">
                  <span className="normal-case">{column}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {samples.map(({ row, cells }) => (
              <tr key={row}>
                <td className="num">{formatCount(row)}</td>
                {cells.map(({ column, value }) => (
                  <td key={column} className="[overflow-wrap:anywhere]">
                    {value ?? <span className="text-ink-3">missing</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
      {further.length > 0 ? (
        <p className="border-t border-line px-4 py-3 text-sm text-ink-2">{`Further rows: ${further.map(formatCount).join("; ")}`}</p>
      ) : null}
    </Card>
  );
}
