import { Columns } from "@/charts/Columns.tsx";
import { Intervals } from "@/charts/Intervals.tsx";
import type { EvaluationFieldsFragment } from "@/generated/graphql.ts";
import { formatCount, formatInterval, formatMetric, formatPercent } from "@/lib/format.ts";
import { Card } from "@/ui/Card.tsx";
import { Facts } from "@/ui/Facts.tsx";
import { Notice } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { PropensityCard } from "./PropensityCard.tsx";
import { estimatorWords } from "./policy-words.ts";

type Evaluation = EvaluationFieldsFragment;

/** What a policy would have earned on a log, and what that rests on. */
export function EvaluationView({ evaluation }: { evaluation: Evaluation }) {
  const { unit, n, logged, difference, weights, support, warnings, propensities, immature, overdue } = evaluation;
  const each = unit === "EPISODE" ? "an episode" : "a decision";
  const champion = evaluation.champion === "POLICY" ? "the champion" : "the past policy";
  return (
    <div className="flex flex-col gap-5">
      <Facts
        facts={[
          {
            label: `Gain over ${champion}`,
            value: formatMetric(difference.value),
            note: `${each}, 95 %: ${formatInterval(difference.ciLow, difference.ciHigh)}`,
          },
          { label: "At least", value: formatMetric(difference.lower95), note: "one-sided 95 %: what the gate looks at" },
          { label: "Really earned", value: formatMetric(logged.value), note: `${each}, ${formatInterval(logged.ciLow, logged.ciHigh)}` },
          {
            label: unit === "EPISODE" ? "Episodes" : "Decisions",
            value: formatCount(n),
            note: `${formatCount(immature)} not due, ${formatCount(overdue)} overdue`,
          },
          {
            label: "Effective sample",
            value: formatCount(Math.round(weights.ess)),
            note: `largest weight ${formatMetric(weights.maxWeight)}`,
          },
          {
            label: "Mean weight",
            value: formatMetric(weights.meanWeight),
            note: weights.meanIsOne ? "1 within three errors" : "must be 1: look at the propensities",
          },
          { label: "Without support", value: formatPercent(support.unsupportedShare), note: "of the policy's decisions" },
        ]}
      />
      {warnings.map((warning) => (
        <Notice key={warning} tone="warn" title={warning} />
      ))}
      <div className="grid gap-4 xl:grid-cols-2">
        <ForestPlot evaluation={evaluation} />
        <WeightPlot evaluation={evaluation} />
      </div>
      <ActionShares evaluation={evaluation} />
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <SupportCard evaluation={evaluation} />
        <LimitsCard evaluation={evaluation} />
      </div>
      <SegmentTable evaluation={evaluation} />
      {evaluation.fairness ? <FairnessPlot fairness={evaluation.fairness} /> : null}
      {propensities ? <PropensityCard report={propensities} /> : null}
    </div>
  );
}

interface Part {
  evaluation: Evaluation;
}

function ForestPlot({ evaluation: { estimates, logged, unit } }: Part) {
  const rows = estimates.map(({ estimator, value, ciLow, ciHigh, bootstrapLow, bootstrapHigh }) => ({
    name: estimatorWords(estimator),
    value,
    low: bootstrapLow ?? ciLow ?? null,
    high: bootstrapHigh ?? ciHigh ?? null,
    tone: estimator === "dm" || estimator === "fqe" ? ("QUIET" as const) : ("SERIES" as const),
  }));
  const each = unit === "EPISODE" ? "an episode" : "a decision";
  return (
    <Intervals
      title="Value by estimator"
      summary={`Mean reward ${each} under the policy with 95 % intervals; the line is what was really earned. Those in grey rest on a model alone and never count.`}
      fileName="policy-value"
      x={{ name: `Reward ${each}` }}
      rowName="Estimator"
      rows={[{ name: "Really earned", value: logged.value, low: logged.ciLow ?? null, high: logged.ciHigh ?? null, tone: "MARK" }, ...rows]}
      marks={[{ axis: "x", at: logged.value, label: "earned" }]}
    />
  );
}

function WeightPlot({ evaluation: { weights } }: Part) {
  const bins = weights.histogram;
  const name = ({ from, to }: (typeof bins)[number]) => (to == null ? `${from} or more` : `${from} to ${to}`);
  return (
    <Columns
      title="Weights"
      summary={`Chance under the policy over the chance it really had. Mean ${formatMetric(weights.meanWeight)} (must be 1), largest ${formatMetric(weights.maxWeight)}, worth ${formatCount(Math.round(weights.ess))} decisions.`}
      fileName="policy-weights"
      names={bins.map(name)}
      nameTitle="Weight"
      value={{ name: "Decisions" }}
      series={[{ name: "Decisions", values: bins.map(({ n }) => n) }]}
      tight
    />
  );
}

