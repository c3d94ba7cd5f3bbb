"use client";
import type { RunDetail } from "@/graphql/use-run.ts";
import { formatCount, formatInterval, formatMetric } from "@/lib/format.ts";
import { metricLook } from "@/lib/verdict.ts";
import { METHOD_WORDS } from "@/screens/comparison/ComparisonView.tsx";
import { Card } from "@/ui/Card.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";

/** How the model did on folds of the rows that are not the test's, before it was trained on all of them. */
export function FoldsCard({ folds: { method, folds, metrics } }: { folds: NonNullable<RunDetail["crossValidation"]> }) {
  const metricOf = (fold: (typeof folds)[number], name: string) => fold.metrics.find((metric) => metric.name === name)?.value ?? null;
  return (
    <Card
      title={`${METHOD_WORDS[method]}: ${folds.length} folds`}
      description="Each fold was judged by a model trained without it; none of them saw the test rows. The interval of the mean allows for the training rows that folds share."
      padded={false}
    >
      <TableScroll label="Folds">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">Fold</th>
              <th scope="col" className="num">
                Trained on
              </th>
              <th scope="col" className="num">
                Judged on
              </th>
              {metrics.map(({ name }) => (
                <th key={name} scope="col" className="num">
                  {metricLook(name).label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {folds.map((fold) => (
              <tr key={fold.fold}>
                <th scope="row">{fold.fold}</th>
                <td className="num">{formatCount(fold.trainRows)}</td>
                <td className="num">{formatCount(fold.testRows)}</td>
                {metrics.map(({ name }) => (
                  <td key={name} className="num">
                    {formatMetric(metricOf(fold, name))}
                  </td>
                ))}
              </tr>
            ))}
            <tr className="bg-surface-2 font-semibold">
              <th scope="row" colSpan={3}>
                Mean, standard deviation, 95 %
              </th>
              {metrics.map(({ name, mean, standardDeviation, low, high }) => (
                <td key={name} className="num">
                  {formatMetric(mean)}
                  <span className="block text-xs font-normal text-ink-3">{`± ${formatMetric(standardDeviation)}`}</span>
                  <span className="block text-xs font-normal text-ink-3">{formatInterval(low, high)}</span>
                </td>
              ))}
            </tr>
          </tbody>
        </table>
      </TableScroll>
    </Card>
  );
}
