"use client";
import { Columns } from "@/charts/Columns.tsx";
import { Lines } from "@/charts/Lines.tsx";
import { formatCount } from "@/lib/format.ts";
import type { Details } from "./TaskDetails.tsx";

type Forecast = NonNullable<Details["forecast"]>;
const AXES: Record<Forecast["axis"], string> = { TIME: "Time", NUMBER: "Time column", ROW: "Row of the test part" };

/** The forecast beside what came, and whether its errors are still alike from row to row. */
export function ForecastDetails({
  forecast: { nRows, axis, points, autocorrelation, bound },
  target,
}: {
  forecast: Forecast;
  target: string;
}) {
  const beyond = autocorrelation.filter(({ value }) => Math.abs(value) > bound).length;
  const banded = points.some(({ low }) => low != null);
  return (
    <>
      <Lines
        title="Forecast against actual"
        summary={`${target} of ${formatCount(points.length)}${points.length < nRows ? ` of ${formatCount(nRows)}` : ""} test rows in order of time${banded ? "; the band lies between the outer quantiles" : ""}.`}
        fileName="forecast-actual"
        height={340}
        x={{ name: AXES[axis], time: axis === "TIME" }}
        y={{ name: target }}
        series={[
          { name: "Actual", points: points.map(({ at, actual }) => [at, actual]) },
          {
            name: "Forecast",
            look: "DASHED",
            tone: "MARK",
            points: points.map(({ at, predicted, low, high }) => [at, predicted, low ?? null, high ?? null]),
          },
        ]}
      />
      {autocorrelation.length > 0 ? (
        <Columns
          title="Autocorrelation of the errors"
          summary={
            beyond === 0
              ? "No lag stands out beyond chance: the errors of neighbouring rows are not alike."
              : `${beyond} of ${autocorrelation.length} lags stand out beyond chance: errors are alike from row to row, so something is left to learn.`
          }
          fileName="error-autocorrelation"
          names={autocorrelation.map(({ lag }) => String(lag))}
          nameTitle="Rows apart"
          value={{ name: "Correlation" }}
          marks={[
            { axis: "y", at: bound },
            { axis: "y", at: -bound },
          ]}
          series={[
            {
              name: "Correlation",
              values: autocorrelation.map(({ value }) => value),
              tones: autocorrelation.map(({ value }) => (Math.abs(value) > bound ? ("MARK" as const) : ("SERIES" as const))),
            },
          ]}
        />
      ) : null}
    </>
  );
}
