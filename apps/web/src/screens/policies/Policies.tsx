"use client";
import { Plus } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import type { PoliciesQuery } from "@/generated/graphql.ts";
import { PoliciesDocument } from "@/graphql/policies.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatTime } from "@/lib/format.ts";
import { AliasBadge } from "@/ui/AliasBadge.tsx";
import { Badge } from "@/ui/Badge.tsx";
import { Button, ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { Pager } from "@/ui/Pager.tsx";
import { StatusBadge } from "@/ui/StatusBadge.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { policyHref, sourceWords } from "./policy-words.ts";
import { SampleLogDialog } from "./SampleLogDialog.tsx";

type PolicyModel = PoliciesQuery["models"]["edges"][number]["node"];

/** Every policy: what decides now, and from what it was learned. */
export function Policies() {
  const [after, setAfter] = useState<string[]>([]);
  const [isMaking, setIsMaking] = useState(false);
  const { data, loading, error, reload } = useData(PoliciesDocument, { first: 25, after: after.at(-1) ?? null });
  const policies = data?.models.edges.map(({ node }) => node) ?? [];
  return (
    <>
      <PageHeader
        title="Policies"
        description="What decides instead of a score: learned from past decisions or in a simulator, judged on a log before it may act, and kept within hard limits."
        actions={
          <>
            <Button onClick={() => setIsMaking(true)}>Make a sample log</Button>
            <ButtonLink tone="primary" href="/policies/new">
              <Plus aria-hidden="true" className="size-4" />
              New policy
            </ButtonLink>
          </>
        }
      />
      <Card padded={false}>
        {loading ? <SkeletonRows /> : null}
        {error ? <ErrorState message={error} onRetry={reload} /> : null}
        {data && policies.length === 0 ? (
          <EmptyState
            title="No policy yet"
            action={
              <ButtonLink tone="primary" href="/policies/new">
                Learn the first one
              </ButtonLink>
            }
          >
            A policy is learned from a log of decisions, each with what was done, with which chance, and what came of it. A sample log of a
            lender that does not exist shows how one looks.
          </EmptyState>
        ) : null}
        {policies.length > 0 ? <PolicyTable policies={policies} /> : null}
        {data ? <Pager pageInfo={data.models.pageInfo} stack={after} onChange={setAfter} /> : null}
      </Card>
      {isMaking ? <SampleLogDialog onClose={() => setIsMaking(false)} /> : null}
    </>
  );
}

function PolicyTable({ policies }: { policies: readonly PolicyModel[] }) {
  return (
    <TableScroll label="Policies">
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">Policy</th>
            <th scope="col">Decides now</th>
            <th scope="col">Newest version</th>
            <th scope="col">Agent</th>
            <th scope="col">Learned from</th>
            <th scope="col">Actions</th>
            <th scope="col">Made</th>
          </tr>
        </thead>
        <tbody>
          {policies.map((model) => {
            const newest = model.versions.edges[0]?.node;
            const policy = newest?.policy;
            return (
              <tr key={model.id}>
                <th scope="row">
                  <Link className="row-link" href={policyHref(model.name)}>
                    {model.name}
                  </Link>
                </th>
                <td>
                  <span className="flex flex-wrap items-center gap-1.5">
                    {model.policyState?.killSwitch ? <Badge tone="bad">switched off</Badge> : null}
                    {model.aliases.map(({ alias, modelVersion }) => (
                      <span key={alias} className="inline-flex items-center gap-1">
                        <AliasBadge alias={alias} />
                        <span className="text-xs text-ink-3">v{modelVersion.version}</span>
                      </span>
                    ))}
                    {model.aliases.length === 0 ? <span className="text-ink-3">nothing</span> : null}
                  </span>
                </td>
                <td>
                  {newest ? (
                    <span className="flex items-center gap-2">
                      v{newest.version} <StatusBadge status={newest.status} />
                    </span>
                  ) : (
                    "–"
                  )}
                </td>
                <td className="font-mono text-xs">{policy?.agent ?? "–"}</td>
                <td>{policy ? sourceWords(policy.source) : "–"}</td>
                <td className="max-w-[28ch]">{policy?.hasListedActions ? policy.actionNames.join(", ") : "a number"}</td>
                <td className="whitespace-nowrap">{formatTime(newest?.createdAt)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableScroll>
  );
}
