"use client";
import type { SeriesFactsFragment } from "@/generated/graphql.ts";
import { formatCount, formatMetric } from "@/lib/format.ts";
import { Facts } from "@/ui/Facts.tsx";
import { Notice } from "@/ui/states.tsx";
import { unitFigure } from "./unit-figure.ts";

const LONG_RUN = 5;
const DAYS_A_YEAR = 252;

/** The returns that a study stands on, and what about them should make a reader careful. */
export function SeriesFacts({ series }: { series: SeriesFactsFragment }) {
  const figure = unitFigure(series.unit);
  const { read } = series;
  return (
    <>
      <Facts
        facts={[
          { label: "Returns", value: formatCount(series.nReturns), note: read.from && read.to ? `${read.from} to ${read.to}` : undefined },
          {
            label: "Deviation a day",
            value: figure(series.deviation),
            note: `${figure(series.deviation * Math.sqrt(DAYS_A_YEAR))} a year of 252 days`,
          },
          { label: "Worst day", value: figure(series.min), note: `best ${figure(series.max)}` },
          { label: "Skewness", value: formatMetric(series.skewness) },
          { label: "Kurtosis", value: formatMetric(series.kurtosis), note: "3 for a normal law" },
          { label: "Rows left out", value: formatCount(read.nDropped), note: `of ${formatCount(read.nRows + read.nDropped)}` },
        ]}
      />
      {series.longestZeroRun >= LONG_RUN ? (
        <Notice tone="warn" title={`${series.longestZeroRun} returns of exactly zero in a row`}>
          Prices may have been filled forward, or nothing was traded: volatility is understated there.
        </Notice>
      ) : null}
    </>
  );
}
