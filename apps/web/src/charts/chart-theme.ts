"use client";
import { useTheme } from "next-themes";
import { useMemo } from "react";
import { useMounted } from "@/ui/use-mounted.ts";

/** The design tokens as plain colours, because a canvas cannot read CSS variables. */
export interface ChartTheme {
  ink: string;
  ink2: string;
  grid: string;
  surface: string;
  line: string;
  series: readonly [string, string, string, string, string, string, string, string];
  mark: string;
}

export function useChartTheme(): ChartTheme | null {
  const { resolvedTheme } = useTheme();
  const mounted = useMounted();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tokens are read again when the theme changes.
  return useMemo(() => (mounted ? readTokens() : null), [mounted, resolvedTheme]);
}

function readTokens(): ChartTheme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ink: token("--ink"),
    ink2: token("--ink-2"),
    grid: token("--chart-grid"),
    surface: token("--surface"),
    line: token("--line"),
    series: [
      token("--chart-1"),
      token("--chart-2"),
      token("--chart-3"),
      token("--chart-4"),
      token("--chart-5"),
      token("--chart-6"),
      token("--chart-7"),
      token("--chart-8"),
    ],
    mark: token("--chart-mark"),
  };
}

/** Eight colours, then the same again. */
export const seriesColor = (theme: ChartTheme, at: number): string => theme.series[at % theme.series.length] as string;

export const FONT = '"Inter", "SF Pro Text", -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif';

export interface AxisInput {
  name: string;
  min?: number;
  max?: number;
  format?: (value: number) => string;
  log?: boolean;
}

export function valueAxis(theme: ChartTheme, { name, min, max, format, log }: AxisInput, vertical: boolean): Record<string, unknown> {
  return {
    type: log ? "log" : "value",
    name,
    nameLocation: "middle",
    nameGap: vertical ? 46 : 28,
    nameTextStyle: { color: theme.ink2, fontFamily: FONT, fontSize: 12 },
    min,
    max,
    axisLine: { show: !vertical, lineStyle: { color: theme.line } },
    axisTick: { show: false },
    axisLabel: { color: theme.ink2, fontFamily: FONT, fontSize: 11, formatter: format, hideOverlap: true },
    splitLine: { lineStyle: { color: theme.grid } },
    splitNumber: 5,
  };
}

/** An axis of names, e.g. of features; the first lies on top when vertical. */
export function nameAxis(theme: ChartTheme, names: readonly string[], vertical: boolean, name = ""): Record<string, unknown> {
  return {
    type: "category",
    data: names,
    name,
    nameLocation: "middle",
    nameGap: 30,
    nameTextStyle: { color: theme.ink2, fontFamily: FONT, fontSize: 12 },
    inverse: vertical,
    axisLine: { lineStyle: { color: theme.line } },
    axisTick: { show: false },
    axisLabel: {
      color: theme.ink2,
      fontFamily: FONT,
      fontSize: 11,
      width: vertical ? 150 : 90,
      overflow: "truncate",
      hideOverlap: !vertical,
    },
  };
}

/** Pixels that names of rows need beside a plot. */
export const nameRoom = (names: readonly string[]): number =>
  Math.min(170, 24 + Math.ceil(6.3 * names.reduce((most, name) => Math.max(most, name.length), 0)));

/** A reference: a limit, zero, a date. */
export interface Mark {
  axis: "x" | "y";
  at: number;
  label?: string;
}

/** Upright lines with a label, of those before a place. */
export const labelledBefore = (marks: readonly Mark[], place: number): number =>
  marks.slice(0, place).filter(({ axis, label }) => axis === "x" && label).length;

/** Room of one row of labels above the plot. */
export const MARK_ROW = 14;

/** @param topDown whether the y axis runs downwards, as it does with names beside it. @param rows puts the labels of upright lines in rows of their own. */
export const markLines = (theme: ChartTheme, marks: readonly Mark[], topDown = false, rows = false): Record<string, unknown> => ({
  silent: true,
  symbol: "none",
  animation: false,
  data: marks.map(({ axis, at, label = "" }, place) => ({
    [axis === "x" ? "xAxis" : "yAxis"]: at,
    label: {
      show: label !== "",
      formatter: label,
      color: theme.mark,
      fontSize: 11,
      position: axis === "y" ? "insideEndTop" : topDown ? "start" : "end",
      ...(rows && axis === "x" ? { distance: 4 + MARK_ROW * labelledBefore(marks, place) } : {}),
    },
    lineStyle: { color: label ? theme.mark : theme.ink2, width: label ? 1.6 : 1, type: label ? "solid" : "dashed" },
  })),
});

export const legendLook = (theme: ChartTheme, names: readonly string[]): Record<string, unknown> => ({
  type: "scroll",
  top: 2,
  left: 48,
  right: 12,
  itemWidth: 14,
  // A scrolled legend is cut to the height of its items: no lower than its text.
  itemHeight: 13,
  textStyle: { color: theme.ink2, fontFamily: FONT, fontSize: 11 },
  pageIconColor: theme.ink2,
  pageTextStyle: { color: theme.ink2 },
  data: [...names],
});

export const PLOT_GRID = { left: 58, right: 18, top: 16, bottom: 46 };

export const tooltipLook = (theme: ChartTheme): Record<string, unknown> => ({
  backgroundColor: theme.surface,
  borderColor: theme.line,
  textStyle: { color: theme.ink, fontFamily: FONT, fontSize: 12 },
  confine: true,
  transitionDuration: 0,
});

/** Room for a plot and, from two series on, the legend above it. */
export const plotHead = (theme: ChartTheme, series: readonly { name: string }[], left: number = PLOT_GRID.left): Record<string, unknown> =>
  series.length > 1
    ? {
        grid: { ...PLOT_GRID, left, top: 34 },
        legend: legendLook(
          theme,
          series.map(({ name }) => name),
        ),
      }
    : { grid: { ...PLOT_GRID, left, top: 16 } };
