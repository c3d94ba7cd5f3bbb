"use client";
import { formatCount, formatMetric, formatPercent } from "@/lib/format.ts";
import type { EvaluationReport, Metric } from "@/lib/run-types.ts";
import { ChartCard } from "./ChartCard.tsx";
import { type ChartTheme, PLOT_GRID, tooltipLook, valueAxis } from "./chart-theme.ts";
import type { ChartOption } from "./echarts.ts";

type Report = Pick<EvaluationReport, "nRows" | "nPositive" | "roc" | "precisionRecall" | "calibration" | "histogram">;
type MetricLike = Pick<Metric, "value" | "low" | "high"> | undefined;

/** The load line: where the chosen threshold falls, with its disc. */
const loadLine = (theme: ChartTheme, axis: "xAxis" | "yAxis", at: number): Record<string, unknown> => ({
  silent: true,
  symbol: "none",
  animation: false,
  label: { show: true, formatter: `threshold ${formatMetric(at)}`, color: theme.mark, fontSize: 11, position: "insideEndTop" },
  lineStyle: { color: theme.mark, width: 2, type: "solid" },
  data: [{ [axis]: at }],
});

const dot = (theme: ChartTheme, x: number, y: number): Record<string, unknown> => ({
  type: "scatter",
  silent: true,
  z: 5,
  symbol: "circle",
  symbolSize: 13,
  itemStyle: { color: theme.surface, borderColor: theme.mark, borderWidth: 3 },
  data: [[x, y]],
});

/** A curve over the unit square with the area under it lightly filled. */
const filledCurve = (theme: ChartTheme, name: string, data: number[][]): Record<string, unknown> => ({
  name,
  type: "line",
  showSymbol: false,
  data,
  lineStyle: { width: 2.2, color: theme.series[0] },
  itemStyle: { color: theme.series[0] },
  areaStyle: { color: theme.series[0], opacity: 0.07 },
});

/** What a curve is to be read against: chance, the base rate, perfection. */
const dashedLine = (theme: ChartTheme, name: string, from: number[], to: number[]): Record<string, unknown> => ({
  name,
  type: "line",
  silent: true,
  showSymbol: false,
  data: [from, to],
  tooltip: { show: false },
  lineStyle: { color: theme.series[2], type: "dashed", width: 1 },
});

const share = (value: number): string => formatPercent(value, 0);

/** The operating point, straight from the chosen row of the threshold table. */
export interface OperatingPoint {
  threshold: number;
  falsePositiveRate: number | null;
  recall: number | null;
  precision: number | null;
}

export function RocChart({ report, auc, point }: { report: Report; auc: MetricLike; point: OperatingPoint | null }) {
  const option = (theme: ChartTheme): ChartOption => ({
    grid: PLOT_GRID,
    tooltip: { ...tooltipLook(theme), trigger: "axis", valueFormatter: (value: unknown) => formatMetric(Number(value)) },
    xAxis: valueAxis(theme, { name: "False positive rate", min: 0, max: 1, format: share }, false),
    yAxis: valueAxis(theme, { name: "True positive rate (recall)", min: 0, max: 1, format: share }, true),
    series: [
      filledCurve(
        theme,
        "True positive rate",
        report.roc.map((row) => [row.falsePositiveRate, row.truePositiveRate]),
      ),
      dashedLine(theme, "Chance", [0, 0], [1, 1]),
      ...(point?.falsePositiveRate != null && point.recall != null ? [dot(theme, point.falsePositiveRate, point.recall)] : []),
    ],
  });
  return (
    <ChartCard
      title="ROC curve"
      summary={auc ? `Area ${formatMetric(auc.value)}; the disc is the chosen threshold.` : "The disc is the chosen threshold."}
      fileName="roc"
      table={{
        columns: ["Threshold", "False positive rate", "True positive rate"],
        rows: report.roc.map((row) => [row.threshold, row.falsePositiveRate, row.truePositiveRate]),
      }}
      option={option}
    />
  );
}

