"use client";
import { useId } from "react";
import { formatCount, formatMetric, formatPercent } from "@/lib/format.ts";
import type { ThresholdRow } from "@/lib/run-types.ts";
import { ratesOf } from "@/lib/thresholds.ts";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";

interface ThresholdPanelProps {
  rows: readonly ThresholdRow[];
  at: number;
  modelThreshold: number;
  positive: string;
  negative: string;
  onMove: (threshold: number) => void;
}

/** The load line: how much risk is taken aboard. Each position is one row of the report. */
export function ThresholdPanel({ rows, at, modelThreshold, positive, negative, onMove }: ThresholdPanelProps) {
  const id = useId();
  const row = rows[at];
  if (!row) return null;
  const rates = ratesOf(row);
  const figures = [
    { label: "Approval rate", value: formatPercent(rates.approvalRate), note: "rows below the threshold" },
    { label: "Event rate among approved", value: formatPercent(rates.approvedEventRate, 2), note: "what still gets through" },
    { label: "Precision", value: formatPercent(rates.precision), note: "events among the flagged" },
    { label: "Recall", value: formatPercent(rates.recall), note: "events that are flagged" },
    { label: "Accuracy", value: formatPercent(rates.accuracy), note: `majority class ${formatPercent(majorityShare(row))}` },
  ];
  return (
    <Card
      title="Where the line is drawn"
      description="Move the threshold and read what it costs. A look only: the model's own threshold stays as it is."
      actions={
        row.threshold === modelThreshold ? null : (
          <Button size="sm" onClick={() => onMove(modelThreshold)}>
            Back to the model's {formatMetric(modelThreshold)}
          </Button>
        )
      }
    >
      <div className="grid gap-x-10 gap-y-5 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="min-w-0">
          <div className="flex items-baseline justify-between gap-3">
            <label htmlFor={id} className="font-semibold">
              Decision threshold
            </label>
            <output htmlFor={id} className="text-2xl font-semibold text-mark" data-testid="threshold">
              {formatMetric(row.threshold)}
            </output>
          </div>
          <input
            id={id}
            type="range"
            className="load-line"
            min={0}
            max={rows.length - 1}
            step={1}
            value={at}
            aria-valuetext={`Threshold ${formatMetric(row.threshold)}, approval rate ${formatPercent(rates.approvalRate)}`}
            onChange={(event) => {
              const next = rows[Number(event.target.value)];
              if (next) onMove(next.threshold);
            }}
          />
          <div aria-hidden="true" className="flex justify-between text-xs text-ink-3">
            <span>flag everyone</span>
            <span>approve everyone</span>
          </div>
          <dl className="mt-4 grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-3">
            {figures.map((figure) => (
              <div key={figure.label}>
                <dt className="caption">{figure.label}</dt>
                <dd className="text-xl font-semibold">{figure.value}</dd>
                <dd className="text-xs text-ink-3">{figure.note}</dd>
              </div>
            ))}
          </dl>
        </div>
        <ConfusionMatrix row={row} positive={positive} negative={negative} />
      </div>
    </Card>
  );
}

function majorityShare(row: ThresholdRow): number {
  const positives = row.truePositives + row.falseNegatives;
  const negatives = row.trueNegatives + row.falsePositives;
  return Math.max(positives, negatives) / Math.max(1, positives + negatives);
}

function ConfusionMatrix({ row, positive, negative }: { row: ThresholdRow; positive: string; negative: string }) {
  const total = ratesOf(row).total;
  const cell = (count: number, right: boolean) => (
    <td className={right ? "rounded-sm bg-good-soft p-3 text-center" : "rounded-sm bg-mark-soft p-3 text-center"}>
      <span className="block text-xl font-semibold">{formatCount(count)}</span>
      <span className="block text-xs text-ink-2">{formatPercent(count / Math.max(1, total))}</span>
    </td>
  );
  return (
    <table className="w-full border-separate border-spacing-1 text-sm" data-testid="confusion">
      <caption className="caption mb-1 text-left">Confusion matrix</caption>
      <thead>
        <tr>
          <td />
          <th scope="col" className="px-1 pb-1 text-xs font-semibold text-ink-2">
            approved
          </th>
          <th scope="col" className="px-1 pb-1 text-xs font-semibold text-ink-2">
            flagged
          </th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row" className="max-w-32 pr-2 text-left text-xs font-semibold text-ink-2 [overflow-wrap:anywhere]">
            {negative}
          </th>
          {cell(row.trueNegatives, true)}
          {cell(row.falsePositives, false)}
        </tr>
        <tr>
          <th scope="row" className="max-w-32 pr-2 text-left text-xs font-semibold text-ink-2 [overflow-wrap:anywhere]">
            {positive}
          </th>
          {cell(row.falseNegatives, false)}
          {cell(row.truePositives, true)}
        </tr>
      </tbody>
    </table>
  );
}
