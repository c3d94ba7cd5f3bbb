"use client";
import { formatMetric } from "@/lib/format.ts";
import { ChartCard } from "./ChartCard.tsx";
import { type ChartTheme, FONT, nameAxis, nameRoom, PLOT_GRID, seriesColor, tooltipLook } from "./chart-theme.ts";
import type { ChartOption } from "./echarts.ts";

export interface HeatMapProps {
  title: string;
  summary: string;
  fileName: string;
  columns: { name: string; names: readonly string[] };
  rows: { name: string; names: readonly string[] };
  /** [row][column]; null = empty. */
  values: readonly (readonly (number | null)[])[];
  format?: (value: number) => string;
  /** SIGNED: two colours about zero, e.g. attributions or correlations. */
  scale?: "FROM_ZERO" | "SIGNED";
  /** Words instead of numbers in the cells, e.g. the action that a policy takes. */
  words?: readonly (readonly string[])[];
  /** Values are places in this list, each with its own colour, e.g. actions. */
  categories?: readonly string[];
  height?: number;
}

/** Few columns have room for long names in two lines. */
const MOST_WRAPPED = 10;

/** A grid of values in colour, each with its number where there is room. */
export function HeatMap({
  title,
  summary,
  fileName,
  columns,
  rows,
  values,
  format = formatMetric,
  scale = "FROM_ZERO",
  words,
  categories,
  height,
}: HeatMapProps) {
  const cells = values.flatMap((row, y) => row.flatMap((value, x) => (value === null ? [] : [[x, y, value] as const])));
  const most = cells.reduce((max, [, , value]) => Math.max(max, Math.abs(value)), 0) || 1;
  const option = (theme: ChartTheme): ChartOption => ({
    grid: { ...PLOT_GRID, left: nameRoom(rows.names), bottom: 60, top: categories ? 34 : PLOT_GRID.top },
    tooltip: {
      ...tooltipLook(theme),
      formatter: ({ value: [x, y, value] }: { value: [number, number, number] }) =>
        `${rows.names[y]} · ${columns.names[x]}: ${words?.[y]?.[x] ?? format(value)}`.replaceAll("<", "&lt;"),
    },
    xAxis: {
      ...nameAxis(theme, columns.names, false, columns.name),
      splitArea: { show: false },
      ...(columns.names.length <= MOST_WRAPPED
        ? {
            nameGap: 42,
            axisLabel: { color: theme.ink2, fontFamily: FONT, fontSize: 11, lineHeight: 13, interval: 0, width: 84, overflow: "break" },
          }
        : {}),
    },
    yAxis: nameAxis(theme, rows.names, true),
    visualMap: categories
      ? {
          type: "piecewise",
          top: 0,
          left: "center",
          orient: "horizontal",
          itemWidth: 14,
          itemHeight: 10,
          textStyle: { color: theme.ink2, fontSize: 12 },
          pieces: categories.map((label, at) => ({ value: at, label, color: seriesColor(theme, at) })),
        }
      : {
          type: "continuous",
          show: false,
          min: scale === "SIGNED" ? -most : 0,
          max: most,
          inRange: { color: scale === "SIGNED" ? [theme.series[0], theme.surface, theme.mark] : [theme.surface, theme.series[0]] },
        },
    series: [
      {
        type: "heatmap",
        // On a dark cell the number stands in the colour of the page.
        data: cells.map((value) =>
          Math.abs(value[2]) > 0.55 * most ? { value, label: { color: theme.surface, textBorderWidth: 0 } } : { value },
        ),
        itemStyle: { borderColor: theme.grid, borderWidth: 1 },
        label: {
          show: !categories && columns.names.length <= 14 && cells.length <= 280,
          color: theme.ink,
          fontSize: 11,
          textBorderColor: theme.surface,
          textBorderWidth: 2,
          formatter: ({ value: [x, y, value] }: { value: [number, number, number] }) => words?.[y]?.[x] ?? format(value),
        },
      },
    ],
  });
  return (
    <ChartCard
      title={title}
      summary={summary}
      fileName={fileName}
      height={height ?? Math.min(520, Math.max(220, 84 + 28 * rows.names.length))}
      table={{
        columns: [rows.name, ...columns.names],
        rows: values.map((row, y) => [rows.names[y] ?? "", ...row.map((value, x) => words?.[y]?.[x] ?? value)]),
      }}
      option={option}
    />
  );
}
