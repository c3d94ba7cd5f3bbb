"use client";
import { BarChart3, Download, Table2 } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { type Cell, toCsv } from "@/lib/csv.ts";
import { formatMetric } from "@/lib/format.ts";
import { saveText, saveUrl } from "@/lib/save.ts";
import { Button } from "@/ui/Button.tsx";
import { type ChartTheme, useChartTheme } from "./chart-theme.ts";
import { type Chart, type ChartOption, initChart } from "./echarts.ts";

export interface ChartTable {
  columns: readonly string[];
  rows: readonly (readonly Cell[])[];
}

interface ChartCardProps {
  title: string;
  /** What the picture says, for those who do not see it and as a caption for those who do. */
  summary: string;
  fileName: string;
  table: ChartTable;
  option: (theme: ChartTheme) => ChartOption;
  height?: number;
  footer?: ReactNode;
}

/** A plot with its table, its CSV and its PNG; the numbers are the API's own. */
export function ChartCard({ title, summary, fileName, table, option, height = 280, footer }: ChartCardProps) {
  const id = useId();
  const [asTable, setAsTable] = useState(false);
  const chart = useRef<Chart | null>(null);
  const theme = useChartTheme();
  const savePng = () => {
    if (chart.current && theme)
      saveUrl(`${fileName}.png`, chart.current.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: theme.surface }));
  };
  return (
    <section id={fileName} aria-labelledby={id} className="min-w-0 scroll-mt-4 rounded-lg border border-line bg-surface shadow-card">
      <header className="flex flex-wrap items-start justify-between gap-2 px-4 pt-3">
        <div className="min-w-0 flex-1 basis-52">
          <h3 id={id} className="font-semibold">
            {title}
          </h3>
          <p className="text-xs text-ink-3">{summary}</p>
        </div>
        <div className="flex items-center gap-0.5">
          <Button
            tone="quiet"
            size="sm"
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
            aria-label={`${title}: ${asTable ? "show the plot" : "show as table"}`}
          >
            {asTable ? <BarChart3 aria-hidden="true" className="size-4" /> : <Table2 aria-hidden="true" className="size-4" />}
            {asTable ? "Plot" : "Table"}
          </Button>
          <Button
            tone="quiet"
            size="sm"
            onClick={() => saveText(`${fileName}.csv`, "text/csv", toCsv(table.columns, table.rows))}
            aria-label={`${title}: download CSV`}
          >
            <Download aria-hidden="true" className="size-3.5" />
            CSV
          </Button>
          <Button tone="quiet" size="sm" disabled={asTable} onClick={savePng} aria-label={`${title}: download PNG`}>
            <Download aria-hidden="true" className="size-3.5" />
            PNG
          </Button>
        </div>
      </header>
      {asTable ? (
        <DataTable title={title} table={table} height={height} />
      ) : (
        <Plot title={`${title}. ${summary}`} option={theme ? option(theme) : null} height={height} chart={chart} />
      )}
      {footer ? <div className="border-t border-line px-4 py-2.5">{footer}</div> : null}
    </section>
  );
}

const MAX_TABLE_ROWS = 250;

function DataTable({ title, table, height }: { title: string; table: ChartTable; height: number }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard (WCAG 2.1.1).
    <section aria-label={`${title}, table`} tabIndex={0} className="overflow-auto" style={{ height }}>
      <table className="data-table">
        <thead className="sticky top-0 bg-surface">
          <tr>
            {table.columns.map((column) => (
              <th key={column} scope="col" className="num">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.slice(0, MAX_TABLE_ROWS).map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows of one plot never change place.
            <tr key={at}>
              {row.map((cell, column) => (
                <td key={table.columns[column]} className="num">
                  {typeof cell === "number" ? (Number.isInteger(cell) ? cell.toLocaleString("en-GB") : formatMetric(cell)) : (cell ?? "–")}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {table.rows.length > MAX_TABLE_ROWS ? (
        <p className="p-3 text-sm text-ink-3">{`The first ${MAX_TABLE_ROWS} of ${table.rows.length} rows; the CSV holds all.`}</p>
      ) : null}
    </section>
  );
}

interface PlotProps {
  title: string;
  option: ChartOption | null;
  height: number;
  chart: { current: Chart | null };
}

function Plot({ title, option, height, chart }: PlotProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const made = initChart(element, null, { renderer: "canvas" });
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, [chart]);
  useEffect(() => {
    if (option) chart.current?.setOption({ animation: false, ...option }, { notMerge: true });
  }, [chart, option]);
  return <div ref={host} role="img" aria-label={title} style={{ height }} className="w-full overflow-hidden" />;
}
