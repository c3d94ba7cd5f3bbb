"use client";
import { Intervals } from "@/charts/Intervals.tsx";
import { Lines } from "@/charts/Lines.tsx";
import type { FitVerdict } from "@/generated/graphql.ts";
import { formatInterval, formatMetric } from "@/lib/format.ts";
import type { EvaluationReport } from "@/lib/run-types.ts";
import { metricLook } from "@/lib/verdict.ts";
import { Badge, type BadgeTone } from "@/ui/Badge.tsx";
import { Card } from "@/ui/Card.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";

type Overfit = NonNullable<EvaluationReport["overfit"]>;

const VERDICTS: Record<FitVerdict, { word: string; tone: BadgeTone }> = {
  SOUND: { word: "Sound", tone: "good" },
  OVERFITS: { word: "Overfits", tone: "bad" },
  UNDERFITS: { word: "Underfits", tone: "warn" },
};

/** Whether the network learned its training rows by heart: both losses by epoch, and the gap of each metric with its interval. */
export function FitCard({ overfit }: { overfit: Overfit }) {
  const { verdict, sentences, gaps, curve, lowestEpoch, weightsOfEpoch } = overfit;
  const known = gaps.filter(({ low, high }) => low != null && high != null);
  return (
    <>
      <Card title="Fit" actions={<Badge tone={VERDICTS[verdict].tone}>{VERDICTS[verdict].word}</Badge>} padded={false}>
        <div className="max-w-[80ch] px-4 pb-3 text-ink-2" data-testid="fit-sentences">
          {sentences.map((sentence) => (
            <p key={sentence} className="mt-1">
              {sentence}
            </p>
          ))}
        </div>
        {gaps.length > 0 ? (
          <TableScroll label="Training against test">
            <table className="data-table">
              <thead>
                <tr>
                  <th scope="col">Metric</th>
                  <th scope="col" className="num">
                    Training rows
                  </th>
                  <th scope="col" className="num">
                    Test rows
                  </th>
                  <th scope="col" className="num">
                    Gap (95 %)
                  </th>
                </tr>
              </thead>
              <tbody>
                {gaps.map(({ name, train, test, gap, low, high }) => (
                  <tr key={name}>
                    <th scope="row">{metricLook(name).label}</th>
                    <td className="num">{formatMetric(train)}</td>
                    <td className="num">{formatMetric(test)}</td>
                    <td className="num">
                      <span className="font-semibold">{formatMetric(gap)}</span>
                      <span className="block text-xs text-ink-3">{formatInterval(low, high)}</span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        ) : null}
      </Card>
      <div className="grid gap-5 xl:grid-cols-2">
        {curve.length > 0 ? (
          <Lines
            title="Learning curves"
            summary={`Loss by epoch; the weights kept are those of epoch ${weightsOfEpoch}${lowestEpoch ? `, the lowest validation loss is at epoch ${lowestEpoch}` : ""}.`}
            fileName="fit-curves"
            x={{ name: "Epoch" }}
            y={{ name: "Loss" }}
            series={[
              { name: "Training rows", points: curve.map(({ epoch, train }) => [epoch, train]) },
              ...(curve.some(({ validation }) => validation != null)
                ? [
                    {
                      name: "Validation rows",
                      look: "DASHED" as const,
                      points: curve.map(({ epoch, validation }) => [epoch, validation ?? null] as const),
                    },
                  ]
                : []),
            ]}
            marks={[{ axis: "x", at: weightsOfEpoch, label: "kept" }]}
          />
        ) : null}
        {known.length > 0 ? (
          <Intervals
            title="Gap of each metric"
            summary="How much worse it is on the test rows than on the training rows; right of zero is worse on new rows."
            fileName="fit-gaps"
            x={{ name: "Gap" }}
            rowName="Metric"
            marks={[{ axis: "x", at: 0 }]}
            rows={known.map(({ name, gap, low, high }) => ({
              name: metricLook(name).label,
              value: gap,
              low: low ?? null,
              high: high ?? null,
              tone: (low ?? 0) > 0 ? "MARK" : "SERIES",
            }))}
          />
        ) : null}
      </div>
    </>
  );
}
