import { cx } from "@/lib/cx.ts";
import { formatInterval, formatMetric } from "@/lib/format.ts";
import type { BaselineResult, Metric } from "@/lib/run-types.ts";
import { accuracySentence, metricLook, testMetric, type Verdict, verdict } from "@/lib/verdict.ts";

interface VerdictCardProps {
  metrics: readonly Metric[];
  baselines: readonly BaselineResult[];
}

const HEADLINES = ["auc", "average_precision", "ks", "brier", "rmse", "mae", "r2", "macro_f1", "log_loss"];
const WORDS: Record<Verdict["tone"], string> = {
  good: "Better than the baseline",
  warn: "Not beyond chance",
  bad: "Worse than the baseline",
  info: "No comparison",
};
const LINES: Record<Verdict["tone"], string> = { good: "bg-good", warn: "bg-warn", bad: "bg-bad", info: "bg-sea" };
const INKS: Record<Verdict["tone"], string> = { good: "text-good", warn: "text-warn", bad: "text-bad", info: "text-sea" };

/** The headline numbers, and the sentence a validator would write under them. */
export function VerdictCard({ metrics, baselines }: VerdictCardProps) {
  const result = verdict(metrics, baselines);
  const accuracy = accuracySentence(metrics);
  const headline = HEADLINES.flatMap((name) => {
    const metric = testMetric(metrics, name);
    return metric ? [metric] : [];
  }).slice(0, 4);
  return (
    <section aria-label="Verdict" className="overflow-hidden rounded-lg border border-line bg-surface shadow-card">
      {result ? <div aria-hidden="true" className={cx("h-1", LINES[result.tone])} /> : null}
      <div className="grid gap-x-10 gap-y-4 p-5 xl:grid-cols-[minmax(0,1fr)_auto]">
        <div className="max-w-[68ch]">
          {result ? <p className={cx("caption", INKS[result.tone])}>{WORDS[result.tone]}</p> : null}
          {result ? (
            <p className="mt-1 text-lg" data-testid="verdict">
              {result.sentence}
            </p>
          ) : null}
          {accuracy ? <p className="mt-1.5 text-ink-2">{accuracy}</p> : null}
        </div>
        <dl className="flex flex-wrap gap-x-8 gap-y-3">
          {headline.map((metric) => (
            <div key={metric.name}>
              <dt className="caption">{metricLook(metric.name).label}</dt>
              <dd className="text-2xl font-semibold">{formatMetric(metric.value)}</dd>
              <dd className="text-xs text-ink-3">{formatInterval(metric.low, metric.high)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </section>
  );
}
