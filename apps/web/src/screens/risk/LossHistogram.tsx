"use client";
import { ChartCard } from "@/charts/ChartCard.tsx";
import { type ChartTheme, FONT, PLOT_GRID, tooltipLook, valueAxis } from "@/charts/chart-theme.ts";
import type { ChartOption } from "@/charts/echarts.ts";
import { formatCompact, formatCount, formatValue } from "@/lib/format.ts";

interface LossHistogramProps {
  title: string;
  fileName: string;
  bins: readonly { low: number; high: number; count: number }[];
  marks: readonly { at: number; label: string }[];
  unit: string;
  summary?: string;
  height?: number;
  /** Bins that are equally wide on the logarithm. */
  log?: boolean;
  counted?: string;
}

interface BarApi {
  value: (dimension: number) => number;
  coord: (point: [number, number]) => [number, number];
}

/** Losses on a value axis, so that quantiles stand where they are between the bars; those beyond the first mark in another colour. */
export function LossHistogram({
  title,
  fileName,
  bins,
  marks,
  unit,
  summary,
  height = 320,
  log = false,
  counted = "Scenarios",
}: LossHistogramProps) {
  const first = marks.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
  const option = (theme: ChartTheme): ChartOption => ({
    grid: { ...PLOT_GRID, top: 30 },
    tooltip: {
      ...tooltipLook(theme),
      formatter: ({ value: [low, high, count] }: { value: [number, number, number] }) =>
        `${formatValue(low)} to ${formatValue(high)}<br>${formatCount(count)} ${counted.toLowerCase()}`,
    },
    xAxis: {
      ...valueAxis(theme, { name: unit, log, min: bins[0]?.low, max: bins.at(-1)?.high }, false),
      // The edges of the bins are no round numbers: only the marks between them are written.
      axisLabel: {
        color: theme.ink2,
        fontFamily: FONT,
        fontSize: 11,
        formatter: formatCompact,
        showMinLabel: !log,
        showMaxLabel: !log,
        hideOverlap: true,
      },
      splitLine: { show: false },
    },
    yAxis: valueAxis(theme, { name: counted, format: formatCount }, true),
    series: [
      {
        type: "custom",
        clip: true,
        data: bins.map(({ low, high, count }) => [low, high, count]),
        encode: { x: [0, 1], y: 2 },
        renderItem: (_: unknown, api: BarApi) => {
          const [left, top] = api.coord([api.value(0), api.value(2)]);
          const [right, bottom] = api.coord([api.value(1), 0]);
          return {
            type: "rect",
            shape: { x: left + 0.5, y: top, width: Math.max(1, right - left - 1), height: bottom - top },
            style: { fill: api.value(0) >= first ? theme.mark : theme.series[0] },
          };
        },
        ...(marks.length > 0
          ? {
              markLine: {
                silent: true,
                symbol: "none",
                animation: false,
                // Along the line: quantiles stand too close for words side by side.
                label: { position: "insideEndTop", color: theme.ink, fontSize: 11 },
                lineStyle: { color: theme.mark, width: 1.4, type: "solid" },
                data: marks.map(({ at, label }) => ({ xAxis: at, label: { formatter: label } })),
              },
            }
          : {}),
      },
    ],
  });
  return (
    <ChartCard
      title={title}
      summary={summary ?? `Gains lie left of zero; the lines are the VaR at ${marks.map(({ label }) => label).join(", ")}.`}
      fileName={fileName}
      height={height}
      table={{ columns: ["From", "To", counted], rows: bins.map(({ low, high, count }) => [low, high, count]) }}
      option={option}
    />
  );
}
