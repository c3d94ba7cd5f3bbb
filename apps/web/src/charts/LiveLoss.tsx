"use client";
import { useEffect, useRef } from "react";
import UPlot from "uplot";
import { formatMetric } from "@/lib/format.ts";
import { FONT, useChartTheme } from "./chart-theme.ts";

interface LiveLossProps {
  history: readonly { epoch: number; name: string; value: number }[];
  /** Epochs asked for, so that the axis does not grow under the reader. */
  epochs: number | null;
  height?: number;
}

/** Training and validation loss as the epochs arrive. */
export function LiveLoss({ history, epochs, height = 260 }: LiveLossProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const theme = useChartTheme();
  const data = lossColumns(history);
  const latest = useRef(data);
  latest.current = data;
  useEffect(() => {
    const element = host.current;
    if (!element || !theme) return;
    const axis = {
      stroke: theme.ink2,
      font: `11px ${FONT}`,
      grid: { stroke: theme.grid, width: 1 },
      ticks: { show: false },
      labelFont: `12px ${FONT}`,
    };
    const made = new UPlot(
      {
        width: element.clientWidth,
        height,
        cursor: { drag: { x: false, y: false } },
        legend: { show: false },
        scales: { x: { time: false, range: () => [1, Math.max(2, epochs ?? 0, latest.current[0].at(-1) ?? 0)] } },
        axes: [
          { ...axis, label: "Epoch", labelSize: 24, size: 34, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] },
          {
            ...axis,
            label: "Loss",
            labelSize: 24,
            size: 52,
            values: (_, ticks) => ticks.map((tick) => String(Number(tick.toPrecision(4)))),
          },
        ],
        series: [
          { label: "Epoch" },
          {
            label: "Training loss",
            stroke: theme.series[0],
            width: 2,
            points: { show: true, size: 6, fill: theme.series[0] },
            value: (_, value) => formatMetric(value),
          },
          {
            label: "Validation loss",
            stroke: theme.series[1],
            width: 2,
            dash: [6, 4],
            points: { show: true, size: 6, fill: theme.series[1] },
            value: (_, value) => formatMetric(value),
          },
        ],
      },
      latest.current,
      element,
    );
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [theme, epochs, height]);
  useEffect(() => {
    plot.current?.setData(data);
  }, [data]);
  const last = history.filter((point) => point.name === "loss").at(-1);
  const words = last ? `Loss ${formatMetric(last.value)} after epoch ${last.epoch}.` : "No epoch is over yet.";
  return (
    <figure aria-label="Live loss curve">
      <figcaption className="mb-1 flex flex-wrap gap-x-5 text-xs text-ink-2">
        <span className="inline-flex items-center gap-1.5">
          <span aria-hidden="true" className="h-0.5 w-5 bg-chart-1" />
          Training loss
        </span>
        <span className="inline-flex items-center gap-1.5">
          <span aria-hidden="true" className="w-5 border-t-2 border-dashed border-chart-2" />
          Validation loss
        </span>
      </figcaption>
      <div ref={host} role="img" aria-label={`Training and validation loss by epoch. ${words}`} className="w-full overflow-hidden" />
    </figure>
  );
}

function lossColumns(history: LiveLossProps["history"]): UPlot.AlignedData {
  const epochs = [...new Set(history.map((point) => point.epoch))].sort((a, b) => a - b);
  const values = (name: string): (number | null)[] =>
    epochs.map((epoch) => history.find((point) => point.epoch === epoch && point.name === name)?.value ?? null);
  return [epochs, values("loss"), values("val_loss")];
}
