import type { ModelVersionQuery, ScoreMutation } from "@/generated/graphql.ts";
import { cx } from "@/lib/cx.ts";
import { formatMetric, formatPercent, formatValue } from "@/lib/format.ts";
import { Card } from "@/ui/Card.tsx";
import { EmptyState } from "@/ui/states.tsx";
import { DraughtGauge } from "./DraughtGauge.tsx";

/** What a version that scores rows reads and says. */
export type Signature = NonNullable<NonNullable<ModelVersionQuery["modelVersion"]>["signature"]>;
export type ScoreValue = Extract<ScoreMutation["score"], { __typename: "ScoreSuccess" }>["scores"][number];

interface ScoreResultCardProps {
  score: ScoreValue | null;
  /** The score of the record before it was changed; null = nothing to compare with. */
  pinned: ScoreValue | null;
  stale: boolean;
  signature: Signature;
}

export function ScoreResultCard({ score, pinned, stale, signature }: ScoreResultCardProps) {
  if (!score) {
    return (
      <Card title="Result">
        <EmptyState title="Not scored yet">Change what you like and press Score.</EmptyState>
      </Card>
    );
  }
  const { probability, value, decision } = score;
  const over = probability !== null && probability !== undefined && probability >= signature.threshold;
  return (
    <Card
      title="Result"
      description={stale ? "The record was changed since; press Score again." : undefined}
      className={stale ? "border-dashed border-line-strong" : undefined}
    >
      {probability !== null && probability !== undefined ? (
        <div className="flex items-stretch gap-6">
          <DraughtGauge probability={probability} threshold={signature.threshold} />
          <div className="flex flex-col justify-center gap-4">
            <div>
              <p className="caption">Probability</p>
              <p className="text-3xl font-semibold" data-testid="probability">
                {formatPercent(probability, 2)}
              </p>
              <Change from={pinned?.probability} to={probability} />
              <p className="text-sm text-ink-3">of {signature.positiveLabel ? `outcome ${signature.positiveLabel}` : "the event"}</p>
            </div>
            <div>
              <p className="caption">Decision</p>
              <p className={cx("text-xl font-semibold", over ? "text-mark" : "text-good")} data-testid="decision">
                {decision === null || decision === undefined ? (over ? "Flagged" : "Approved") : `Outcome ${decision}`}
              </p>
              <p className="text-sm text-ink-3">
                {over ? "above" : "below"} the line at {formatPercent(signature.threshold, 0)}
              </p>
            </div>
          </div>
        </div>
      ) : null}
      {value !== null && value !== undefined ? <p className="text-3xl font-semibold">{formatValue(value)}</p> : null}
      {score.probabilities.length > 2 ? (
        <dl className="mt-4 grid grid-cols-[1fr_auto] gap-x-4 gap-y-1">
          {score.probabilities.map((entry) => (
            <div key={entry.label} className="contents">
              <dt>{entry.label}</dt>
              <dd className="text-right font-semibold">{formatPercent(entry.value)}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {score.reasons.length > 0 ? (
        <Reasons reasons={score.reasons} />
      ) : (
        <p className="mt-5 border-t border-line pt-4 text-sm text-ink-2">Nothing in this record moves the score away from the reference.</p>
      )}
    </Card>
  );
}

/** How far the change of the record moved the score. */
function Change({ from, to }: { from: number | null | undefined; to: number }) {
  if (from == null || Math.abs(to - from) < 5e-5) return null;
  return (
    <p className={cx("text-sm font-semibold", to > from ? "text-mark" : "text-good")}>
      {`${to > from ? "+" : "−"}${(Math.abs(to - from) * 100).toFixed(2)} points, from ${formatPercent(from, 2)}`}
    </p>
  );
}

/** Each reason pushes the score up (right, red) or down (left, blue) from the reference. */
function Reasons({ reasons }: { reasons: ScoreValue["reasons"] }) {
  const most = Math.max(...reasons.map((reason) => Math.abs(reason.contribution)), 1e-12);
  return (
    <section aria-label="Reasons" className="mt-5 border-t border-line pt-4">
      <h3 className="font-semibold">Reasons</h3>
      <p className="mb-3 text-xs text-ink-3">Parts of the log-odds, against a background of training rows.</p>
      <ol className="flex flex-col gap-3">
        {reasons.map((reason) => {
          const share = (Math.abs(reason.contribution) / most) * 50;
          const raises = reason.contribution >= 0;
          return (
            <li key={`${reason.feature}/${reason.text}`}>
              <div className="flex items-baseline justify-between gap-3 text-sm">
                <span className="min-w-0 [overflow-wrap:anywhere]">{reason.text}</span>
                <span
                  className={cx("font-semibold", raises ? "text-mark" : "text-sea")}
                >{`${raises ? "+" : "−"}${formatMetric(Math.abs(reason.contribution))}`}</span>
              </div>
              <div aria-hidden="true" className="relative mt-1 h-2 rounded-full bg-surface-3">
                <span className="absolute inset-y-0 left-1/2 w-px bg-line-strong" />
                <span
                  className={cx("absolute inset-y-0 rounded-full", raises ? "bg-chart-mark" : "bg-chart-1")}
                  style={{ left: `${raises ? 50 : 50 - share}%`, width: `${share}%` }}
                />
              </div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