function ActionShares({ evaluation: { replay } }: Part) {
  return (
    <Columns
      title="What it does instead"
      summary={`Share of each action over the log: by the policy within its limits, and as it was. ${formatCount(replay.draws)} decisions replayed.`}
      fileName="policy-actions"
      names={replay.shares.map(({ action }) => action)}
      nameTitle="Action"
      value={{ name: "Share", format: (share) => formatPercent(share, 0), min: 0 }}
      series={[
        { name: "Policy", values: replay.shares.map(({ candidate }) => candidate) },
        { name: "Log", values: replay.shares.map(({ logged }) => logged) },
      ]}
      height={240}
    />
  );
}

function SupportCard({ evaluation: { support, rewardModel } }: Part) {
  return (
    <Card
      padded={support.gaps.length === 0}
      title="Support in the log"
      description={`${formatPercent(support.unsupportedShare)} of the policy's decisions have none ${support.method === "SEGMENT" ? "(the log never did it in the segment)" : "(the past policy had no chance of it)"}; ${formatPercent(support.rareWeightShare)} of the weight rests on decisions that had a chance below 1 %; the smallest chance is ${formatMetric(support.smallestPropensity)}. The reward model explains ${formatPercent(rewardModel.r2)} of the variance out of fold.`}
    >
      {support.gaps.length === 0 ? (
        <p className="text-ink-2">Nothing that the policy wants is missing from the log.</p>
      ) : (
        <TableScroll label="Gaps of support">
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">Segment</th>
                <th scope="col">Action it wants</th>
                <th scope="col" className="num">
                  Share of decisions
                </th>
              </tr>
            </thead>
            <tbody>
              {support.gaps.map(({ segment, action, share }) => (
                <tr key={`${segment}/${action}`}>
                  <th scope="row">{segment || "(none)"}</th>
                  <td>{action}</td>
                  <td className="num">{formatPercent(share, 2)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      )}
    </Card>
  );
}

function LimitsCard({ evaluation: { replay, tail, reasons } }: Part) {
  const { exposure, expectedLoss } = replay;
  const unknown = "the log does not show it";
  const rows: [string, string][] = [
    ["Forbidden actions", formatCount(replay.maskViolations)],
    ["Prices outside their band", formatCount(replay.priceViolations)],
    ["Prices that fall as risk rises", replay.priceFalls == null ? unknown : formatCount(replay.priceFalls)],
    ["Largest exposure of an obligor", exposure ? formatMetric(exposure.obligor) : unknown],
    ["Largest exposure of a segment", exposure ? formatMetric(exposure.segment) : unknown],
    ["Exposure of the portfolio", exposure ? formatMetric(exposure.portfolio) : unknown],
    [
      "Expected loss, at most (95 %)",
      expectedLoss ? `${formatMetric(expectedLoss.value)}, ${formatMetric(expectedLoss.upper95)}` : unknown,
    ],
    ["Worst months: policy, champion", tail ? `${formatMetric(tail.candidate)}, ${formatMetric(tail.champion)}` : "less than a year"],
    ["Declines with reasons", reasons ? `${formatCount(reasons.withReasons)} of ${formatCount(reasons.declines)}` : "no action declines"],
  ];
  return (
    <Card
      padded={false}
      title="Limits, replayed"
      description="The policy within its limits on the decisions of the log, drawn again and again."
    >
      <TableScroll label="Limits">
        <table className="data-table">
          <tbody>
            {rows.map(([name, value]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="num">{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Card>
  );
}

function SegmentTable({ evaluation: { segments, actionNames } }: Part) {
  if (segments.length < 2) return null;
  return (
    <Card padded={false} title="The log by segment" description="What was done, and what it brought.">
      <TableScroll label="Segments">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">Segment</th>
              <th scope="col" className="num">
                Decisions
              </th>
              <th scope="col" className="num">
                Mean reward
              </th>
              {actionNames.map((action) => (
                <th key={action} scope="col" className="num">
                  {action}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {segments.map((row) => (
              <tr key={row.segment}>
                <th scope="row">{row.segment || "(none)"}</th>
                <td className="num">{formatCount(row.n)}</td>
                <td className="num">{formatMetric(row.meanReward)}</td>
                {row.actions.map((count, a) => (
                  <td key={actionNames[a]} className="num">
                    {formatPercent(count / row.n, 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Card>
  );
}

function FairnessPlot({ fairness: { reference, groups } }: { fairness: NonNullable<Evaluation["fairness"]> }) {
  return (
    <Intervals
      title="Adverse impact"
      summary={`Approval of each group over that of '${reference}', the group approved most, with bootstrap intervals; below 0.8 is adverse impact.`}
      fileName="policy-fairness"
      x={{ name: "Impact ratio" }}
      rowName="Group"
      rows={groups.map(({ group, impactRatio, impactLow, impactHigh }) => ({
        name: group,
        value: impactRatio,
        low: impactLow,
        high: impactHigh,
        tone: impactRatio < 0.8 ? ("MARK" as const) : ("SERIES" as const),
      }))}
      marks={[{ axis: "x", at: 0.8, label: "0.8" }]}
    />
  );
}
