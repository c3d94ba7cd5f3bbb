"use client";
import { Lines } from "@/charts/Lines.tsx";
import type { PredictionQuery } from "@/generated/graphql.ts";
import { PredictionDocument } from "@/graphql/risk/market.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCount, formatMetric, formatPercent } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Card } from "@/ui/Card.tsx";
import { Facts } from "@/ui/Facts.tsx";
import { ErrorState, Notice, SkeletonCards, SkeletonRows } from "@/ui/states.tsx";
import { ForecastButton } from "./ForecastButton.tsx";
import { pWords } from "./path-points.ts";
import { StrategyTable } from "./StrategyTable.tsx";
import { strategyWords } from "./strategy-words.ts";

export type Prediction = NonNullable<NonNullable<PredictionQuery["run"]>["prediction"]>;
type Coefficient = Prediction["ic"];

/** Whether forecasts went with what followed, and what trading on them would have kept after costs. */
export function PredictionReport({ runId }: { runId: string }) {
  const { data, error, reload } = useData(PredictionDocument, { id: runId });
  if (error) return <ErrorState message={error} onRetry={reload} />;
  const prediction = data?.run?.prediction;
  if (!prediction) {
    return (
      <>
        <SkeletonCards />
        <SkeletonRows rows={8} />
      </>
    );
  }
  const { ic, rankIc, hitRate, audit, strategies, againstNaive, days } = prediction;
  const note = (coefficient: Coefficient): string => `t ${coefficient.tStatistic.toFixed(2)}, p ${pWords(coefficient.pValue)}`;
  const curve = (pick: (strategy: Prediction["strategies"][number]) => readonly number[]) =>
    strategies.map((strategy, at) => ({
      name: strategyWords(strategy.name),
      points: days.map((day, place) => [Date.parse(day), pick(strategy)[place] ?? null] as const),
      ...(at > 0 ? { look: "DASHED" as const } : {}),
    }));
  return (
    <>
      <Facts
        facts={[
          { label: "IC", value: formatMetric(ic.mean), note: note(ic) },
          { label: "Rank IC", value: formatMetric(rankIc.mean), note: note(rankIc) },
          { label: "ICIR", value: formatMetric(ic.ratio), note: `rank ${formatMetric(rankIc.ratio)}` },
          {
            label: "Hit rate",
            value: formatPercent(hitRate.rate, 2),
            note: `the more frequent sign alone: ${formatPercent(hitRate.majority, 2)}`,
          },
          { label: "Predictions", value: formatCount(prediction.nPredictions), note: `${prediction.from} to ${prediction.to}` },
          {
            label: "Features",
            value: prediction.featureNames.length,
            note: `${prediction.assets.length} ${prediction.assets.length === 1 ? "asset" : "assets"}`,
          },
        ]}
      />
      {audit ? (
        <Notice
          tone={audit.verdict === "PASS" ? "warn" : "bad"}
          title={`An IC of ${formatMetric(audit.ic)} a day is too good: the leakage audit says ${audit.verdict.toLowerCase()}`}
        >
          {audit.findings.map(({ check, verdict, detail }) => `${check}: ${verdict.toLowerCase()}, ${detail}`).join(" ")}
        </Notice>
      ) : null}
      {hitRate.rate <= hitRate.majority ? (
        <Notice tone="info" title="Always naming the more frequent sign would have been right as often">
          The direction alone carries no news here.
        </Notice>
      ) : null}
      {data?.run?.modelVersion ? <ForecastButton version={data.run.modelVersion} /> : null}
      <div className="grid gap-5 xl:grid-cols-2">
        <Lines
          title="Wealth, net of costs"
          summary="Of one unit: the strategy beside buy and hold, equal weight and the same rule on the naive forecast."
          fileName="prediction-wealth"
          height={340}
          x={{ name: "Day", time: true }}
          y={{ name: "Wealth" }}
          series={curve(({ wealth }) => wealth)}
        />
        <Lines
          title="Drawdown"
          summary="Loss from the highest value before, as a share of it."
          fileName="prediction-drawdown"
          height={340}
          x={{ name: "Day", time: true }}
          y={{ name: "Drawdown", format: (value) => formatPercent(value, 0), fromZero: true }}
          series={curve(({ drawdown }) => drawdown)}
        />
      </div>
      <StrategyTable strategies={strategies} />
      <Lines
        title={ic.kind === "CROSS_SECTION" ? "Information coefficient by day" : "Information coefficient by stretch"}
        summary={
          ic.kind === "CROSS_SECTION"
            ? "Over the assets of each day; it varies far more than its mean is large."
            : "Over stretches of 63 days, as there are fewer than five assets."
        }
        fileName="information-coefficient"
        x={{ name: "Day", time: true }}
        y={{ name: "IC" }}
        marks={[
          { axis: "y", at: 0 },
          { axis: "y", at: ic.mean, label: "mean" },
        ]}
        series={[{ name: "IC", points: ic.days.map((day, place) => [Date.parse(day), ic.values[place] ?? null] as const) }]}
      />
      <div className="grid gap-5 xl:grid-cols-2">
        {againstNaive ? (
          <Card title="Against the last return as a forecast" description="Squared errors, Diebold and Mariano's test.">
            <p>
              {`Difference ${formatMetric(againstNaive.meanDifference)}, p ${pWords(againstNaive.pValue)} over ${formatCount(againstNaive.n)} forecasts: `}
              <Badge tone={againstNaive.better === "MODEL" ? "good" : "warn"}>
                {againstNaive.better === "MODEL"
                  ? "the model is better"
                  : againstNaive.better === "NAIVE"
                    ? "the naive forecast is better"
                    : "neither is better"}
              </Badge>
            </p>
          </Card>
        ) : null}
        <Card title="Scores of the newest day" description="What the model says of the days ahead.">
          <ul className="columns-2 text-sm sm:columns-3">
            {prediction.latest
              .toSorted((a, b) => b.score - a.score)
              .map(({ asset, score }) => (
                <li key={asset} className="flex justify-between gap-3 pr-4">
                  <span>{asset || "The series"}</span>
                  <span>{formatMetric(score)}</span>
                </li>
              ))}
          </ul>
        </Card>
      </div>
    </>
  );
}
