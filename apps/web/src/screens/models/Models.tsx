"use client";
import Link from "next/link";
import { useState } from "react";
import { ModelsDocument } from "@/graphql/models.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatInterval, formatMetric, formatTime } from "@/lib/format.ts";
import { headlineMetric, metricLook, testMetric } from "@/lib/verdict.ts";
import { AliasBadge } from "@/ui/AliasBadge.tsx";
import { ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { Pager } from "@/ui/Pager.tsx";
import { StatusBadge } from "@/ui/StatusBadge.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";

export function Models() {
  const [after, setAfter] = useState<string[]>([]);
  const { data, loading, error, reload } = useData(ModelsDocument, { first: 25, after: after.at(-1) ?? null });
  const models = data?.models.edges.map(({ node }) => node) ?? [];
  return (
    <>
      <PageHeader
        title="Models"
        description="Every version keeps its data, code, seed and evidence. An alias names the one that decides."
      />
      <Card padded={false}>
        {loading ? <SkeletonRows /> : null}
        {error ? <ErrorState message={error} onRetry={reload} /> : null}
        {data && models.length === 0 ? (
          <EmptyState
            title="No model yet"
            action={
              <ButtonLink tone="primary" href="/runs/new">
                Train the first one
              </ButtonLink>
            }
          >
            A finished training run registers its network here.
          </EmptyState>
        ) : null}
        {models.length > 0 ? (
          <TableScroll label="Models">
            <table className="data-table">
              <thead>
                <tr>
                  <th scope="col">Model</th>
                  <th scope="col">Aliases</th>
                  <th scope="col">Newest version</th>
                  <th scope="col">Network</th>
                  <th scope="col" className="num">
                    Headline (95 %)
                  </th>
                  <th scope="col">Trained</th>
                </tr>
              </thead>
              <tbody>
                {models.map((model) => {
                  const newest = model.versions.edges[0]?.node;
                  const name = newest ? headlineMetric(newest.metrics) : null;
                  const metric = newest && name ? testMetric(newest.metrics, name) : undefined;
                  return (
                    <tr key={model.id}>
                      <th scope="row">
                        <Link className="row-link" href={`/models/${encodeURIComponent(model.name)}`}>
                          {model.name}
                        </Link>
                      </th>
                      <td>
                        <span className="flex flex-wrap gap-1.5">
                          {model.aliases.map(({ alias, modelVersion }) => (
                            <span key={alias} className="inline-flex items-center gap-1">
                              <AliasBadge alias={alias} />
                              <span className="text-xs text-ink-3">v{modelVersion.version}</span>
                            </span>
                          ))}
                          {model.aliases.length === 0 ? <span className="text-ink-3">none</span> : null}
                        </span>
                      </td>
                      <td>
                        {newest ? (
                          <span className="inline-flex items-center gap-2">
                            v{newest.version} <StatusBadge status={newest.status} />
                          </span>
                        ) : (
                          "–"
                        )}
                      </td>
                      <td>{newest?.lineage.architecture ?? "–"}</td>
                      <td className="num">
                        {metric ? (
                          <>
                            {metricLook(metric.name).label} <span className="font-semibold">{formatMetric(metric.value)}</span>{" "}
                            <span className="text-xs text-ink-3">{formatInterval(metric.low, metric.high)}</span>
                          </>
                        ) : (
                          "–"
                        )}
                      </td>
                      <td className="whitespace-nowrap text-ink-2">{formatTime(newest?.createdAt)}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </TableScroll>
        ) : null}
        {data ? <Pager pageInfo={data.models.pageInfo} stack={after} onChange={setAfter} /> : null}
      </Card>
    </>
  );
}
