"use client";
import { Columns } from "@/charts/Columns.tsx";
import { HeatMap } from "@/charts/HeatMap.tsx";
import { Intervals } from "@/charts/Intervals.tsx";
import type { PolicyShadowQuery } from "@/generated/graphql.ts";
import { PolicyShadowDocument } from "@/graphql/policies.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCount, formatInterval, formatMetric, formatPercent, formatTime } from "@/lib/format.ts";
import { Facts } from "@/ui/Facts.tsx";
import { ErrorState, Notice, SkeletonCards } from "@/ui/states.tsx";
import { estimatorWords } from "./policy-words.ts";

type Shadow = NonNullable<NonNullable<PolicyShadowQuery["run"]>["policyShadow"]>;

/** A version that decides nothing, beside what was decided. */
export function ShadowReport({ runId }: { runId: string }) {
  const { data, loading, error, reload } = useData(PolicyShadowDocument, { id: runId });
  if (loading) return <SkeletonCards />;
  if (error) return <ErrorState message={error} onRetry={reload} />;
  const shadow = data?.run?.policyShadow;
  if (!shadow) return null;
  return (
    <div className="flex flex-col gap-5">
      {shadow.warnings.map((words) => (
        <Notice key={words} tone="warn" title={words} />
      ))}
      {shadow.refused.length > 0 ? (
        <Notice tone="info" title="Not put to the shadow">
          {shadow.refused.map(({ reason, n }) => `${formatCount(n)}: ${reason}`).join(" ")}
        </Notice>
      ) : null}
      {shadow.actions ? <Actions shadow={shadow} actions={shadow.actions} /> : null}
      {shadow.numbers ? <Numbers shadow={shadow} numbers={shadow.numbers} /> : null}
    </div>
  );
}

const timeOf = ({ from, to }: Shadow): string => `${formatTime(from)} to ${formatTime(to)}`;

function Actions({ shadow, actions }: { shadow: Shadow; actions: NonNullable<Shadow["actions"]> }) {
  const { shares, crossed, difference, live, estimates, weights } = actions;
  const names = shares.map(({ action }) => action);
  return (
    <>
      <Facts
        facts={[
          { label: "Decisions", value: formatCount(shadow.nDecisions), note: timeOf(shadow) },
          {
            label: "Agreement",
            value: formatPercent(actions.agreement),
            note: `${formatPercent(actions.agreementWithPolicy)} where the policy itself decided`,
          },
          {
            label: "Beyond what was open",
            value: formatPercent(actions.unsupportedShare),
            note: "of the shadow's chance: nothing is known of it",
          },
          {
            label: "Gain, by DR",
            value: formatMetric(difference?.value),
            note: difference ? `95 %: ${formatInterval(difference.ciLow, difference.ciHigh)}` : "too few outcomes",
          },
          {
            label: "Effective sample",
            value: weights ? formatCount(Math.round(weights.ess)) : "–",
            note: `mean weight ${formatMetric(weights?.meanWeight)} (should be 1)`,
          },
          { label: "By its fallback", value: formatPercent(actions.fallbackShare), note: "its limits leave nothing else" },
        ]}
      />
      <div className="grid gap-4 xl:grid-cols-2">
        <Columns
          title="What it would do"
          summary="Share of each action: by the shadow within its own limits, and as it was decided."
          fileName="shadow-actions"
          names={names}
          nameTitle="Action"
          value={{ name: "Share", min: 0, format: (share) => formatPercent(share, 0) }}
          series={[
            { name: "Shadow", values: shares.map((row) => row.shadow) },
            { name: "Decided", values: shares.map((row) => row.live) },
          ]}
        />
        <HeatMap
          title="Where they differ"
          summary="Share of decisions by what was done and what the shadow likes most; the diagonal is agreement."
          fileName="shadow-crossed"
          columns={{ name: "Shadow", names }}
          rows={{ name: "Decided", names }}
          values={crossed}
          format={(share) => formatPercent(share, 1)}
        />
      </div>
      {live ? (
        <Intervals
          title="What it would have earned"
          summary={`Mean reward of ${formatCount(actions.nRewards)} decisions with a known outcome, with 95 % intervals. What rests on a model alone is grey.`}
          fileName="shadow-value"
          x={{ name: "Reward of a decision" }}
          rowName="Estimator"
          rows={[
            { name: "Really earned", value: live.value, low: live.ciLow ?? null, high: live.ciHigh ?? null, tone: "MARK" as const },
            ...estimates.map(({ estimator, value, ciLow, ciHigh }) => ({
              name: estimatorWords(estimator),
              value,
              low: ciLow ?? null,
              high: ciHigh ?? null,
              tone: estimator === "dm" ? ("QUIET" as const) : ("SERIES" as const),
            })),
          ]}
          marks={[{ axis: "x", at: live.value, label: "earned" }]}
        />
      ) : null}
    </>
  );
}

function Numbers({ shadow, numbers }: { shadow: Shadow; numbers: NonNullable<Shadow["numbers"]> }) {
  return (
    <Facts
      facts={[
        { label: "Decisions", value: formatCount(shadow.nDecisions), note: timeOf(shadow) },
        { label: "Mean distance", value: formatMetric(numbers.meanDistance), note: "of what the shadow says from what was decided" },
        { label: "Largest distance", value: formatMetric(numbers.maxDistance) },
        { label: "Correlation", value: formatMetric(numbers.correlation), note: "1 = they move together" },
        { label: "By the benchmark", value: formatPercent(numbers.fallbackShare), note: "where the network may not decide" },
        { label: "Moved by a limit", value: formatPercent(numbers.limitedShare) },
      ]}
    />
  );
}
