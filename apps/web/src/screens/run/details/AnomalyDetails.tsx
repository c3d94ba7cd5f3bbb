"use client";
import { Columns } from "@/charts/Columns.tsx";
import { formatCount, formatMetric, formatPercent } from "@/lib/format.ts";
import { Card } from "@/ui/Card.tsx";
import { Facts } from "@/ui/Facts.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import type { Details } from "./TaskDetails.tsx";

type Anomaly = NonNullable<Details["anomaly"]>;

/** How the scores lie, where alerts begin, and what alerts on more or fewer rows would find. */
export function AnomalyDetails({ anomaly }: { anomaly: Anomaly }) {
  const { nRows, nAnomalies, nAlerts, alertsFrom, isLogarithmic, histogram, shares } = anomaly;
  const isAlert = (low: number): boolean => alertsFrom != null && low >= alertsFrom;
  return (
    <>
      <Facts
        facts={[
          { label: "Test rows", value: formatCount(nRows) },
          { label: "Alerts", value: formatCount(nAlerts), note: formatPercent(nAlerts / Math.max(1, nRows), 2) },
          { label: "Alerts from a score of", value: formatMetric(alertsFrom) },
          {
            label: "Known anomalies",
            value: nAnomalies == null ? "–" : formatCount(nAnomalies),
            note: nAnomalies == null ? "no labels: nothing says which alerts are right" : undefined,
          },
        ]}
      />
      <Columns
        title="Anomaly scores"
        summary={`Test rows by score${isLogarithmic ? ", bins of equal width in its logarithm" : ""}; higher is stranger.${alertsFrom == null ? "" : ` Alerts begin at ${formatMetric(alertsFrom)}.`}`}
        fileName="anomaly-scores"
        tight
        stacked
        names={histogram.map(({ low }) => formatMetric(low))}
        nameTitle="Score from"
        value={{ name: "Test rows", format: formatCount }}
        series={
          nAnomalies == null
            ? [
                {
                  name: "Test rows",
                  values: histogram.map(({ others }) => others),
                  tones: histogram.map(({ low }) => (isAlert(low) ? ("MARK" as const) : ("SERIES" as const))),
                },
              ]
            : [
                { name: "Not known as anomalies", values: histogram.map(({ others }) => others) },
                {
                  name: "Known anomalies",
                  values: histogram.map(({ anomalies }) => anomalies ?? 0),
                  tones: histogram.map(() => "MARK" as const),
                },
              ]
        }
        table={{
          columns: ["From", "To", "Others", "Known anomalies"],
          rows: histogram.map(({ low, high, others, anomalies }) => [low, high, others, anomalies ?? null]),
        }}
      />
      {shares.length > 0 ? (
        <Card
          title="Alerts on the strangest rows"
          description="How many alerts a team could look at, and what they would find: precision is the share of alerts that are anomalies, recall the share of anomalies that are alerts."
          padded={false}
        >
          <TableScroll label="Alerts by share">
            <table className="data-table">
              <thead>
                <tr>
                  <th scope="col">Strangest rows</th>
                  <th scope="col" className="num">
                    Alerts
                  </th>
                  <th scope="col" className="num">
                    Precision
                  </th>
                  <th scope="col" className="num">
                    Recall
                  </th>
                </tr>
              </thead>
              <tbody>
                {shares.map(({ share, nAlerts: count, precision, recall }) => (
                  <tr key={share}>
                    <th scope="row">{formatPercent(share, 1)}</th>
                    <td className="num">{formatCount(count)}</td>
                    <td className="num">{formatPercent(precision)}</td>
                    <td className="num">{formatPercent(recall)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        </Card>
      ) : null}
    </>
  );
}
