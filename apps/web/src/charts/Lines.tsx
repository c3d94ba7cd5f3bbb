"use client";
import type { Cell } from "@/lib/csv.ts";
import { formatInstant, formatMetric } from "@/lib/format.ts";
import { ChartCard, type ChartTable } from "./ChartCard.tsx";
import {
  type AxisInput,
  type ChartTheme,
  labelledBefore,
  legendLook,
  MARK_ROW,
  type Mark,
  markLines,
  PLOT_GRID,
  seriesColor,
  tooltipLook,
  valueAxis,
} from "./chart-theme.ts";
import type { ChartOption } from "./echarts.ts";

/** [x, y], or [x, y, low, high] where the series has a band. A null y is a gap. */
export type LinePoint = readonly [x: number, y: number | null, low?: number | null, high?: number | null];

export interface LineSeries {
  name: string;
  points: readonly LinePoint[];
  /** DOTS: points without a line, e.g. the days of a loss beyond the VaR. */
  look?: "LINE" | "DASHED" | "STEP" | "AREA" | "DOTS";
  /** MARK: the colour of what asks for attention. */
  tone?: "SERIES" | "MARK" | "QUIET";
}

export interface LinesProps {
  title: string;
  summary: string;
  fileName: string;
  x: AxisInput & { time?: boolean };
  y: AxisInput & { fromZero?: boolean };
  series: readonly LineSeries[];
  marks?: readonly Mark[];
  /** False for many curves of one kind. */
  legend?: boolean;
  height?: number;
  /** What the table view shows; by default one row for each x, one column for each series. */
  table?: ChartTable;
}

/** Curves over numbers or over time, with bands, reference lines and a zoom by wheel or pinch on long ones. */
export function Lines({ title, summary, fileName, x, y, series, marks = [], legend = true, height, table }: LinesProps) {
  const option = (theme: ChartTheme): ChartOption => {
    const many = legend && series.length > 1;
    const labelRows = Math.max(labelledBefore(marks, marks.length) - 1, 0);
    const long = series.some(({ points }) => points.length > 200);
    return {
      grid: { ...PLOT_GRID, top: (many ? 34 : 16) + MARK_ROW * labelRows },
      ...(many
        ? {
            legend: legendLook(
              theme,
              series.map(({ name }) => name),
            ),
          }
        : {}),
      tooltip: {
        ...tooltipLook(theme),
        trigger: "axis",
        valueFormatter: (value: unknown) => (typeof value === "number" ? (y.format ?? formatMetric)(value) : "–"),
      },
      ...(long ? { dataZoom: [{ type: "inside", zoomOnMouseWheel: "ctrl", filterMode: "none" }] } : {}),
      xAxis: x.time
        ? {
            ...valueAxis(theme, x, false),
            type: "time",
            axisLabel: { color: theme.ink2, fontSize: 11, hideOverlap: true },
            splitLine: { show: false },
          }
        : { ...valueAxis(theme, x, false), scale: true, splitLine: { show: false } },
      yAxis: {
        ...valueAxis(theme, { ...y, format: y.format ?? ((value) => String(Number(value.toPrecision(4)))) }, true),
        scale: !y.fromZero,
      },
      series: series.flatMap((line, at) => [
        ...band(line, colorOf(theme, series, at)),
        {
          ...curve(line, colorOf(theme, series, at)),
          ...(at === 0 && marks.length > 0 ? { markLine: markLines(theme, marks, false, labelRows > 0) } : {}),
        },
      ]),
    };
  };
  return (
    <ChartCard title={title} summary={summary} fileName={fileName} height={height} table={table ?? tableOf(x, series)} option={option} />
  );
}

const GREY = 2;

/** Where a quiet line takes the grey, the others leave it out. */
function colorOf(theme: ChartTheme, series: readonly LineSeries[], at: number): string {
  const tone = series[at]?.tone ?? "SERIES";
  if (tone !== "SERIES") return tone === "MARK" ? theme.mark : theme.series[GREY];
  const isQuiet = series.some((line) => line.tone === "QUIET");
  const place = series.slice(0, at).filter((line) => (line.tone ?? "SERIES") === "SERIES").length;
  return seriesColor(theme, isQuiet && place >= GREY ? place + 1 : place);
}

function curve({ name, points, look = "LINE", tone }: LineSeries, color: string): Record<string, unknown> {
  const data = points.map(([at, value]) => [at, value]);
  if (look === "DOTS") return { name, type: "scatter", data, symbolSize: 7, itemStyle: { color }, z: 4 };
  return {
    name,
    type: "line",
    data,
    step: look === "STEP" ? "end" : false,
    symbol: "circle",
    symbolSize: 5,
    showSymbol: points.length < 40 && tone !== "QUIET",
    sampling: "lttb",
    lineStyle: {
      width: tone === "QUIET" ? 1 : look === "DASHED" ? 1.4 : 1.9,
      opacity: tone === "QUIET" ? 0.6 : 1,
      color,
      type: look === "DASHED" ? "dashed" : "solid",
    },
    itemStyle: { color },
    ...(look === "AREA" ? { areaStyle: { color, opacity: 0.12 } } : {}),
  };
}

interface ShapeApi {
  coord: (point: [number, number]) => [number, number];
}

/** One polygon from the low edge to the high one. */
function band({ points }: LineSeries, fill: string): Record<string, unknown>[] {
  const edges = points.flatMap(([at, , low, high]) => (low == null || high == null ? [] : [{ at, low, high }]));
  if (edges.length === 0) return [];
  return [
    {
      type: "custom",
      silent: true,
      tooltip: { show: false },
      clip: true,
      z: 1,
      data: edges.map(({ at, low, high }) => [at, low, high]),
      encode: { x: 0, y: [1, 2] },
      renderItem: ({ dataIndex }: { dataIndex: number }, api: ShapeApi) =>
        dataIndex > 0
          ? undefined
          : {
              type: "polygon",
              shape: {
                points: [
                  ...edges.map(({ at, low }) => api.coord([at, low])),
                  ...edges.toReversed().map(({ at, high }) => api.coord([at, high])),
                ],
              },
              style: { fill, opacity: 0.16 },
            },
    },
  ];
}

function tableOf(x: LinesProps["x"], series: readonly LineSeries[]): ChartTable {
  const banded = series.map(({ points }) => points.some(([, , low]) => low != null));
  const rows = new Map<number, Cell[]>();
  const columns = [x.name, ...series.flatMap(({ name }, at) => (banded[at] ? [name, `${name}, low`, `${name}, high`] : [name]))];
  let offset = 1;
  series.forEach(({ points }, index) => {
    for (const [at, value, low, high] of points) {
      const row = rows.get(at) ?? [x.time ? formatInstant(at, false) : at, ...columns.slice(1).map(() => null)];
      row[offset] = value;
      if (banded[index]) [row[offset + 1], row[offset + 2]] = [low ?? null, high ?? null];
      rows.set(at, row);
    }
    offset += banded[index] ? 3 : 1;
  });
  return { columns, rows: [...rows].sort(([a], [b]) => a - b).map(([, row]) => row) };
}
