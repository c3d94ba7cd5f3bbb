"use client";
import { Lines } from "@/charts/Lines.tsx";
import { formatCount, formatPercent } from "@/lib/format.ts";
import type { Backtest, BacktestLevel, BacktestStudy } from "./BacktestReport.tsx";
import { pathAxis, pathPoints } from "./path-points.ts";
import { unitFigure } from "./unit-figure.ts";

interface ExceedanceChartProps {
  study: BacktestStudy;
  level: BacktestLevel;
  name: string;
  unit: Backtest["series"]["unit"];
}

/** Every day's loss under the VaR that had been forecast for it; days above it are marked. */
export function ExceedanceChart({ study: { path, losses }, level, name, unit }: ExceedanceChartProps) {
  const figure = unitFigure(unit, 1);
  const hits = new Set(level.hitPlaces);
  const points = pathPoints(path, losses);
  return (
    <Lines
      title={`Exceedances of ${name} at ${formatPercent(level.alpha, 1)}`}
      summary={`${formatCount(level.hits)} hits in ${formatCount(level.n)} days, ${level.expectedHits.toFixed(1)} expected. Losses are positive; a mark is a day on which the loss was above VaR.`}
      fileName="exceedances"
      height={380}
      x={pathAxis(path)}
      y={{ name: "Loss", format: figure }}
      series={[
        { name: "Loss", tone: "QUIET", points },
        { name: "VaR", points: pathPoints(path, level.varPath) },
        ...(level.esPath.length > 0 ? [{ name: "ES", look: "DASHED" as const, points: pathPoints(path, level.esPath) }] : []),
        { name: "Above VaR", look: "DOTS", tone: "MARK", points: points.filter((_, place) => hits.has(place)) },
      ]}
      table={{
        columns: [path.days.length > 0 ? "Day" : "Row", "Loss", "VaR", "ES", "Above VaR"],
        rows: path.at.map((at, place) => [
          path.days[place] ?? at,
          losses[place] ?? null,
          level.varPath[place] ?? null,
          level.esPath[place] ?? null,
          hits.has(place) ? "yes" : "",
        ]),
      }}
    />
  );
}
