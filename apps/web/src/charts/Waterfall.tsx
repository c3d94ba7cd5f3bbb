"use client";
import { formatMetric } from "@/lib/format.ts";
import { ChartCard } from "./ChartCard.tsx";
import { type ChartTheme, nameAxis, nameRoom, PLOT_GRID, tooltipLook, valueAxis } from "./chart-theme.ts";
import type { ChartOption } from "./echarts.ts";

export interface WaterfallProps {
  title: string;
  summary: string;
  fileName: string;
  /** Where it starts, e.g. the mean of the background. */
  base: { name: string; value: number };
  steps: readonly { name: string; value: number }[];
  /** What the steps lead to. */
  end: string;
  unit: string;
}

/** From a base to a result by the parts that make it up: red raises, blue lowers. */
export function Waterfall({ title, summary, fileName, base, steps, end, unit }: WaterfallProps) {
  const places = [{ name: base.name, from: 0, to: base.value, isTotal: true }];
  let at = base.value;
  for (const { name, value } of steps) {
    places.push({ name, from: at, to: at + value, isTotal: false });
    at += value;
  }
  places.push({ name: end, from: 0, to: at, isTotal: true });
  const names = places.map(({ name }) => name);
  const option = (theme: ChartTheme): ChartOption => ({
    grid: { ...PLOT_GRID, left: nameRoom(names), right: 70 },
    tooltip: {
      ...tooltipLook(theme),
      trigger: "item",
      formatter: ({ dataIndex }: { dataIndex: number }) => wordsOf(places[dataIndex]),
    },
    xAxis: { ...valueAxis(theme, { name: unit }, false), scale: true },
    yAxis: nameAxis(theme, names, true),
    series: [
      {
        type: "custom",
        renderItem: span,
        encode: { x: [1, 2], y: 0 },
        data: places.map(({ from, to, isTotal }, row) => ({
          value: [row, from, to],
          itemStyle: { color: isTotal ? theme.series[2] : to >= from ? theme.mark : theme.series[0] },
        })),
      },
      {
        type: "scatter",
        silent: true,
        symbolSize: 0,
        data: places.map(({ from, to, isTotal }, row) => [Math.max(from, to), row, isTotal ? to : to - from]),
        label: {
          show: true,
          position: "right",
          color: theme.ink2,
          fontSize: 11,
          formatter: ({ value: [, row, shown] }: { value: [number, number, number] }) =>
            `${places[row]?.isTotal || shown < 0 ? "" : "+"}${formatMetric(shown)}`,
        },
      },
    ],
  });
  return (
    <ChartCard
      title={title}
      summary={summary}
      fileName={fileName}
      height={Math.max(180, 70 + 26 * places.length)}
      table={{
        columns: ["Part", unit, "Sum so far"],
        rows: places.map(({ name, from, to, isTotal }) => [name, isTotal ? to : to - from, to]),
      }}
      option={option}
    />
  );
}

interface SpanApi {
  value: (dimension: number) => number;
  coord: (point: [number, number]) => [number, number];
  visual: (name: "color") => string;
}

function span(_: unknown, api: SpanApi): Record<string, unknown> {
  const row = api.value(0);
  const [from, y] = api.coord([api.value(1), row]);
  const [to] = api.coord([api.value(2), row]);
  return {
    type: "rect",
    shape: { x: Math.min(from, to), y: y - 8, width: Math.max(1.5, Math.abs(to - from)), height: 16, r: 2 },
    style: { fill: api.visual("color") },
  };
}

const wordsOf = (place: { name: string; from: number; to: number; isTotal: boolean } | undefined): string =>
  place ? `${place.name.replaceAll("<", "&lt;")}: ${formatMetric(place.isTotal ? place.to : place.to - place.from)}` : "";
