"use client";
import { Plus } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { FeatureSetsDocument } from "@/graphql/features.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCount, formatTime } from "@/lib/format.ts";
import { ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { Pager } from "@/ui/Pager.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { storedDefinition } from "./feature-set-draft.ts";

export function FeatureSets() {
  const [after, setAfter] = useState<string[]>([]);
  const { data, loading, error, reload } = useData(FeatureSetsDocument, { first: 25, after: after.at(-1) ?? null });
  const sets = data?.featureSets.edges.map(({ node }) => node) ?? [];
  const add = (
    <ButtonLink tone="primary" href="/feature-sets/new">
      <Plus aria-hidden="true" className="size-4" />
      New feature set
    </ButtonLink>
  );
  return (
    <>
      <PageHeader
        title="Feature sets"
        description="Named, versioned ways to make features from one table or several, as they were known at each row's time."
        actions={sets.length > 0 ? add : null}
      />
      <Card padded={false}>
        {loading ? <SkeletonRows /> : null}
        {error ? <ErrorState message={error} onRetry={reload} /> : null}
        {data && sets.length === 0 ? (
          <EmptyState title="No feature set yet" action={add}>
            Define features once; trainings, whole files and single rows then get the same numbers.
          </EmptyState>
        ) : null}
        {sets.length > 0 ? (
          <TableScroll label="Feature sets">
            <table className="data-table">
              <thead>
                <tr>
                  <th scope="col">Feature set</th>
                  <th scope="col">Newest</th>
                  <th scope="col">Made from</th>
                  <th scope="col" className="num">
                    Columns
                  </th>
                  <th scope="col" className="num">
                    Data sets made
                  </th>
                  <th scope="col" className="num">
                    Model versions
                  </th>
                  <th scope="col">Defined</th>
                </tr>
              </thead>
              <tbody>
                {sets.map(({ id, name, description, versions }) => {
                  const newest = versions.edges[0]?.node;
                  if (!newest) return null;
                  const { tables, stages } = storedDefinition(newest.definition);
                  return (
                    <tr key={id}>
                      <th scope="row">
                        <Link className="link" href={`/feature-sets/${newest.id}`}>
                          {name}
                        </Link>
                        {description ? <span className="block text-xs font-normal text-ink-3">{description}</span> : null}
                      </th>
                      <td>{`v${newest.version}`}</td>
                      <td>{`${tables.map((table) => table.name).join(", ")}; ${stages.length} ${stages.length === 1 ? "stage" : "stages"}`}</td>
                      <td className="num">{formatCount(newest.columns.length)}</td>
                      <td className="num">{formatCount(newest.datasets.length)}</td>
                      <td className="num">{formatCount(newest.modelVersions.length)}</td>
                      <td>{formatTime(newest.createdAt)}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </TableScroll>
        ) : null}
        {data ? <Pager pageInfo={data.featureSets.pageInfo} stack={after} onChange={setAfter} /> : null}
      </Card>
    </>
  );
}
