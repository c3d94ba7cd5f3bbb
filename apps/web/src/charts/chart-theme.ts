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
  series: readonly [string, string, string, string];
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
    series: [token("--chart-1"), token("--chart-2"), token("--chart-3"), token("--chart-4")],
    mark: token("--chart-mark"),
  };
}

export const FONT = '"Inter", "SF Pro Text", -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif';

interface AxisInput {
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

export const PLOT_GRID = { left: 58, right: 18, top: 16, bottom: 46 };

export const tooltipLook = (theme: ChartTheme): Record<string, unknown> => ({
  backgroundColor: theme.surface,
  borderColor: theme.line,
  textStyle: { color: theme.ink, fontFamily: FONT, fontSize: 12 },
  confine: true,
  transitionDuration: 0,
});