export function PrecisionRecallChart({
  report,
  averagePrecision,
  point,
}: {
  report: Report;
  averagePrecision: MetricLike;
  point: OperatingPoint | null;
}) {
  const base = report.nRows > 0 ? report.nPositive / report.nRows : 0;
  const option = (theme: ChartTheme): ChartOption => ({
    grid: PLOT_GRID,
    tooltip: { ...tooltipLook(theme), trigger: "axis", valueFormatter: (value: unknown) => formatMetric(Number(value)) },
    xAxis: valueAxis(theme, { name: "Recall", min: 0, max: 1, format: share }, false),
    yAxis: valueAxis(theme, { name: "Precision", min: 0, max: 1, format: share }, true),
    series: [
      filledCurve(
        theme,
        "Precision",
        report.precisionRecall.map((row) => [row.recall, row.precision]),
      ),
      dashedLine(theme, "Base rate", [0, base], [1, base]),
      ...(point?.recall != null && point.precision != null ? [dot(theme, point.recall, point.precision)] : []),
    ],
  });
  return (
    <ChartCard
      title="Precision and recall"
      summary={`${averagePrecision ? `Average precision ${formatMetric(averagePrecision.value)}; ` : ""}dashed: the base rate, ${formatPercent(base)}.`}
      fileName="precision-recall"
      table={{
        columns: ["Threshold", "Recall", "Precision"],
        rows: report.precisionRecall.map((row) => [row.threshold, row.recall, row.precision]),
      }}
      option={option}
    />
  );
}

export function CalibrationChart({ report, brier }: { report: Report; brier: MetricLike }) {
  const option = (theme: ChartTheme): ChartOption => ({
    grid: PLOT_GRID,
    tooltip: {
      ...tooltipLook(theme),
      trigger: "item",
      formatter: ({ dataIndex }: { dataIndex: number }) => calibrationWords(report.calibration[dataIndex]),
    },
    xAxis: valueAxis(theme, { name: "Mean predicted probability", min: 0, max: 1, format: share }, false),
    yAxis: valueAxis(theme, { name: "Observed rate", min: 0, max: 1, format: share }, true),
    series: [
      dashedLine(theme, "Perfect", [0, 0], [1, 1]),
      {
        type: "custom",
        silent: true,
        renderItem: intervalItem(theme.series[0]),
        data: report.calibration.map((bin) => [bin.meanPredicted, bin.low, bin.high]),
        encode: { x: 0, y: [1, 2] },
      },
      {
        name: "Observed rate",
        type: "line",
        symbol: "circle",
        symbolSize: 8,
        data: report.calibration.map((bin) => [bin.meanPredicted, bin.observedRate]),
        lineStyle: { width: 1.6, color: theme.series[0] },
        itemStyle: { color: theme.series[0] },
      },
    ],
  });
  return (
    <ChartCard
      title="Calibration"
      summary={`${brier ? `Brier score ${formatMetric(brier.value)}; ` : ""}bins of equal count with 95 % intervals, dashed: perfect.`}
      fileName="calibration"
      table={{
        columns: ["Mean predicted", "Observed rate", "Low", "High", "Rows"],
        rows: report.calibration.map((bin) => [bin.meanPredicted, bin.observedRate, bin.low, bin.high, bin.count]),
      }}
      option={option}
    />
  );
}

const calibrationWords = (bin: Report["calibration"][number] | undefined): string =>
  bin
    ? `predicted ${formatPercent(bin.meanPredicted)}<br>observed ${formatPercent(bin.observedRate)} (${formatPercent(bin.low)} to ${formatPercent(bin.high)})<br>${formatCount(bin.count)} rows`
    : "";

interface RenderApi {
  value: (dimension: number) => number;
  coord: (point: [number, number]) => [number, number];
}

const intervalItem = (stroke: string) => (_: unknown, api: RenderApi) => {
  const [x, low] = api.coord([api.value(0), api.value(1)]);
  const [, high] = api.coord([api.value(0), api.value(2)]);
  const line = (x1: number, y1: number, x2: number, y2: number) => ({
    type: "line",
    shape: { x1, y1, x2, y2 },
    style: { stroke, lineWidth: 1.4, opacity: 0.75 },
  });
  return { type: "group", children: [line(x, low, x, high), line(x - 4, low, x + 4, low), line(x - 4, high, x + 4, high)] };
};

