"use client";
import Link from "next/link";
import { useState } from "react";
import { Columns } from "@/charts/Columns.tsx";
import type { DecisionQuery } from "@/generated/graphql.ts";
import { DecisionDocument } from "@/graphql/decisions.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatPercent, formatTime, formatValue } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Button, ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { DefinitionList, Facts } from "@/ui/Facts.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { EmptyState, ErrorState, Notice, SkeletonCards, SkeletonRows } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { OverrideDialog } from "./OverrideDialog.tsx";

type Decision = NonNullable<DecisionQuery["decisionRecord"]>;

/** One decision as it was taken, and what came after. */
export function DecisionScreen({ id }: { id: string }) {
  const { data, loading, error, reload } = useData(DecisionDocument, { id });
  const [isOverriding, setIsOverriding] = useState(false);
  const trail = [{ href: "/decisions", label: "Decisions" }];
  if (error) return <ErrorState wholePage message={error} onRetry={reload} />;
  const decision = data?.decisionRecord;
  if (!decision) {
    if (!loading)
      return <EmptyState wholePage title="No such decision" action={<ButtonLink href="/decisions">All decisions</ButtonLink>} />;
    return (
      <>
        <PageHeader title="Decision" trail={trail} />
        <SkeletonCards />
        <SkeletonRows />
      </>
    );
  }
  const { score, modelVersion } = decision;
  const event = modelVersion.signature?.positiveLabel;
  const eventNote = event == null ? "" : `; the event is ${event}`;
  return (
    <>
      <PageHeader
        title={decision.subject}
        trail={trail}
        badges={decision.overrides.length > 0 ? <Badge tone="warn">overridden</Badge> : null}
        description={`Decided ${formatTime(decision.createdAt)} by ${decision.scoredBy?.name ?? "a former key"}`}
        actions={
          <Button tone="primary" onClick={() => setIsOverriding(true)}>
            Override
          </Button>
        }
      />
      <div className="flex flex-col gap-5">
        {decision.isIntact ? null : (
          <Notice tone="bad" title="This record was changed after it was stored">
            It no longer has the fingerprint that the audit log holds of it. Do not rely on it.
          </Notice>
        )}
        <Facts
          facts={[
            {
              label: "In force",
              value: decision.outcome == null ? "–" : `Outcome ${decision.outcome}`,
              note: `${decision.overrides.length > 0 ? "decided by a person" : "as the model said"}${eventNote}`,
            },
            {
              label: score.probability == null ? "Value" : "Probability",
              value: score.probability == null ? formatValue(score.value) : formatPercent(score.probability, 2),
              note:
                score.rawProbability == null || score.rawProbability === score.probability
                  ? undefined
                  : `${formatPercent(score.rawProbability, 2)} before calibration`,
            },
            {
              label: "Model's decision",
              value: score.decision == null ? "–" : `Outcome ${score.decision}`,
              note: modelVersion.signature ? `line at ${formatPercent(modelVersion.signature.threshold, 0)}` : undefined,
            },
            {
              label: "Like the training rows",
              value: score.outOfDistribution == null ? "–" : score.outOfDistribution ? "No" : "Yes",
              note: score.strangeness == null ? undefined : `stranger than ${formatPercent(score.strangeness, 0)} of ordinary rows`,
            },
          ]}
        />
        {decision.overrides.length > 0 ? <Overrides overrides={decision.overrides} /> : null}
        <div className="grid items-start gap-5 xl:grid-cols-2">
          {score.reasons.length > 0 ? (
            <Columns
              title="Reasons"
              summary="Parts of the log-odds, against a background of training rows; right raises the probability."
              fileName={`reasons-${decision.id}`}
              horizontal
              names={score.reasons.map(({ feature }) => feature)}
              nameTitle="Feature"
              value={{ name: "Contribution", format: formatValue }}
              series={[
                {
                  name: "Contribution",
                  values: score.reasons.map(({ contribution }) => contribution),
                  tones: score.reasons.map(({ contribution }) => (contribution >= 0 ? "MARK" : "SERIES")),
                },
              ]}
              table={{
                columns: ["Feature", "Reason", "Contribution"],
                rows: score.reasons.map(({ feature, text, contribution }) => [feature, text, contribution]),
              }}
              footer={
                <ol className="flex list-decimal flex-col gap-1 pl-5 text-sm">
                  {score.reasons.map(({ feature, text }) => (
                    <li key={feature}>{text}</li>
                  ))}
                </ol>
              }
            />
          ) : null}
          <Record decision={decision} />
        </div>
      </div>
      {isOverriding ? <OverrideDialog decision={decision} onClose={() => setIsOverriding(false)} onDone={reload} /> : null}
    </>
  );
}

function Overrides({ overrides }: { overrides: Decision["overrides"] }) {
  return (
    <Card title="Overrides" description="Newest first; the first is in force.">
      <ul className="flex flex-col gap-3">
        {overrides.map((override) => (
          <li key={override.id} className="text-sm">
            <span className="font-semibold">{override.outcome}</span>
            {` by ${override.decidedBy?.name ?? "a former key"}, ${formatTime(override.createdAt)}`}
            <p className="text-ink-2 [overflow-wrap:anywhere]">{override.reason}</p>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Record({ decision }: { decision: Decision }) {
  const { modelVersion, input } = decision;
  const cells = Object.entries(input as Record<string, unknown>);
  return (
    <Card title="The record" description="As it was sent, and what vouches for it." padded={false}>
      <div className="border-b border-line p-4">
        <DefinitionList
          items={[
            {
              term: "Version",
              value: (
                <Link className="link" href={`/models/${encodeURIComponent(modelVersion.model.name)}/${modelVersion.version}`}>
                  {`${modelVersion.model.name} v${modelVersion.version}`}
                </Link>
              ),
            },
            { term: "Input SHA-256", value: <code className="font-mono text-xs">{decision.inputHash}</code> },
            { term: "Fingerprint", value: decision.isIntact ? "as in the audit log" : "not as in the audit log" },
            { term: "Request", value: <code className="font-mono text-xs">{decision.requestId}</code> },
          ]}
        />
      </div>
      <div className="max-h-96 overflow-y-auto">
        <TableScroll label="Cells of the record">
          <table className="data-table">
            <thead className="sticky top-0 bg-surface">
              <tr>
                <th scope="col">Column</th>
                <th scope="col" className="num">
                  Value
                </th>
              </tr>
            </thead>
            <tbody>
              {cells.map(([name, value]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td className="num">{value === null ? "(missing)" : typeof value === "number" ? formatValue(value) : String(value)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      </div>
    </Card>
  );
}
