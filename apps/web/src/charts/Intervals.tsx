"use client";
import { formatMetric } from "@/lib/format.ts";
import { ChartCard } from "./ChartCard.tsx";
import {
  type AxisInput,
  type ChartTheme,
  type Mark,
  markLines,
  nameAxis,
  nameRoom,
  PLOT_GRID,
  tooltipLook,
  valueAxis,
} from "./chart-theme.ts";
import type { ChartOption } from "./echarts.ts";

export interface IntervalRow {
  name: string;
  /** Null = not known, drawn as an empty row. */
  value: number | null;
  low: number | null;
  high: number | null;
  /** MARK: the one that asks for attention; QUIET: greyed, e.g. too few rows to judge. */
  tone?: "SERIES" | "MARK" | "QUIET";
}

export interface IntervalsProps {
  title: string;
  summary: string;
  fileName: string;
  x: AxisInput;
  rows: readonly IntervalRow[];
  rowName?: string;
  marks?: readonly Mark[];
  height?: number;
}

/** A forest plot: an estimate with its interval on each row, the first on top. */
export function Intervals({ title, summary, fileName, x, rows, rowName = "Name", marks = [], height }: IntervalsProps) {
  const format = x.format ?? formatMetric;
  const option = (theme: ChartTheme): ChartOption => ({
    grid: { ...PLOT_GRID, left: nameRoom(rows.map(({ name }) => name)) },
    tooltip: {
      ...tooltipLook(theme),
      trigger: "item",
      formatter: ({ dataIndex }: { dataIndex: number }) => words(rows[dataIndex], format),
    },
    xAxis: { ...valueAxis(theme, x, false), scale: true },
    yAxis: nameAxis(
      theme,
      rows.map(({ name }) => name),
      true,
    ),
    series: [
      {
        type: "custom",
        renderItem: whisker,
        data: rows.map(({ value, low, high, tone }, at) => ({
          value: [value ?? Number.NaN, at, low ?? value ?? Number.NaN, high ?? value ?? Number.NaN],
          itemStyle: { color: tone === "MARK" ? theme.mark : tone === "QUIET" ? theme.series[2] : theme.series[0] },
        })),
        encode: { x: [0, 2, 3], y: 1 },
        ...(marks.length > 0 ? { markLine: markLines(theme, marks, true) } : {}),
      },
    ],
  });
  return (
    <ChartCard
      title={title}
      summary={summary}
      fileName={fileName}
      height={height ?? Math.max(140, 76 + 26 * rows.length)}
      table={{ columns: [rowName, x.name, "Low", "High"], rows: rows.map(({ name, value, low, high }) => [name, value, low, high]) }}
      option={option}
    />
  );
}

interface RowApi {
  value: (dimension: number) => number;
  coord: (point: [number, number]) => [number, number];
  visual: (name: "color") => string;
}

function whisker(_: unknown, api: RowApi): Record<string, unknown> | undefined {
  const row = api.value(1);
  const [cx, cy] = api.coord([api.value(0), row]);
  if (!Number.isFinite(cx)) return undefined;
  const [from] = api.coord([api.value(2), row]);
  const [to] = api.coord([api.value(3), row]);
  const color = api.visual("color");
  const line = (x1: number, y1: number, x2: number, y2: number) => ({
    type: "line",
    shape: { x1, y1, x2, y2 },
    style: { stroke: color, lineWidth: 1.6 },
  });
  return {
    type: "group",
    children: [
      line(from, cy, to, cy),
      line(from, cy - 4, from, cy + 4),
      line(to, cy - 4, to, cy + 4),
      { type: "circle", shape: { cx, cy, r: 4.5 }, style: { fill: color } },
    ],
  };
}

const words = (row: IntervalRow | undefined, format: (value: number) => string): string => {
  if (!row) return "";
  const name = row.name.replaceAll("<", "&lt;");
  if (row.value === null) return `${name}: not known`;
  return row.low === null || row.high === null
    ? `${name}: ${format(row.value)}`
    : `${name}: ${format(row.value)} (${format(row.low)} to ${format(row.high)})`;
};
