"use client";
import { MarketForecastDocument } from "@/graphql/risk/market.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCount, formatMetric, formatPercent } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Card } from "@/ui/Card.tsx";
import { CsvButton } from "@/ui/CsvButton.tsx";
import { Facts } from "@/ui/Facts.tsx";
import { ErrorState, Notice, SkeletonCards } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";

const days = (horizon: number): string => `${horizon} ${horizon === 1 ? "day" : "days"}`;

/** The morning's figures: a version fitted on the newest window and asked about the days after it. */
export function ForecastReport({ runId }: { runId: string }) {
  const { data, error, reload } = useData(MarketForecastDocument, { id: runId });
  if (error) return <ErrorState message={error} onRetry={reload} />;
  const forecast = data?.run?.marketForecast;
  if (!forecast) return <SkeletonCards />;
  const { volatility, tail, scores, yesterday } = forecast;
  const hits = yesterday?.levels.filter(({ isHit }) => isHit) ?? [];
  const rows = [
    ...volatility.map(({ horizon, volatility: value }) => ({ what: "Volatility", horizon, level: "–", value, es: null as number | null })),
    ...tail.map(({ horizon, alpha, var: value, es }) => ({ what: "VaR", horizon, level: formatPercent(alpha, 1), value, es })),
  ];
  return (
    <>
      <Facts
        facts={[
          { label: "Last day known", value: forecast.day ?? "–", note: `${formatCount(forecast.nRows)} rows` },
          ...tail.slice(0, 4).map(({ horizon, alpha, var: value, es }) => ({
            label: `VaR ${formatPercent(alpha, 1)}, ${days(horizon)}`,
            value: formatMetric(value),
            note: `ES ${formatMetric(es)}`,
          })),
          ...volatility
            .slice(0, 4)
            .map(({ horizon, volatility: value }) => ({ label: `Volatility, ${days(horizon)}`, value: formatMetric(value) })),
        ]}
      />
      {yesterday ? (
        <Notice
          tone={hits.length > 0 ? "bad" : "good"}
          title={`${yesterday.day ?? "The newest day"}: a loss of ${formatMetric(yesterday.loss)}`}
        >
          {yesterday.levels
            .map(
              ({ alpha, var: value, isHit }) => `VaR ${formatPercent(alpha, 1)} was ${formatMetric(value)}: ${isHit ? "exceeded" : "held"}`,
            )
            .join("; ")}
        </Notice>
      ) : null}
      {rows.length > 0 ? (
        <Card
          title="Forecasts"
          padded={false}
          actions={
            <CsvButton
              fileName="forecasts"
              label="Forecasts: download CSV"
              columns={["Figure", "Horizon", "Level", "Value", "ES"]}
              rows={rows.map(({ what, horizon, level, value, es }) => [what, horizon, level, value, es])}
            />
          }
        >
          <TableScroll label="Forecasts">
            <table className="data-table">
              <thead>
                <tr>
                  <th scope="col">Figure</th>
                  <th scope="col" className="num">
                    Horizon
                  </th>
                  <th scope="col" className="num">
                    Level
                  </th>
                  <th scope="col" className="num">
                    Value
                  </th>
                  <th scope="col" className="num">
                    ES
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map(({ what, horizon, level, value, es }) => (
                  <tr key={`${what}/${horizon}/${level}`}>
                    <th scope="row">{what}</th>
                    <td className="num">{days(horizon)}</td>
                    <td className="num">{level}</td>
                    <td className="num font-semibold">{formatMetric(value)}</td>
                    <td className="num">{formatMetric(es)}</td>
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
                  <Badge tone={score > 0 ? "good" : "neutral"}>{`${asset || "series"} ${formatMetric(score)}`}</Badge>
                </li>
              ))}
          </ul>
        </Card>
      ) : null}
    </>
  );
}
