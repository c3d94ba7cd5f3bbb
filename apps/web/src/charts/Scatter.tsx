"use client";
import { formatMetric } from "@/lib/format.ts";
import { ChartCard, type ChartTable } from "./ChartCard.tsx";
import {
  type AxisInput,
  type ChartTheme,
  type Mark,
  markLines,
  nameAxis,
  nameRoom,
  plotHead,
  seriesColor,
  tooltipLook,
  valueAxis,
} from "./chart-theme.ts";
import type { ChartOption } from "./echarts.ts";

export interface ScatterPoint {
  x: number;
  y: number;
  label?: string;
  /** 0 (low) to 1 (high), shown as colour; null = grey, unknown. */
  shade?: number | null;
}

export interface ScatterSeries {
  name: string;
  points: readonly ScatterPoint[];
  size?: number;
  tone?: "SERIES" | "MARK" | "QUIET";
  /** The points are joined in their order, e.g. along a frontier. */
  line?: boolean;
}

export interface ScatterProps {
  title: string;
  summary: string;
  fileName: string;
  x: AxisInput;
  y: AxisInput;
  /** Names of rows in place of a value axis: y = 0 is the first and lies on top, as in a beeswarm. */
  rows?: readonly string[];
  series: readonly ScatterSeries[];
  marks?: readonly Mark[];
  height?: number;
  table?: ChartTable;
}

/** Points in a plane; with `rows` a beeswarm, with `shade` coloured by a third value. */
export function Scatter({ title, summary, fileName, x, y, rows, series, marks = [], height, table }: ScatterProps) {
  const option = (theme: ChartTheme): ChartOption => ({
    ...plotHead(theme, series, rows ? nameRoom(rows) : undefined),
    tooltip: {
      ...tooltipLook(theme),
      trigger: "item",
      formatter: ({ seriesIndex, dataIndex }: { seriesIndex: number; dataIndex: number }) =>
        words(series[seriesIndex]?.points[dataIndex], x, y, rows),
    },
    xAxis: { ...valueAxis(theme, x, false), scale: true, boundaryGap: ["4%", "4%"] },
    yAxis: rows ? rowAxes(theme, rows) : { ...valueAxis(theme, y, true), scale: true, boundaryGap: ["4%", "4%"] },
    series: series.map(({ name, points, size = 6, tone = "SERIES", line = false }, at) => ({
      name,
      type: line ? "line" : "scatter",
      ...(line ? { lineStyle: { width: 1.9 }, symbol: "circle" } : {}),
      // Drawn at once: in pieces, a beeswarm of thousands would stay half empty in a picture taken of it.
      progressive: 0,
      symbolSize: size,
      data: points.map(({ x: px, y: py, shade }) => ({
        value: [px, py],
        ...(shade === undefined ? {} : { itemStyle: { color: shadeOf(theme, shade) } }),
      })),
      itemStyle: { color: tone === "MARK" ? theme.mark : tone === "QUIET" ? theme.series[2] : seriesColor(theme, at), opacity: 0.8 },
      ...(at === 0 && marks.length > 0 ? { markLine: markLines(theme, marks, rows !== undefined) } : {}),
    })),
  });
  return (
    <ChartCard
      title={title}
      summary={summary}
      fileName={fileName}
      height={height}
      table={table ?? tableOf(x, y, rows, series)}
      option={option}
    />
  );
}

/** Names beside the rows; the points themselves lie on a value axis, so that they can spread. */
const rowAxes = (theme: ChartTheme, rows: readonly string[]): Record<string, unknown>[] => [
  { type: "value", min: -0.5, max: rows.length - 0.5, inverse: true, show: false },
  { ...nameAxis(theme, rows, true), position: "left", axisPointer: { show: false } },
];

/** From the first colour (low) to the mark (high). */
function shadeOf(theme: ChartTheme, shade: number | null): string {
  if (shade === null) return theme.series[2];
  const [from, to] = [rgb(theme.series[0]), rgb(theme.mark)];
  const part = Math.min(1, Math.max(0, shade));
  return `rgb(${from.map((low, at) => Math.round(low + ((to[at] ?? 0) - low) * part)).join(",")})`;
}

const rgb = (hex: string): number[] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

const words = (point: ScatterPoint | undefined, x: AxisInput, y: AxisInput, rows: ScatterProps["rows"]): string =>
  point
    ? [
        ...(point.label ? [escapeHtml(point.label)] : []),
        ...(rows ? [escapeHtml(rows[Math.round(point.y)] ?? "")] : [`${escapeHtml(y.name)} ${(y.format ?? formatMetric)(point.y)}`]),
        `${escapeHtml(x.name)} ${(x.format ?? formatMetric)(point.x)}`,
      ].join("<br>")
    : "";

const escapeHtml = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

const tableOf = (x: AxisInput, y: AxisInput, rows: ScatterProps["rows"], series: readonly ScatterSeries[]): ChartTable => ({
  columns: ["Series", "Point", x.name, rows ? "Row" : y.name],
  rows: series.flatMap(({ name, points }) =>
    points.map((point) => [name, point.label ?? null, point.x, rows ? (rows[Math.round(point.y)] ?? null) : point.y]),
  ),
});
