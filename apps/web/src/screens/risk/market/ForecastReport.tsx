"use client";
import type { MarketForecastQuery } from "@/generated/graphql.ts";
import { MarketForecastDocument } from "@/graphql/risk/market.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCount, formatMetric, formatPercent } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Card } from "@/ui/Card.tsx";
import { CsvButton } from "@/ui/CsvButton.tsx";
import { Facts } from "@/ui/Facts.tsx";
import { ErrorState, Notice, SkeletonCards } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { unitFigure } from "./unit-figure.ts";

const DAYS_A_YEAR = 252;
type ForecastFit = NonNullable<NonNullable<NonNullable<MarketForecastQuery["run"]>["marketForecast"]>["fit"]>;

const days = (horizon: number): string => `${horizon} ${horizon === 1 ? "day" : "days"}`;

const FIT_WORDS = {
  STORED: "The version's own",
  DUE: "Refitted, as due",
  OTHER_ROWS: "Fitted on these rows",
  NOT_STORED: "Fitted on these rows",
} as const;

/** Why the parameters are those. */
function fitNote({ source, throughDay, rowsSince, refitEvery }: ForecastFit): string {
  if (source === "OTHER_ROWS") return "the data set does not go on from the version's own rows";
  if (source === "NOT_STORED") return "the version keeps no fit of its own";
  const since = rowsSince === 1 ? "1 row" : `${formatCount(rowsSince)} rows`;
  return `through ${throughDay ?? "–"}, ${since} since, refitted every ${formatCount(refitEvery)}`;
}

/** The morning's figures: a version's fit, filtered over the newest rows and asked about the days after them. */
export function ForecastReport({ runId }: { runId: string }) {
  const { data, error, reload } = useData(MarketForecastDocument, { id: runId });
  if (error) return <ErrorState message={error} onRetry={reload} />;
  const forecast = data?.run?.marketForecast;
  if (!forecast) return <SkeletonCards />;
  const { volatility, tail, scores, yesterday } = forecast;
  const hits = yesterday?.levels.filter(({ isHit }) => isHit) ?? [];
  const figure = unitFigure(forecast.unit);
  const yearly = ({ horizon, volatility: value }: { horizon: number; volatility: number }): number =>
    value * Math.sqrt(DAYS_A_YEAR / horizon);
  const isTail = tail.length > 0;
  const columns = isTail ? ["Horizon", "Level", "VaR", "ES"] : ["Horizon", "Volatility", "A year of 252 days"];
  const rows = isTail
    ? tail.map(({ horizon, alpha, var: value, es }) => ({ key: `${horizon}/${alpha}`, horizon, level: alpha, figures: [value, es] }))
    : volatility.map((one) => ({ key: String(one.horizon), horizon: one.horizon, level: null, figures: [one.volatility, yearly(one)] }));
  return (
    <>
      <Facts
        facts={[
          { label: "Last day known", value: forecast.day ?? "–", note: `${formatCount(forecast.nRows)} rows` },
          ...(forecast.fit ? [{ label: "Parameters", value: FIT_WORDS[forecast.fit.source], note: fitNote(forecast.fit) }] : []),
          ...tail.slice(0, 4).map(({ horizon, alpha, var: value, es }) => ({
            label: `VaR ${formatPercent(alpha, 1)}, ${days(horizon)}`,
            value: figure(value),
            note: `ES ${figure(es)}`,
          })),
          ...volatility.slice(0, 4).map((one) => ({
            label: `Volatility, ${days(one.horizon)}`,
            value: figure(one.volatility),
            note: `${figure(yearly(one))} a year of ${DAYS_A_YEAR} days`,
          })),
        ]}
      />
      {yesterday ? (
        <Notice
          tone={hits.length > 0 ? "bad" : "good"}
          title={`${yesterday.day ?? "The newest day"}: ${yesterday.loss < 0 ? `a gain of ${figure(-yesterday.loss)}` : `a loss of ${figure(yesterday.loss)}`}`}
        >
          {yesterday.levels
            .map(({ alpha, var: value, isHit }) => `VaR ${formatPercent(alpha, 1)} was ${figure(value)}: ${isHit ? "exceeded" : "held"}`)
            .join("; ")}
        </Notice>
      ) : null}
      {rows.length > 0 ? (
        <Card
          title="Forecasts"
          description={`Of the ${forecast.unit === "CURRENCY" ? "profit and loss of the positions, in account currency" : "return"} over the trading days after ${forecast.day ?? "the last row"}.`}
          padded={false}
          actions={
            <CsvButton
              fileName="forecasts"
              label="Forecasts: download CSV"
              columns={columns}
              rows={rows.map(({ horizon, level, figures }) => [horizon, ...(level === null ? [] : [level]), ...figures])}
            />
          }
        >
          <TableScroll label="Forecasts">
            <table className="data-table">
              <thead>
                <tr>
                  {columns.map((column, at) => (
                    <th key={column} scope="col" className={at > 0 ? "num" : undefined}>
                      {column}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map(({ key, horizon, level, figures: [first, second] }) => (
                  <tr key={key}>
                    <th scope="row">{days(horizon)}</th>
                    {level === null ? null : <td className="num">{formatPercent(level, 1)}</td>}
                    <td className="num font-semibold">{figure(first)}</td>
                    <td className="num">{figure(second)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        </Card>
      ) : null}
      {scores.length > 0 ? (
        <Card title="Scores" description="Highest first.">
          <ul className="flex flex-wrap gap-2">
            {scores
              .toSorted((a, b) => b.score - a.score)
              .map(({ asset, score }) => (
                <li key={asset}>
                  <Badge tone={score > 0 ? "good" : "neutral"}>{`${asset || "The series"} ${formatMetric(score)}`}</Badge>
                </li>
              ))}
          </ul>
        </Card>
      ) : null}
    </>
  );
}
