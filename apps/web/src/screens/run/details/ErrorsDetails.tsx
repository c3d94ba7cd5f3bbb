"use client";
import { Columns } from "@/charts/Columns.tsx";
import { Lines } from "@/charts/Lines.tsx";
import { Scatter } from "@/charts/Scatter.tsx";
import { formatCount, formatMetric, formatPercent } from "@/lib/format.ts";
import { Facts } from "@/ui/Facts.tsx";
import type { Details } from "./TaskDetails.tsx";

type Errors = NonNullable<Details["errors"]>;

/** Residuals: answers against what was, how errors lie, and whether the mean holds over the whole range. */
export function ErrorsDetails({ errors, target }: { errors: Errors; target: string }) {
  const { nRows, points, bias, standardDeviation, quantiles, histogram, tenths } = errors;
  const predicted = points.map((point) => point.predicted);
  const [low, high] = [Math.min(...predicted), Math.max(...predicted)];
  return (
    <>
      <Facts
        facts={[
          {
            label: "Mean error",
            value: formatMetric(bias),
            note: bias > 0 ? "answers are too low" : bias < 0 ? "answers are too high" : undefined,
          },
          { label: "Deviation of errors", value: formatMetric(standardDeviation), note: "standard deviation" },
          ...quantiles.map(({ level, error }) => ({
            label: level === 0.5 ? "Median error" : `${formatPercent(level, 0)} of errors`,
            value: formatMetric(error),
            note: level === 0.5 ? undefined : "lie below",
          })),
        ]}
      />
      <div className="grid gap-5 xl:grid-cols-2">
        <Scatter
          title="Answers against what was"
          summary={`${formatCount(points.length)} of ${formatCount(nRows)} test rows, evenly spread over the predictions; unit of ${target}.`}
          fileName="predicted-actual"
          x={{ name: "Predicted" }}
          y={{ name: "Actual" }}
          series={[
            { name: "Test rows", points: points.map((point) => ({ x: point.predicted, y: point.actual })), size: 5 },
            {
              name: "Actual = predicted",
              tone: "MARK",
              size: 3,
              points: Array.from({ length: 60 }, (_, at) => low + ((high - low) * at) / 59).map((value) => ({ x: value, y: value })),
            },
          ]}
        />
        <Scatter
          title="Errors by prediction"
          summary="Actual less predicted. A shape in this cloud is something that the model has not learned."
          fileName="residuals"
          x={{ name: "Predicted" }}
          y={{ name: "Error" }}
          marks={[{ axis: "y", at: 0 }]}
          series={[
            { name: "Test rows", points: points.map((point) => ({ x: point.predicted, y: point.actual - point.predicted })), size: 5 },
          ]}
        />
        <Columns
          title="Errors"
          summary={`How often each size of error occurs; mean ${formatMetric(bias)}.`}
          fileName="error-histogram"
          tight
          names={histogram.map((bin) => formatMetric((bin.low + bin.high) / 2))}
          nameTitle="Error, middle of the bin"
          value={{ name: "Test rows", format: formatCount }}
          series={[{ name: "Test rows", values: histogram.map((bin) => bin.count) }]}
          table={{ columns: ["From", "To", "Test rows"], rows: histogram.map((bin) => [bin.low, bin.high, bin.count]) }}
        />
        <Lines
          title="Mean over tenths of the rows"
          summary="Rows ordered by their prediction in ten parts: the mean actual value with its 95 % interval beside the mean prediction."
          fileName="prediction-tenths"
          x={{ name: "Mean predicted" }}
          y={{ name: "Mean actual" }}
          series={[
            { name: "Actual", points: tenths.map((part) => [part.meanPredicted, part.meanActual, part.low, part.high]) },
            { name: "As predicted", look: "DASHED", tone: "QUIET", points: tenths.map((part) => [part.meanPredicted, part.meanPredicted]) },
          ]}
        />
      </div>
    </>
  );
}
