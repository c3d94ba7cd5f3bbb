"use client";
import Link from "next/link";
import { useState } from "react";
import type { ApprovalsQuery } from "@/generated/graphql.ts";
import { ApprovalsDocument, OpenFindingsDocument } from "@/graphql/governance.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatInterval, formatMetric, formatTime } from "@/lib/format.ts";
import { headlineMetric, metricLook, testMetric } from "@/lib/verdict.ts";
import { PromoteButton } from "@/screens/models/PromoteButton.tsx";
import { AliasBadge } from "@/ui/AliasBadge.tsx";
import { Badge } from "@/ui/Badge.tsx";
import { ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { Pager } from "@/ui/Pager.tsx";
import { EmptyState, ErrorState, Notice, SkeletonRows } from "@/ui/states.tsx";
import { ChecksList } from "./ChecksList.tsx";
import { FindingRow } from "./FindingRow.tsx";
import { RetireButton } from "./RetireButton.tsx";
import { versionHref } from "./version-href.ts";

type Candidate = ApprovalsQuery["modelVersions"]["edges"][number]["node"];

/** Versions that nobody has approved or retired yet, each with what stands between it and `champion`. */
export function Approvals() {
  const [after, setAfter] = useState<string[]>([]);
  const { data, loading, error, reload } = useData(ApprovalsDocument, { first: 10, after: after.at(-1) ?? null });
  const findings = useData(OpenFindingsDocument, { first: 50 });
  const candidates = data?.modelVersions.edges.map(({ node }) => node) ?? [];
  const open = findings.data?.findings.edges.map(({ node }) => node) ?? [];
  const rules = data?.viewer.workspace.governance;
  return (
    <>
      <PageHeader title="Approvals" description="Versions that wait for somebody to approve or retire them, and the findings about them." />
      <div className="flex flex-col gap-5">
        {rules?.fourEyes && !rules.fourEyesInForce ? (
          <Notice title="Four eyes rest">
            The workspace asks for them, but has one member only. Invite a second one under{" "}
            <Link className="link" href="/settings">
              Settings
            </Link>
            .
          </Notice>
        ) : null}
        {open.length > 0 ? (
          <Card title="Open findings" description="What a validator found wrong, most recent first." padded={false}>
            <ul className="divide-y divide-line">
              {open.map((finding) => (
                <li key={finding.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5">
                  <FindingRow finding={finding} />
                  <Link className="row-link ml-auto" href={versionHref(finding.modelVersion)}>
                    {`${finding.modelVersion.model.name} v${finding.modelVersion.version}`}
                  </Link>
                </li>
              ))}
            </ul>
          </Card>
        ) : null}
        {loading ? <SkeletonRows /> : null}
        {error ? <ErrorState message={error} onRetry={reload} /> : null}
        {data && candidates.length === 0 ? (
          <Card>
            <EmptyState title="Nothing waits for approval" action={<ButtonLink href="/models">All models</ButtonLink>}>
              Every version is approved or retired.
            </EmptyState>
          </Card>
        ) : null}
        {candidates.map((candidate) => (
          <CandidateCard key={candidate.id} candidate={candidate} onChange={reload} />
        ))}
        {data ? <Pager pageInfo={data.modelVersions.pageInfo} stack={after} onChange={setAfter} /> : null}
      </div>
    </>
  );
}

function CandidateCard({ candidate, onChange }: { candidate: Candidate; onChange: () => void }) {
  const label = `${candidate.model.name} v${candidate.version}`;
  const failed = candidate.promotionChecks.filter(({ passed }) => !passed).length;
  const name = headlineMetric(candidate.metrics);
  const metric = name ? testMetric(candidate.metrics, name) : undefined;
  return (
    <Card
      title={
        <span className="flex flex-wrap items-center gap-2">
          <Link className="row-link" href={versionHref(candidate)}>
            {label}
          </Link>
          {candidate.aliases.map((alias) => (
            <AliasBadge key={alias} alias={alias} />
          ))}
          <Badge tone={failed === 0 ? "good" : "warn"}>
            {failed === 0 ? "ready to approve" : `${failed} ${failed === 1 ? "check" : "checks"} failed`}
          </Badge>
        </span>
      }
      description={`Developed by ${candidate.createdBy?.name ?? "a former key"}, ${formatTime(candidate.createdAt)}${
        metric ? `. ${metricLook(metric.name).label} ${formatMetric(metric.value)} (${formatInterval(metric.low, metric.high)})` : ""
      }`}
      actions={
        <>
          <RetireButton versionId={candidate.id} label={label} onRetired={onChange} />
          <PromoteButton versionId={candidate.id} label={label} onPromoted={onChange} />
        </>
      }
    >
      <ChecksList checks={candidate.promotionChecks} />
    </Card>
  );
}
