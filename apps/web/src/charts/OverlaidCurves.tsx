"use client";
import { formatMetric } from "@/lib/format.ts";
import { ChartCard } from "./ChartCard.tsx";
import { type ChartTheme, legendLook, type Mark, markLines, PLOT_GRID, tooltipLook, valueAxis } from "./chart-theme.ts";
import type { ChartOption } from "./echarts.ts";

export interface OverlaidCurve {
  name: string;
  epochs: readonly number[];
  values: readonly number[];
  /** Curves of one group share a colour: SERIES of the group, QUIET for what dropped out, MARK for the one that is looked at. */
  tone: "SERIES" | "QUIET" | "MARK";
}

interface OverlaidCurvesProps {
  title: string;
  summary: string;
  fileName: string;
  valueName: string;
  curves: readonly OverlaidCurve[];
  /** What the tones stand for, in the legend. */
  words: Record<OverlaidCurve["tone"], string>;
  marks?: readonly Mark[];
  height?: number;
}

/** Beyond this many points symbols would cost more than they tell. */
const MOST_SYMBOLS = 3000;
const TONES = ["QUIET", "SERIES", "MARK"] as const;

/** A thousand curves in one plot: those of a tone are one path with gaps, so that the browser draws three series and not a thousand. */
export function OverlaidCurves({ title, summary, fileName, valueName, curves, words, marks = [], height = 320 }: OverlaidCurvesProps) {
  const groups = TONES.map((tone) => ({ tone, curves: curves.filter((curve) => curve.tone === tone) })).filter(
    (group) => group.curves.length > 0,
  );
  const option = (theme: ChartTheme): ChartOption => ({
    grid: { ...PLOT_GRID, top: 34 },
    legend: legendLook(
      theme,
      groups.map(({ tone }) => words[tone]),
    ),
    tooltip: {
      ...tooltipLook(theme),
      trigger: "item",
      formatter: ({ value }: { value: [number, number, string] }) =>
        `${value[2]}: ${formatMetric(value[1])} after ${value[0]} ${value[0] === 1 ? "epoch" : "epochs"}`.replaceAll("<", "&lt;"),
    },
    xAxis: { ...valueAxis(theme, { name: "Epoch" }, false), scale: true, minInterval: 1, splitLine: { show: false } },
    yAxis: {
      ...valueAxis(theme, { name: valueName, format: (value) => String(Number(value.toPrecision(4))) }, true),
      scale: true,
    },
    series: groups.map(({ tone, curves: group }, at) => {
      const color = tone === "MARK" ? theme.mark : tone === "QUIET" ? theme.series[2] : theme.series[0];
      const many = group.length > 12;
      const points = group.reduce((sum, { epochs }) => sum + epochs.length, 0);
      return {
        name: words[tone],
        type: "line",
        data: group.flatMap(({ name, epochs, values }) => [
          ...epochs.map((epoch, index) => [epoch, values[index] ?? null, name]),
          [epochs.at(-1) ?? 0, null, name],
        ]),
        connectNulls: false,
        symbol: "circle",
        symbolSize: many ? 3 : 5,
        showSymbol: points <= MOST_SYMBOLS,
        lineStyle: {
          width: tone === "MARK" ? 2.6 : many ? 1 : 1.6,
          color,
          opacity: group.length > 200 ? 0.2 : tone === "QUIET" ? 0.45 : many && tone === "SERIES" ? 0.7 : 1,
        },
        itemStyle: { color, opacity: many && tone !== "MARK" ? 0.4 : 1 },
        z: at + 2,
        ...(at === 0 && marks.length > 0 ? { markLine: markLines(theme, marks) } : {}),
      };
    }),
  });
  return (
    <ChartCard
      title={title}
      summary={summary}
      fileName={fileName}
      height={height}
      table={{
        columns: ["Curve", "Epoch", valueName],
        rows: curves.flatMap(({ name, epochs, values }) => epochs.map((epoch, at) => [name, epoch, values[at] ?? null])),
      }}
      option={option}
    />
  );
}
