"use client";
import { formatMetric } from "@/lib/format.ts";
import { ChartCard } from "./ChartCard.tsx";
import { type ChartTheme, FONT, tooltipLook } from "./chart-theme.ts";
import type { ChartOption } from "./echarts.ts";

export interface ParallelAxis {
  name: string;
  /** Choices in their order; numbers on a scale without them. */
  choices?: readonly string[];
  log?: boolean;
}

export interface ParallelRow {
  name: string;
  /** One for each axis; null = not known, its line skips the axis. */
  values: readonly (number | string | null)[];
  isMarked?: boolean;
}

interface ParallelCoordinatesProps {
  title: string;
  summary: string;
  fileName: string;
  axes: readonly ParallelAxis[];
  rows: readonly ParallelRow[];
  /** The axis whose value colours a line, most often the metric. */
  shadeBy: number;
  /** Which end of that axis is the good one, drawn in the strong colour. */
  better: "HIGHER" | "LOWER";
  height?: number;
}

/** One line a row across named axes; dragging along an axis keeps only the lines that pass there. */
export function ParallelCoordinates({ title, summary, fileName, axes, rows, shadeBy, better, height = 340 }: ParallelCoordinatesProps) {
  const shades = rows.flatMap(({ values }) => (typeof values[shadeBy] === "number" ? [values[shadeBy]] : [])).sort((a, b) => a - b);
  const cell = (value: number | string | null | undefined): number | string => value ?? "-";
  const option = (theme: ChartTheme): ChartOption => ({
    parallel: { left: 56, right: 84, top: 54, bottom: 26 },
    parallelAxis: axes.map(({ name, choices, log }, dim) => ({
      dim,
      name: name.length > 18 ? `${name.slice(0, 17)}…` : name,
      type: choices ? "category" : log ? "log" : "value",
      ...(choices ? { data: [...choices] } : { scale: true }),
      nameLocation: "end",
      // Names of neighbouring axes stand at two heights, so that long ones do not run into each other.
      nameGap: dim % 2 === 0 ? 12 : 28,
      nameTextStyle: { color: theme.ink, fontFamily: FONT, fontSize: 12, fontWeight: 600 },
      axisLine: { lineStyle: { color: theme.ink2 } },
      axisTick: { lineStyle: { color: theme.line } },
      axisLabel: {
        color: theme.ink2,
        fontFamily: FONT,
        fontSize: 11,
        textBorderColor: theme.surface,
        textBorderWidth: 3,
        ...(choices ? {} : { formatter: (value: number) => String(Number(value.toPrecision(3))) }),
      },
      areaSelectStyle: { width: 16, color: theme.series[0], opacity: 0.18, borderColor: theme.series[0] },
    })),
    tooltip: {
      ...tooltipLook(theme),
      trigger: "item",
      formatter: ({ name, data }: { name: string; data: { value: (number | string)[] } }) =>
        [
          `<b>${escapeHtml(name)}</b>`,
          ...axes.map((axis, at) => {
            const value = data.value[at];
            return `${escapeHtml(axis.name)}: ${typeof value === "number" ? formatMetric(value) : escapeHtml(String(value ?? "–"))}`;
          }),
        ].join("<br>"),
    },
    visualMap: {
      type: "continuous",
      show: false,
      seriesIndex: 0,
      dimension: shadeBy,
      min: shades[0] ?? 0,
      max: shades.at(-1) ?? 1,
      inRange: { color: better === "HIGHER" ? [theme.series[2], theme.series[0]] : [theme.series[0], theme.series[2]] },
    },
    series: [
      {
        name: "All",
        type: "parallel",
        smooth: 0.12,
        lineStyle: { width: rows.length > 100 ? 1 : 1.6, opacity: rows.length > 300 ? 0.18 : rows.length > 100 ? 0.4 : 0.75 },
        emphasis: { lineStyle: { width: 3, opacity: 1 } },
        inactiveOpacity: 0.04,
        data: rows.map(({ name, values }) => ({ name, value: values.map(cell) })),
      },
      {
        name: "Marked",
        type: "parallel",
        smooth: 0.12,
        z: 5,
        lineStyle: { width: 3, color: theme.mark, opacity: 1 },
        data: rows.filter(({ isMarked }) => isMarked).map(({ name, values }) => ({ name, value: values.map(cell) })),
      },
    ],
  });
  return (
    <ChartCard
      title={title}
      summary={summary}
      fileName={fileName}
      height={height}
      table={{ columns: ["Name", ...axes.map(({ name }) => name)], rows: rows.map(({ name, values }) => [name, ...values]) }}
      option={option}
    />
  );
}

const escapeHtml = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
