"use client";
import type { ReactNode } from "react";
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

export interface ColumnsProps {
  title: string;
  summary: string;
  fileName: string;
  /** What the bars stand for, e.g. features or the bins of a histogram. */
  names: readonly string[];
  nameTitle?: string;
  value: AxisInput;
  /** One value for each name; `tones` colours single bars. */
  series: readonly { name: string; values: readonly (number | null)[]; tones?: readonly ("SERIES" | "MARK" | "QUIET")[] }[];
  stacked?: boolean;
  /** Bars from left to right, names beside them: for long names. */
  horizontal?: boolean;
  /** No gaps between bars, as a histogram has none. */
  tight?: boolean;
  marks?: readonly Mark[];
  height?: number;
  table?: ChartTable;
  footer?: ReactNode;
}

/** Bars by name: side by side, stacked, lying or as a histogram. */
export function Columns({
  title,
  summary,
  fileName,
  names,
  nameTitle = "",
  value,
  series,
  stacked = false,
  horizontal = false,
  tight = false,
  marks = [],
  height,
  table,
  footer,
}: ColumnsProps) {
  const option = (theme: ChartTheme): ChartOption => {
    const axis = valueAxis(theme, { ...value, format: value.format ?? ((at) => String(Number(at.toPrecision(4)))) }, !horizontal);
    const labels = nameAxis(theme, names, horizontal, horizontal ? "" : nameTitle);
    return {
      ...plotHead(theme, series, horizontal ? nameRoom(names) : undefined),
      tooltip: {
        ...tooltipLook(theme),
        trigger: "axis",
        axisPointer: { type: "shadow" },
        valueFormatter: (cell: unknown) => (typeof cell === "number" ? (value.format ?? formatMetric)(cell) : "–"),
      },
      xAxis: horizontal ? axis : labels,
      yAxis: horizontal ? labels : axis,
      series: series.map(({ name, values, tones }, at) => ({
        name,
        type: "bar",
        ...(stacked ? { stack: "all" } : {}),
        barCategoryGap: tight ? "4%" : "28%",
        barMaxWidth: tight ? undefined : 46,
        itemStyle: { color: seriesColor(theme, at) },
        data: values.map((cell, index) => {
          const tone = tones?.[index];
          return tone === "MARK" || tone === "QUIET"
            ? { value: cell, itemStyle: { color: tone === "MARK" ? theme.mark : theme.series[2] } }
            : cell;
        }),
        ...(at === 0 && marks.length > 0 ? { markLine: markLines(theme, marks, horizontal) } : {}),
      })),
    };
  };
  return (
    <ChartCard
      title={title}
      summary={summary}
      fileName={fileName}
      height={height ?? (horizontal ? Math.max(160, 76 + 24 * names.length) : undefined)}
      table={
        table ?? {
          columns: [nameTitle || "Name", ...series.map(({ name }) => name)],
          rows: names.map((name, at) => [name, ...series.map(({ values }) => values[at] ?? null)]),
        }
      }
      option={option}
      footer={footer}
    />
  );
}
