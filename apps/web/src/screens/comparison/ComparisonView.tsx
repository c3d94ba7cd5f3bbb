"use client";
import { Intervals } from "@/charts/Intervals.tsx";
import type { ComparisonQuery, VerdictKind } from "@/generated/graphql.ts";
import { ComparisonDocument } from "@/graphql/choosing.ts";
import { useData } from "@/graphql/use-data.ts";
import { useReloadAtEnd } from "@/graphql/use-reload-at-end.ts";
import { isOver, type RunDetail } from "@/graphql/use-run.ts";
import { cx } from "@/lib/cx.ts";
import { formatCount, formatDuration } from "@/lib/format.ts";
import { metricLook } from "@/lib/verdict.ts";
import { Facts } from "@/ui/Facts.tsx";
import { ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { CandidateTable } from "./CandidateTable.tsx";
import { FoldTable } from "./FoldTable.tsx";
import { PairTable } from "./PairTable.tsx";

export type ModelComparison = NonNullable<NonNullable<ComparisonQuery["run"]>["comparison"]>;

export const METHOD_WORDS: Record<ModelComparison["method"], string> = {
  HOLD_OUT: "Hold-out",
  K_FOLD: "K-fold",
  GROUP_K_FOLD: "Grouped folds",
  TIME_SERIES: "Walking forward",
  PURGED: "Purged folds",
};
const VERDICTS: Record<VerdictKind, { word: string; line: string; ink: string }> = {
  NETWORK_WINS: { word: "The network wins", line: "bg-good", ink: "text-good" },
  BASELINE_WINS: { word: "The baseline wins", line: "bg-bad", ink: "text-bad" },
  NO_DIFFERENCE: { word: "No difference beyond chance", line: "bg-warn", ink: "text-warn" },
  NO_BASELINE: { word: "No baseline to beat", line: "bg-sea", ink: "text-sea" },
};

export function ComparisonView({ run }: { run: RunDetail }) {
  const { data, loading, error, reload } = useData(ComparisonDocument, { id: run.id }, { pollMs: isOver(run.status) ? null : 3000 });
  useReloadAtEnd(run.status, reload);
  if (loading) return <SkeletonRows rows={8} label="Loading the comparison" />;
  if (error) return <ErrorState message={error} onRetry={reload} />;
  const comparison = data?.run?.comparison;
  return comparison ? <ComparisonReport comparison={comparison} /> : null;
}

function ComparisonReport({ comparison }: { comparison: ModelComparison }) {
  const { candidates, pairs, metric, verdict, better, method, nRows } = comparison;
  const { label } = metricLook(metric);
  const judged = candidates.filter(({ mean }) => mean != null);
  const ranked = judged.toSorted((a, b) => (better === "LOWER" ? 1 : -1) * ((a.mean ?? 0) - (b.mean ?? 0)));
  const rankOf = (model: string): number => ranked.findIndex(({ name }) => name === model) + 1;
  const nFolds = Math.max(0, ...candidates.map(({ folds }) => folds.length));
  return (
    <>
      {verdict ? (
        <section aria-label="Verdict" className="overflow-hidden rounded-lg border border-line bg-surface shadow-card">
          <div aria-hidden="true" className={cx("h-1", VERDICTS[verdict.kind].line)} />
          <div className="p-5">
            <p className={cx("caption", VERDICTS[verdict.kind].ink)}>{VERDICTS[verdict.kind].word}</p>
            <p className="mt-1 max-w-[80ch] text-lg" data-testid="comparison-verdict">
              {verdict.sentence}
            </p>
            <p className="mt-1.5 text-ink-2">
              {`Use: ${verdict.choice}.`}
              {verdict.tied.length > 1 ? ` Cannot be told from the best: ${verdict.tied.join(", ")}.` : ""}
            </p>
          </div>
        </section>
      ) : null}
      <Facts
        facts={[
          { label: "Models", value: formatCount(candidates.length) },
          { label: "Judged by", value: label, note: better ? `${better.toLowerCase()} is better` : undefined },
          { label: "Folds", value: METHOD_WORDS[method], note: nFolds > 0 ? `${nFolds}, the same for all` : undefined },
          {
            label: "Rows judged",
            value: nRows == null ? "–" : formatCount(nRows),
            note: comparison.useTestRows ? "the test rows too" : "the test rows stay out",
          },
          { label: "Training time", value: formatDuration(candidates.reduce((sum, { seconds }) => sum + seconds, 0)), note: "all models" },
        ]}
      />
      {ranked.length > 0 ? (
        <div className="grid gap-5 xl:grid-cols-2">
          <Intervals
            title={`${label} of each model`}
            summary="Mean over the folds with its 95 % interval, the best on top. Overlapping intervals say little: the paired tests decide."
            fileName="comparison-models"
            x={{ name: label }}
            rowName="Model"
            rows={ranked.map(({ name, mean, low, high }, at) => ({
              name: `${at + 1}. ${name}`,
              value: mean ?? null,
              low: low ?? null,
              high: high ?? null,
              tone: at === 0 ? "MARK" : "SERIES",
            }))}
          />
          {pairs.length > 0 ? (
            <Intervals
              title="Differences, pair by pair"
              summary="The better model's less the other's, by their numbers beside, with its 95 % interval. One that holds zero may be chance."
              fileName="comparison-differences"
              x={{ name: `Difference in ${label}` }}
              rowName="Pair"
              marks={[{ axis: "x", at: 0 }]}
              rows={pairs.map(({ a, b, difference, low, high, pCorrected }) => ({
                name: `${rankOf(a)} over ${rankOf(b)}`,
                value: difference,
                low,
                high,
                tone: pCorrected < 0.05 ? "SERIES" : "QUIET",
              }))}
            />
          ) : null}
        </div>
      ) : null}
      <CandidateTable comparison={comparison} />
      {nFolds > 0 ? <FoldTable comparison={comparison} /> : null}
      {pairs.length > 0 ? <PairTable comparison={comparison} /> : null}
    </>
  );
}
