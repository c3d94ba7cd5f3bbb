"use client";
import { Lines } from "@/charts/Lines.tsx";
import type { VolatilityQuery } from "@/generated/graphql.ts";
import { VolatilityDocument } from "@/graphql/risk/market.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCount, formatMetric } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Card } from "@/ui/Card.tsx";
import { CsvButton } from "@/ui/CsvButton.tsx";
import { ErrorState, SkeletonCards, SkeletonRows } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { ConfidenceSets } from "./ConfidenceSets.tsx";
import { ForecastButton } from "./ForecastButton.tsx";
import { ParameterTable } from "./ParameterTable.tsx";
import { pathAxis, pathPoints, pWords } from "./path-points.ts";
import { SeriesFacts } from "./SeriesFacts.tsx";
import { unitFigure } from "./unit-figure.ts";
import { useMarketTitles } from "./use-market-titles.ts";

type Study = NonNullable<NonNullable<VolatilityQuery["run"]>["volatility"]>;

/** Volatility models beside each other: losses, who may be the best, and what they say of tomorrow. */
export function VolatilityReport({ runId }: { runId: string }) {
  const { data, error, reload } = useData(VolatilityDocument, { id: runId });
  const title = useMarketTitles("VOLATILITY");
  if (error) return <ErrorState message={error} onRetry={reload} />;
  const study = data?.run?.volatility;
  if (!study) {
    return (
      <>
        <SkeletonCards />
        <SkeletonRows rows={8} />
      </>
    );
  }
  const { models, horizons, path, realised, range, proxy } = study;
  const figure = unitFigure(study.series.unit);
  return (
    <>
      <SeriesFacts series={study.series} />
      {data?.run?.modelVersion ? <ForecastButton version={data.run.modelVersion} /> : null}
      <LossTable study={study} title={title} />
      <Lines
        title={`Forecast volatility, ${horizons[0]} ${horizons[0] === 1 ? "day" : "days"} ahead`}
        summary={`${formatCount(range.nOrigins)} days that no fit had seen, measured by ${proxy === "MEASURE" ? "the daily variance" : "squared returns"}; not annualised.`}
        fileName="volatility-forecasts"
        height={340}
        x={pathAxis(path)}
        y={{ name: "Volatility", format: figure, fromZero: true }}
        series={[
          { name: "Realised", tone: "QUIET", points: pathPoints(path, realised) },
          ...models.map(({ label, path: values }) => ({ name: title(label), points: pathPoints(path, values) })),
        ]}
      />
      <ConfidenceSets sets={study.confidenceSets} title={title} />
      <Comparisons study={study} title={title} />
      <Card
        title="Forecasts from the last day read"
        description="Volatility of the return over the horizon, not annualised."
        padded={false}
      >
        <TableScroll label="Newest forecasts">
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">Model</th>
                {horizons.map((days) => (
                  <th key={days} scope="col" className="num">{`${days} ${days === 1 ? "day" : "days"}`}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {models.map(({ label, latest }) => (
                <tr key={label}>
                  <th scope="row">{title(label)}</th>
                  {horizons.map((days) => {
                    const forecast = latest.find(({ horizon }) => horizon === days);
                    return (
                      <td key={days} className="num">
                        {forecast ? figure(forecast.volatility) : "–"}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      </Card>
      <ParameterTable entries={models.map(({ label, parameters }) => ({ label: title(label), parameters }))} />
    </>
  );
}

function LossTable({ study: { models, horizons, chosen, confidenceSets }, title }: { study: Study; title: (name: string) => string }) {
  const isMember = (label: string, days: number): boolean =>
    confidenceSets.find(({ horizon, loss }) => horizon === days && loss === "QLIKE")?.members.find(({ name }) => name === label)
      ?.isMember ?? false;
  return (
    <Card
      title="Losses"
      description="QLIKE weighs misses in calm and in wild times alike; MSE is ruled by the wildest days. Lower is better, and bold is a member of the confidence set."
      padded={false}
      actions={
        <CsvButton
          fileName="volatility-losses"
          label="Losses: download CSV"
          columns={["Model", "Horizon", "Days", "QLIKE", "MSE"]}
          rows={models.flatMap(({ label, losses }) => losses.map(({ horizon, n, qlike, mse }) => [label, horizon, n, qlike, mse]))}
        />
      }
    >
      <TableScroll label="Losses of the models">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">Model</th>
              {horizons.map((days) => (
                <th key={days} scope="col" className="num">{`QLIKE, ${days} ${days === 1 ? "day" : "days"}`}</th>
              ))}
              {horizons.map((days) => (
                <th key={days} scope="col" className="num">{`MSE, ${days} ${days === 1 ? "day" : "days"}`}</th>
              ))}
              <th scope="col" className="num">
                Fits
              </th>
            </tr>
          </thead>
          <tbody>
            {models.map(({ label, losses, nFits }) => (
              <tr key={label}>
                <th scope="row">
                  {title(label)} {label === chosen ? <Badge tone="good">registered</Badge> : null}
                </th>
                {horizons.map((days) => (
                  <td key={days} className={isMember(label, days) ? "num font-semibold" : "num text-ink-2"}>
                    {formatMetric(losses.find(({ horizon }) => horizon === days)?.qlike)}
                  </td>
                ))}
                {horizons.map((days) => (
                  <td key={days} className="num text-ink-2">
                    {formatMetric(losses.find(({ horizon }) => horizon === days)?.mse)}
                  </td>
                ))}
                <td className="num">{formatCount(nFits)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Card>
  );
}

function Comparisons({ study, title }: { study: Study; title: (name: string) => string }) {
  const rows = study.comparisons.filter(({ loss }) => loss === "QLIKE");
  return (
    <Card
      title="Pair by pair"
      description="Diebold and Mariano's test by QLIKE: better only where p < 0.05, and with many pairs some fall below it by chance."
      padded={false}
      actions={
        <CsvButton
          fileName="volatility-comparisons"
          label="Pair by pair: download CSV"
          columns={["Horizon", "Loss", "A", "B", "Mean difference", "Statistic", "p", "Better"]}
          rows={study.comparisons.map((pair) => [
            pair.horizon ?? null,
            pair.loss,
            pair.a,
            pair.b,
            pair.meanDifference,
            pair.statistic ?? null,
            pair.pValue,
            pair.better ?? null,
          ])}
        />
      }
    >
      <div className="max-h-[24rem] overflow-y-auto">
        <TableScroll label="Pairs of models">
          <table className="data-table">
            <thead className="sticky top-0 bg-surface">
              <tr>
                <th scope="col">Pair</th>
                <th scope="col" className="num">
                  Horizon
                </th>
                <th scope="col" className="num">
                  Difference of QLIKE
                </th>
                <th scope="col" className="num">
                  Statistic
                </th>
                <th scope="col" className="num">
                  p
                </th>
                <th scope="col">Better</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((pair) => (
                <tr key={`${pair.horizon}/${pair.a}/${pair.b}`}>
                  <th scope="row">{`${title(pair.a)} against ${title(pair.b)}`}</th>
                  <td className="num">{pair.horizon}</td>
                  <td className="num">{formatMetric(pair.meanDifference)}</td>
                  <td className="num">{pair.statistic == null ? "–" : pair.statistic.toFixed(2)}</td>
                  <td className="num">{pWords(pair.pValue)}</td>
                  <td>{pair.better ? title(pair.better) : <span className="text-ink-3">neither</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      </div>
    </Card>
  );
}
