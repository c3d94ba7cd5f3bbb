"use client";
import Link from "next/link";
import { useState } from "react";
import { DatasetsDocument } from "@/graphql/datasets.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatBytes, formatCount, formatTime } from "@/lib/format.ts";
import { Card } from "@/ui/Card.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { Pager } from "@/ui/Pager.tsx";
import { StatusBadge } from "@/ui/StatusBadge.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { DropZone } from "./DropZone.tsx";

const PAGE = 20;

export function Datasets() {
  const [after, setAfter] = useState<string[]>([]);
  const { data, loading, error, reload } = useData(DatasetsDocument, { first: PAGE, after: after.at(-1) ?? null }, { pollMs: 8000 });
  const rows = data?.datasets.edges.map(({ node }) => node) ?? [];
  return (
    <>
      <PageHeader title="Datasets" description="Every file is read once, typed, profiled and kept as Parquet under its fingerprint." />
      <DropZone />
      <Card title="All datasets" padded={false} className="mt-5">
        {loading ? <SkeletonRows /> : null}
        {error ? <ErrorState message={error} onRetry={reload} /> : null}
        {data && rows.length === 0 ? (
          <EmptyState title="No dataset yet">
            Drop a CSV or Parquet file above. The founding example is the Taiwan credit-card file in data/.
          </EmptyState>
        ) : null}
        {rows.length > 0 ? (
          <TableScroll label="Datasets">
            <table className="data-table">
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col">Status</th>
                  <th scope="col" className="num">
                    Rows
                  </th>
                  <th scope="col" className="num">
                    Columns
                  </th>
                  <th scope="col">File</th>
                  <th scope="col" className="num">
                    Size
                  </th>
                  <th scope="col">Added</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((dataset) => (
                  <tr key={dataset.id}>
                    <th scope="row">
                      <Link className="row-link" href={`/datasets/${dataset.id}`}>
                        {dataset.name}
                      </Link>
                    </th>
                    <td>
                      <StatusBadge status={dataset.status} />
                    </td>
                    <td className="num">
                      {dataset.rowCount === null || dataset.rowCount === undefined ? "–" : formatCount(dataset.rowCount)}
                    </td>
                    <td className="num">{dataset.columns.length || "–"}</td>
                    <td className="max-w-64 truncate text-ink-2">
                      {dataset.error ? <span className="text-bad">{dataset.error.message}</span> : dataset.fileName}
                    </td>
                    <td className="num">{formatBytes(dataset.byteSize)}</td>
                    <td className="whitespace-nowrap text-ink-2">{formatTime(dataset.createdAt)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        ) : null}
        {data ? <Pager pageInfo={data.datasets.pageInfo} stack={after} onChange={setAfter} /> : null}
      </Card>
    </>
  );
}