export function ScoreHistogram({
  report,
  threshold,
  positive,
  negative,
}: {
  report: Report;
  threshold: number;
  positive: string;
  negative: string;
}) {
  const bars = (theme: ChartTheme, name: string, color: string, values: number[], marked: boolean): Record<string, unknown> => ({
    name,
    type: "bar",
    stack: "rows",
    barCategoryGap: "8%",
    data: report.histogram.map((bin, at) => [(bin.low + bin.high) / 2, values[at]]),
    itemStyle: { color },
    ...(marked ? { markLine: loadLine(theme, "xAxis", threshold) } : {}),
  });
  const option = (theme: ChartTheme): ChartOption => ({
    grid: { ...PLOT_GRID, top: 34 },
    legend: { top: 4, right: 12, itemWidth: 12, itemHeight: 8, textStyle: { color: theme.ink2, fontSize: 11 }, data: [negative, positive] },
    tooltip: {
      ...tooltipLook(theme),
      trigger: "axis",
      axisPointer: { type: "shadow" },
      valueFormatter: (value: unknown) => formatCount(Number(value)),
    },
    xAxis: {
      ...valueAxis(theme, { name: "Score", min: 0, max: 1, format: (value) => value.toFixed(1) }, false),
      splitLine: { show: false },
    },
    yAxis: valueAxis(theme, { name: "Test rows", format: formatCount }, true),
    series: [
      bars(
        theme,
        negative,
        theme.series[0],
        report.histogram.map((bin) => bin.negatives),
        false,
      ),
      bars(
        theme,
        positive,
        theme.series[1],
        report.histogram.map((bin) => bin.positives),
        true,
      ),
    ],
  });
  return (
    <ChartCard
      title="Scores by class"
      summary={`${formatCount(report.nRows)} test rows, ${formatCount(report.nPositive)} of them events.`}
      fileName="score-histogram"
      table={{
        columns: ["From", "To", negative, positive],
        rows: report.histogram.map((bin) => [bin.low, bin.high, bin.negatives, bin.positives]),
      }}
      option={option}
    />
  );
}

export function LearningCurves({ history }: { history: readonly { epoch: number; name: string; value: number }[] }) {
  const names = [...new Set(history.map((point) => point.name))];
  const losses = names.filter((name) => name === "loss" || name === "val_loss");
  const epochs = [...new Set(history.map((point) => point.epoch))].sort((a, b) => a - b);
  const at = new Map(history.map((point) => [`${point.epoch}/${point.name}`, point.value]));
  const label = (name: string): string => (name === "loss" ? "Training loss" : name === "val_loss" ? "Validation loss" : name);
  const option = (theme: ChartTheme): ChartOption => ({
    grid: { ...PLOT_GRID, top: 34 },
    legend: { top: 4, right: 12, itemWidth: 16, itemHeight: 8, textStyle: { color: theme.ink2, fontSize: 11 } },
    tooltip: { ...tooltipLook(theme), trigger: "axis", valueFormatter: (value: unknown) => formatMetric(Number(value)) },
    xAxis: {
      ...valueAxis(theme, { name: "Epoch", min: epochs[0], max: epochs.at(-1) }, false),
      minInterval: 1,
      splitLine: { show: false },
    },
    yAxis: { ...valueAxis(theme, { name: "Loss", format: (value) => String(Number(value.toPrecision(3))) }, true), scale: true },
    series: losses.map((name) => {
      const color = name === "loss" ? theme.series[0] : theme.series[1];
      return {
        name: label(name),
        type: "line",
        symbol: name === "loss" ? "circle" : "diamond",
        symbolSize: 6,
        data: history.filter((point) => point.name === name).map((point) => [point.epoch, point.value]),
        lineStyle: { width: 2, color, type: name === "loss" ? "solid" : "dashed" },
        itemStyle: { color },
      };
    }),
  });
  return (
    <ChartCard
      title="Learning curves"
      summary={`Loss after each of ${epochs.length} epochs.`}
      fileName="learning-curves"
      table={{
        columns: ["Epoch", ...names.map(label)],
        rows: epochs.map((epoch) => [epoch, ...names.map((name) => at.get(`${epoch}/${name}`) ?? null)]),
      }}
      option={option}
    />
  );
}
