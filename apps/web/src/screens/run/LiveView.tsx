"use client";
import { LiveLoss } from "@/charts/LiveLoss.tsx";
import type { RunDetail } from "@/graphql/use-run.ts";
import { formatDuration, formatMetric, formatPercent } from "@/lib/format.ts";
import { Card } from "@/ui/Card.tsx";
import { Facts } from "@/ui/Facts.tsx";
import { Progress } from "@/ui/Progress.tsx";
import { Notice } from "@/ui/states.tsx";
import { useNow } from "@/ui/use-now.ts";

const epochsAsked = (input: Record<string, unknown>): number | null => {
  const training = input.training;
  return typeof training === "object" && training !== null && "epochs" in training && typeof training.epochs === "number"
    ? training.epochs
    : null;
};

export function LiveView({ run }: { run: RunDetail }) {
  const now = useNow(1000);
  const epochs = epochsAsked(run.input);
  const epoch = run.history.reduce((most, point) => Math.max(most, point.epoch), 0);
  const lastOf = (name: string): number | null => run.history.filter((point) => point.name === name).at(-1)?.value ?? null;
  const elapsed = run.startedAt && now ? (now - Date.parse(run.startedAt)) / 1000 : null;
  const resumed = run.attemptLog.findLast((attempt) => attempt.resumedFromEpoch !== null && attempt.resumedFromEpoch !== undefined);
  return (
    <>
      <Card>
        <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
          <p className="text-xl font-semibold first-letter:uppercase" data-testid="run-phase">
            {run.status === "QUEUED" ? "Waiting for a free worker" : (run.phase ?? "Starting")}
          </p>
          <p className="text-ink-2">
            {formatPercent(run.progress, 0)}
            {run.etaSeconds !== null && run.etaSeconds !== undefined ? ` · about ${formatDuration(run.etaSeconds)} left` : ""}
          </p>
        </div>
        <div className="mt-2">
          <Progress value={run.progress} label="Progress of the run" />
        </div>
        <p className="mt-2 text-sm text-ink-3">You may close this page; the run goes on and this address shows it again.</p>
      </Card>
      {resumed && run.attempts > 1 ? (
        <Notice tone="warn" title={`Attempt ${run.attempts}, resumed after epoch ${resumed.resumedFromEpoch}`}>
          The process that trained before was lost. Nothing is counted twice.
        </Notice>
      ) : null}
      <Facts
        facts={[
          ...(run.kind === "TRAINING" ? [{ label: "Epoch", value: `${epoch}${epochs ? ` of ${epochs}` : ""}` }] : []),
          { label: "Elapsed", value: formatDuration(elapsed) },
          ...(run.kind === "TRAINING"
            ? [
                { label: "Training loss", value: formatMetric(lastOf("loss")) },
                { label: "Validation loss", value: formatMetric(lastOf("val_loss")) },
              ]
            : []),
          { label: "Attempt", value: Math.max(1, run.attempts) },
        ]}
      />
      {run.kind === "TRAINING" ? (
        <Card title="Loss, live" description="One point an epoch, on the training rows and on the validation rows.">
          <LiveLoss history={run.history} epochs={epochs} />
        </Card>
      ) : null}
    </>
  );
}
