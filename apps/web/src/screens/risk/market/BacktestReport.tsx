"use client";
import { useState } from "react";
import type { VarBacktestQuery } from "@/generated/graphql.ts";
import { VarBacktestDocument } from "@/graphql/risk/market.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatPercent } from "@/lib/format.ts";
import { SelectField } from "@/ui/SelectField.tsx";
import { ErrorState, SkeletonCards, SkeletonRows } from "@/ui/states.tsx";
import { BacktestSummary } from "./BacktestSummary.tsx";
import { BacktestTests } from "./BacktestTests.tsx";
import { ConfidenceSets } from "./ConfidenceSets.tsx";
import { ExceedanceChart } from "./ExceedanceChart.tsx";
import { ForecastButton } from "./ForecastButton.tsx";
import { SeriesFacts } from "./SeriesFacts.tsx";
import { unitFigure } from "./unit-figure.ts";
import { useMarketTitles } from "./use-market-titles.ts";

export type Backtest = NonNullable<NonNullable<VarBacktestQuery["run"]>["varBacktest"]>;
export type BacktestStudy = Backtest["studies"][number];
export type BacktestMethod = BacktestStudy["methods"][number];
export type BacktestLevel = BacktestMethod["levels"][number];

/** What each method said of the days ahead, every day it was exceeded, and every test of it. */
export function BacktestReport({ runId }: { runId: string }) {
  const { data, error, reload } = useData(VarBacktestDocument, { id: runId });
  const title = useMarketTitles();
  const [asked, setAsked] = useState({ horizon: "", alpha: "", label: "" });
  if (error) return <ErrorState message={error} onRetry={reload} />;
  const backtest = data?.run?.varBacktest;
  if (!backtest) {
    return (
      <>
        <SkeletonCards />
        <SkeletonRows rows={8} />
      </>
    );
  }
  const study = backtest.studies.find(({ horizon }) => String(horizon) === asked.horizon) ?? backtest.studies[0];
  const alpha = backtest.alphas.find((level) => String(level) === asked.alpha) ?? Math.max(...backtest.alphas);
  const method = study?.methods.find(({ label }) => label === (asked.label || backtest.chosen)) ?? study?.methods[0];
  const level = method?.levels.find((candidate) => candidate.alpha === alpha);
  if (!study || !method || !level) return null;
  return (
    <>
      <SeriesFacts series={backtest.series} />
      {data?.run?.modelVersion ? <ForecastButton version={data.run.modelVersion} /> : null}
      <div className="grid max-w-3xl gap-4 sm:grid-cols-3">
        <SelectField
          label="Level"
          value={String(alpha)}
          options={backtest.alphas.map((value) => ({ value: String(value), label: formatPercent(value, 1) }))}
          onChange={(value) => setAsked({ ...asked, alpha: value })}
        />
        <SelectField
          label="Method"
          value={method.label}
          options={study.methods.map(({ label }) => ({ value: label, label: title(label) }))}
          onChange={(value) => setAsked({ ...asked, label: value })}
        />
        {backtest.studies.length > 1 ? (
          <SelectField
            label="Horizon"
            value={String(study.horizon)}
            options={backtest.studies.map(({ horizon }) => ({
              value: String(horizon),
              label: `${horizon} ${horizon === 1 ? "day" : "days"}`,
            }))}
            onChange={(value) => setAsked({ ...asked, horizon: value })}
          />
        ) : null}
      </div>
      <BacktestSummary
        study={study}
        alpha={alpha}
        chosen={backtest.chosen}
        level={backtest.level}
        title={title}
        figure={unitFigure(backtest.series.unit)}
      />
      <ExceedanceChart study={study} level={level} name={title(method.label)} unit={backtest.series.unit} />
      <BacktestTests level={level} name={title(method.label)} testLevel={backtest.level} />
      <ConfidenceSets sets={study.confidenceSets.filter((set) => set.alpha === alpha)} title={title} />
    </>
  );
}
