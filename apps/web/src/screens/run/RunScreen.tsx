"use client";
import { useRun } from "@/graphql/use-run.ts";
import { formatTime } from "@/lib/format.ts";
import { RUN_KIND_WORDS, runTitle } from "@/lib/run-words.ts";
import { ComparisonView } from "@/screens/comparison/ComparisonView.tsx";
import { resultViewOf } from "@/screens/risk/result-views.ts";
import { ScheduleButton } from "@/screens/schedules/ScheduleButton.tsx";
import { TuningView } from "@/screens/tuning/TuningView.tsx";
import { Badge } from "@/ui/Badge.tsx";
import { ButtonLink } from "@/ui/Button.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { StatusBadge } from "@/ui/StatusBadge.tsx";
import { EmptyState, ErrorState, SkeletonCards, SkeletonRows } from "@/ui/states.tsx";
import { PolicyRunResult } from "../policies/PolicyRunResult.tsx";
import { EventLog } from "./EventLog.tsx";
import { FailureView } from "./FailureView.tsx";
import { FeatureResults } from "./FeatureResults.tsx";
import { IngestResult } from "./IngestResult.tsx";
import { LiveView } from "./LiveView.tsx";
import { PartView } from "./PartView.tsx";
import { ReplayView } from "./ReplayView.tsx";
import { ReportView } from "./ReportView.tsx";
import { RunActions } from "./RunActions.tsx";
import { ScoringResult } from "./ScoringResult.tsx";

const TRAIL = [{ href: "/runs", label: "Runs" }];

export function RunScreen({ id }: { id: string }) {
  const { run, loading, error, reload } = useRun(id);
  if (loading) {
    return (
      <>
        <PageHeader title="Run" trail={TRAIL} />
        <SkeletonCards />
        <SkeletonRows rows={8} />
      </>
    );
  }
  if (error) return <ErrorState wholePage message={error} onRetry={reload} />;
  if (!run) return <EmptyState wholePage title="No such run" action={<ButtonLink href="/runs">All runs</ButtonLink>} />;
  const risk = run.status === "SUCCEEDED" ? resultViewOf(run.job) : null;
  const alive = run.status === "QUEUED" || run.status === "RUNNING";
  return (
    <>
      <PageHeader
        title={runTitle(run)}
        trail={TRAIL}
        badges={
          <>
            <StatusBadge status={run.status} />
            {run.engine ? <Badge tone={run.engine === "NATIVE" ? "neutral" : "warn"}>{run.engine.toLowerCase()} engine</Badge> : null}
            {run.attempts > 1 ? <Badge tone="warn">attempt {run.attempts}</Badge> : null}
          </>
        }
        description={`${RUN_KIND_WORDS[run.kind]}, submitted ${formatTime(run.createdAt)}`}
        actions={
          <>
            {risk?.repeatable ? <ScheduleButton runId={run.id} name={runTitle(run)} dataset={run.dataset?.name ?? null} /> : null}
            <RunActions run={run} onChange={reload} />
          </>
        }
      />
      <div className="flex flex-col gap-5">
        {alive ? <LiveView run={run} /> : null}
        {run.status === "FAILED" || run.status === "CANCELLED" ? <FailureView run={run} /> : null}
        {run.kind === "TUNING" ? <TuningView run={run} /> : null}
        {run.kind === "COMPARISON" ? <ComparisonView run={run} /> : null}
        {run.status === "SUCCEEDED" && run.job === "model.train" ? <ReportView run={run} /> : null}
        {run.status === "SUCCEEDED" && run.job === "model.replay" ? <ReplayView id={run.id} /> : null}
        {run.status === "SUCCEEDED" && (run.job === "model.trial" || run.job === "model.validate") ? <PartView run={run} /> : null}
        {run.status === "SUCCEEDED" && run.kind === "SCORING" ? <ScoringResult run={run} /> : null}
        {run.status === "SUCCEEDED" && run.kind === "INGEST" ? <IngestResult run={run} /> : null}
        {risk ? <risk.View runId={run.id} /> : null}
        {run.status === "SUCCEEDED" ? <PolicyRunResult runId={run.id} job={run.job} /> : null}
        {run.status === "SUCCEEDED" && (run.kind === "FEATURES" || run.kind === "MONITORING") ? <FeatureResults run={run} /> : null}
        <EventLog id={run.id} mark={`${run.status}/${run.attempts}/${run.history.length}`} open={alive} />
      </div>
    </>
  );
}
