"use client";
import { Columns } from "@/charts/Columns.tsx";
import { Lines } from "@/charts/Lines.tsx";
import { PolicyMonitoringDocument } from "@/graphql/policies.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCount, formatInterval, formatMetric, formatPercent, formatTime } from "@/lib/format.ts";
import { Facts } from "@/ui/Facts.tsx";
import { ErrorState, Notice, SkeletonCards } from "@/ui/states.tsx";
import { closedWords, numberReasonWords } from "./policy-words.ts";

/** What a policy did in a stretch of time, and what asks for attention. */
export function MonitoringReport({ runId }: { runId: string }) {
  const { data, loading, error, reload } = useData(PolicyMonitoringDocument, { id: runId });
  if (loading) return <SkeletonCards />;
  if (error) return <ErrorState message={error} onRetry={reload} />;
  const report = data?.run?.policyMonitoring;
  if (!report) return null;
  const { rewards, alerts, days } = report;
  return (
    <div className="flex flex-col gap-5">
      {alerts.length === 0 ? <Notice tone="good" title="Nothing asks for attention" /> : null}
      {alerts.map(({ id, message }) => (
        <Notice key={`${id}/${message}`} tone={id === "NO_DECISIONS" ? "info" : "warn"} title={message} />
      ))}
      <Facts
        facts={[
          { label: "Decisions", value: formatCount(report.nDecisions), note: `${formatTime(report.from)} to ${formatTime(report.to)}` },
          {
            label: "By fallback",
            value: formatPercent(report.fallbackShare),
            note: report.killSwitch ? "switched off" : "limits left nothing else",
          },
          {
            label: "Mean reward",
            value: formatMetric(rewards.mean),
            note: rewards.low == null ? "too few are known" : `95 %: ${formatInterval(rewards.low, rewards.high)}`,
          },
          { label: "The log's", value: formatMetric(report.referenceReward), note: "mean reward it learned from" },
          {
            label: "Rewards known",
            value: formatCount(rewards.known),
            note: `${formatCount(rewards.pending)} pending, ${formatCount(rewards.overdue)} overdue`,
          },
          { label: "Drift of actions", value: formatMetric(report.actionPsi), note: "index of stability; 0.25 is much" },
        ]}
      />
      {report.numbers ? (
        <Facts
          facts={[
            { label: "Mean", value: formatMetric(report.numbers.mean), note: report.numbers.unit },
            { label: "Least and most", value: `${formatMetric(report.numbers.least)} to ${formatMetric(report.numbers.most)}` },
            {
              label: "From the benchmark",
              value: formatMetric(report.numbers.meanFromBenchmark),
              note: `on average; at most ${formatMetric(report.numbers.maxFromBenchmark)}`,
            },
            { label: "Moved by a limit", value: formatPercent(report.numbers.limitedShare), note: "of the network's own" },
          ]}
        />
      ) : null}
      <div className="grid gap-4 xl:grid-cols-2">
        {report.numbers ? null : (
          <Columns
            title="Actions"
            summary="Share of each action: in this time, and in the log that the policy learned from."
            fileName="monitored-actions"
            names={report.actions.map(({ action }) => action)}
            nameTitle="Action"
            value={{ name: "Share", min: 0, format: (share) => formatPercent(share, 0) }}
            series={[
              { name: "Now", values: report.actions.map(({ share }) => share) },
              { name: "Log", values: report.actions.map(({ reference }) => reference) },
            ]}
          />
        )}
        {report.features.length > 0 ? (
          <Columns
            title="Drift of what it reads"
            summary="Index of stability of each column against the log: below 0.1 little, above 0.25 much."
            fileName="monitored-features"
            horizontal
            names={report.features.map(({ name }) => name)}
            nameTitle="Column"
            value={{ name: "Index of stability", min: 0 }}
            series={[
              {
                name: "PSI",
                values: report.features.map(({ psi }) => psi),
                tones: report.features.map(({ psi }) => (psi > 0.25 ? "MARK" : "SERIES")),
              },
            ]}
            marks={[{ axis: "x", at: 0.25, label: "0.25" }]}
          />
        ) : null}
        {days.length > 1 ? (
          <Lines
            title="Decisions by day"
            summary="All decisions, and those by fallback."
            fileName="monitored-days"
            x={{ name: "Day", time: true }}
            y={{ name: "Decisions", fromZero: true }}
            series={[
              { name: "All", points: days.map(({ day, n }) => [Date.parse(day), n] as const) },
              { name: "By fallback", tone: "MARK", points: days.map(({ day, fallback }) => [Date.parse(day), fallback] as const) },
            ]}
          />
        ) : null}
        {report.closed.length > 0 ? (
          <Columns
            title="What limits closed"
            summary="Share of decisions in which a limit closed at least one action."
            fileName="monitored-limits"
            horizontal
            names={report.closed.map(({ reason }) => (report.numbers ? numberReasonWords : closedWords)(reason))}
            nameTitle="Limit"
            value={{ name: "Share of decisions", min: 0, format: (share) => formatPercent(share, 0) }}
            series={[{ name: "Share", values: report.closed.map(({ share }) => share) }]}
          />
        ) : null}
      </div>
    </div>
  );
}
