"use client";
import Link from "next/link";
import type { ReplayOutcome } from "@/generated/graphql.ts";
import { ReplayDocument } from "@/graphql/choosing.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCount, formatMetric } from "@/lib/format.ts";
import { metricLook } from "@/lib/verdict.ts";
import { Card } from "@/ui/Card.tsx";
import { DefinitionList } from "@/ui/Facts.tsx";
import { ErrorState, Notice, SkeletonRows } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";

const WORDS: Record<ReplayOutcome, { tone: "good" | "info" | "bad"; title: string; text: string }> = {
  IDENTICAL: {
    tone: "good",
    title: "Identical",
    text: "The weights are the same bit for bit: the record is enough to make the model again.",
  },
  WITHIN_TOLERANCE: {
    tone: "good",
    title: "The same within tolerance",
    text: "The weights differ in their last digits, as the order of additions on several threads may bring about; every score agrees within the tolerance.",
  },
  DIFFERS: {
    tone: "bad",
    title: "It differs",
    text: "Trained again from its record, the model answers otherwise than the registered one. Look at code version, engine and threads before it is relied on.",
  },
};

export function ReplayView({ id }: { id: string }) {
  const { data, loading, error, reload } = useData(ReplayDocument, { id });
  if (loading) return <SkeletonRows rows={5} label="Loading the replay" />;
  if (error) return <ErrorState message={error} onRetry={reload} />;
  const replay = data?.run?.replay;
  if (!replay) return null;
  const { tone, title, text } = WORDS[replay.outcome];
  const { modelVersion: version, scores, weightHash } = replay;
  const hash = (value: string) => <code className="font-mono text-xs">{value}</code>;
  return (
    <>
      <Notice tone={tone} title={title}>
        {text}
      </Notice>
      <div className="grid gap-5 xl:grid-cols-2">
        <Card title="Then and now" description="Metrics of the test rows." padded={false}>
          <TableScroll label="Metrics then and now">
            <table className="data-table">
              <thead>
                <tr>
                  <th scope="col">Metric</th>
                  <th scope="col" className="num">
                    Registered
                  </th>
                  <th scope="col" className="num">
                    Trained again
                  </th>
                  <th scope="col" className="num">
                    Difference
                  </th>
                </tr>
              </thead>
              <tbody>
                {replay.metrics.map(({ name, stored, replayed }) => (
                  <tr key={name}>
                    <th scope="row">{metricLook(name).label}</th>
                    <td className="num">{formatMetric(stored)}</td>
                    <td className="num">{formatMetric(replayed)}</td>
                    <td className="num">{stored === replayed ? "none" : formatMetric(replayed - stored)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        </Card>
        <Card title="What was compared">
          <DefinitionList
            items={[
              ...(version
                ? [
                    {
                      term: "Version",
                      value: (
                        <Link className="link" href={`/models/${encodeURIComponent(version.model.name)}/${version.version}`}>
                          {version.model.name} v{version.version}
                        </Link>
                      ),
                    },
                  ]
                : []),
              ...(replay.original
                ? [
                    {
                      term: "Its run",
                      value: (
                        <Link className="link" href={`/runs/${replay.original.id}`}>
                          {replay.original.id}
                        </Link>
                      ),
                    },
                  ]
                : []),
              { term: "Scores compared", value: formatCount(scores.count) },
              { term: "Largest difference", value: `${formatMetric(scores.maxAbsolute)}, relative ${formatMetric(scores.maxRelative)}` },
              { term: "Tolerance", value: `${formatMetric(scores.tolerance)}, relative` },
              {
                term: "Largest weight difference",
                value: replay.maxWeightDifference == null ? "other shapes" : formatMetric(replay.maxWeightDifference),
              },
              { term: "Feature pipeline", value: replay.samePipeline ? "learned the same" : "learned otherwise" },
              { term: "Weights, registered", value: hash(weightHash.stored) },
              { term: "Weights, now", value: hash(weightHash.replayed) },
              { term: "Code", value: `${replay.codeVersionStored}, now ${replay.codeVersionReplayed}` },
              { term: "Engine", value: `${replay.engine} ${replay.engineVersion}` },
              { term: "Data SHA-256", value: hash(replay.datasetSha256) },
            ]}
          />
        </Card>
      </div>
    </>
  );
}
