import Link from "next/link";
import type { FeatureSetVersionQuery } from "@/generated/graphql.ts";
import { formatCount, formatInterval, formatMetric, formatTime } from "@/lib/format.ts";
import { headlineMetric, metricLook } from "@/lib/verdict.ts";
import { AliasBadge } from "@/ui/AliasBadge.tsx";
import { Card } from "@/ui/Card.tsx";
import { StatusBadge } from "@/ui/StatusBadge.tsx";
import { EmptyState } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";

type Version = NonNullable<FeatureSetVersionQuery["featureSetVersion"]>;

/** Data sets that a version made, with what they were made from, and model versions that were trained with it. */
export function LineageView({ version }: { version: Version }) {
  return (
    <div className="flex flex-col gap-5">
      <Card title="Data sets it made" padded={false}>
        {version.datasets.length === 0 ? (
          <EmptyState title="None yet">Make one in the tab Make a data set.</EmptyState>
        ) : (
          <Made version={version} />
        )}
      </Card>
      <Card title="Model versions trained with it" padded={false}>
        {version.modelVersions.length === 0 ? (
          <EmptyState title="None yet">A training names the set under Feature pipeline.</EmptyState>
        ) : (
          <Trained version={version} />
        )}
      </Card>
    </div>
  );
}

function Made({ version }: { version: Version }) {
  return (
    <TableScroll label="Data sets made by the feature set">
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">Data set</th>
            <th scope="col">Status</th>
            <th scope="col" className="num">
              Rows
            </th>
            <th scope="col">From</th>
            <th scope="col">Made</th>
          </tr>
        </thead>
        <tbody>
          {version.datasets.map(({ id, name, status, rowCount, sources, createdAt }) => (
            <tr key={id}>
              <th scope="row">
                <Link className="link" href={`/datasets/${id}`}>
                  {name}
                </Link>
              </th>
              <td>
                <StatusBadge status={status} />
              </td>
              <td className="num">{rowCount === null || rowCount === undefined ? "–" : formatCount(rowCount)}</td>
              <td>
                <span className="flex flex-wrap gap-x-3">
                  {sources.map(({ name: table, dataset }) =>
                    dataset ? (
                      <Link key={table} className="link" href={`/datasets/${dataset.id}`}>{`${table}: ${dataset.name}`}</Link>
                    ) : (
                      <span key={table}>{`${table}: no longer there`}</span>
                    ),
                  )}
                </span>
              </td>
              <td>{formatTime(createdAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function Trained({ version }: { version: Version }) {
  return (
    <TableScroll label="Model versions trained with the feature set">
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">Model version</th>
            <th scope="col">Status</th>
            <th scope="col" className="num">
              Headline (95 %)
            </th>
            <th scope="col">Trained</th>
          </tr>
        </thead>
        <tbody>
          {version.modelVersions.map(({ id, version: number, status, aliases, model, metrics, createdAt }) => {
            const name = headlineMetric(metrics);
            const metric = metrics.find((one) => one.name === name && one.split === "TEST");
            return (
              <tr key={id}>
                <th scope="row">
                  <Link className="link" href={`/models/${encodeURIComponent(model.name)}/${number}`}>{`${model.name} v${number}`}</Link>
                </th>
                <td>
                  <span className="flex flex-wrap gap-1.5">
                    <StatusBadge status={status} />
                    {aliases.map((alias) => (
                      <AliasBadge key={alias} alias={alias} />
                    ))}
                  </span>
                </td>
                <td className="num">
                  {name && metric
                    ? `${metricLook(name).label} ${formatMetric(metric.value)} (${formatInterval(metric.low, metric.high)})`
                    : "–"}
                </td>
                <td>{formatTime(createdAt)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableScroll>
  );
}
