"use client";
import Link from "next/link";
import { useState } from "react";
import { ModelDocument } from "@/graphql/models.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatInterval, formatMetric, formatTime } from "@/lib/format.ts";
import { BASELINE_NAMES, headlineMetric, metricLook, testMetric } from "@/lib/verdict.ts";
import { ModelHistory } from "@/screens/governance/ModelHistory.tsx";
import { AliasBadge } from "@/ui/AliasBadge.tsx";
import { ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { Pager } from "@/ui/Pager.tsx";
import { StatusBadge } from "@/ui/StatusBadge.tsx";
import { EmptyState, ErrorState, SkeletonCards, SkeletonRows } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { IntervalPair } from "./IntervalPair.tsx";
import { PromoteButton } from "./PromoteButton.tsx";

const TRAIL = [{ href: "/models", label: "Models" }];

export function ModelScreen({ name }: { name: string }) {
  const [after, setAfter] = useState<string[]>([]);
  const { data, loading, error, reload } = useData(ModelDocument, { name, first: 25, after: after.at(-1) ?? null });
  if (loading) {
    return (
      <>
        <PageHeader title={name} trail={TRAIL} />
        <SkeletonCards cards={2} />
        <SkeletonRows />
      </>
    );
  }
  if (error) return <ErrorState wholePage message={error} onRetry={reload} />;
  const model = data?.model;
  if (!model) return <EmptyState wholePage title="No such model" action={<ButtonLink href="/models">All models</ButtonLink>} />;
  const versions = model.versions.edges.map(({ node }) => node);
  const headline = versions[0] ? headlineMetric(versions[0].metrics) : null;
  const label = headline ? metricLook(headline).label : "Metric";
  const all = versions
    .flatMap((version) => [version.metrics, ...version.baselines.map((baseline) => baseline.metrics)])
    .flatMap((metrics) => (headline ? (testMetric(metrics, headline) ?? []) : []));
  const range: [number, number] = [
    Math.min(...all.map((metric) => metric.low ?? metric.value)),
    Math.max(...all.map((metric) => metric.high ?? metric.value)),
  ];
  return (
    <>
      <PageHeader
        title={model.name}
        trail={TRAIL}
        description={`First trained ${formatTime(model.createdAt)}`}
        actions={
          <>
            <ButtonLink href={`/models/${encodeURIComponent(model.name)}/reasons`}>Reasons in words</ButtonLink>
            <ButtonLink href={`/models/${encodeURIComponent(model.name)}/recourse`}>Recourse rules</ButtonLink>
          </>
        }
      />
      <div className="flex flex-col gap-5">
        {model.aliases.length > 0 ? (
          <ul className="grid gap-4 md:grid-cols-2">
            {model.aliases.map((alias) => (
              <li key={alias.alias} className="rounded-lg border border-line bg-surface p-4 shadow-card">
                <div className="flex items-center gap-2">
                  <AliasBadge alias={alias.alias} />
                  <Link className="row-link text-lg" href={`/models/${encodeURIComponent(model.name)}/${alias.modelVersion.version}`}>
                    Version {alias.modelVersion.version}
                  </Link>
                  <span className="ml-auto text-sm text-ink-3">{formatTime(alias.updatedAt)}</span>
                </div>
                <p className="mt-2 text-ink-2">“{alias.reason}”</p>
              </li>
            ))}
          </ul>
        ) : null}
        <Card
          title="Versions"
          description={`${label} on the test rows with its 95 % interval; below it the best baseline of the same split.`}
          padded={false}
        >
          <TableScroll label="Versions">
            <table className="data-table">
              <thead>
                <tr>
                  <th scope="col">Version</th>
                  <th scope="col">Status</th>
                  <th scope="col">Network</th>
                  <th scope="col">{label} beside the baseline</th>
                  <th scope="col">Baseline</th>
                  <th scope="col">Trained</th>
                  <th scope="col">
                    <span className="sr-only">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {versions.map((version) => {
                  const metric = headline ? testMetric(version.metrics, headline) : undefined;
                  const rival = version.baselines.find(({ metrics }) => headline && testMetric(metrics, headline));
                  const rivalMetric = rival && headline ? testMetric(rival.metrics, headline) : undefined;
                  return (
                    <tr key={version.id}>
                      <th scope="row">
                        <span className="flex flex-wrap items-center gap-2">
                          <Link className="row-link" href={`/models/${encodeURIComponent(model.name)}/${version.version}`}>
                            Version {version.version}
                          </Link>
                          {version.aliases.map((alias) => (
                            <AliasBadge key={alias} alias={alias} />
                          ))}
                        </span>
                      </th>
                      <td>
                        <StatusBadge status={version.status} />
                      </td>
                      <td>{version.lineage.architecture}</td>
                      <td>
                        {metric ? (
                          <span className="flex items-center gap-3">
                            <span className="w-14 font-semibold">{formatMetric(metric.value)}</span>
                            <IntervalPair
                              metric={metric}
                              rival={rivalMetric}
                              range={range}
                              label={`${label} ${formatMetric(metric.value)}, ${formatInterval(metric.low, metric.high)}`}
                            />
                          </span>
                        ) : (
                          "–"
                        )}
                      </td>
                      <td className="whitespace-nowrap">
                        {rival && rivalMetric ? `${BASELINE_NAMES[rival.name]} ${formatMetric(rivalMetric.value)}` : "–"}
                      </td>
                      <td className="whitespace-nowrap text-ink-2">{formatTime(version.createdAt)}</td>
                      <td className="num">
                        <PromoteButton versionId={version.id} label={`${model.name} v${version.version}`} onPromoted={reload} />
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </TableScroll>
          <Pager pageInfo={model.versions.pageInfo} stack={after} onChange={setAfter} />
        </Card>
        <ModelHistory name={model.name} hasChampion={model.aliases.some(({ alias }) => alias === "champion")} onChange={reload} />
      </div>
    </>
  );
}
