"use client";
import Link from "next/link";
import { DatasetOriginDocument } from "@/graphql/quality.ts";
import { useData } from "@/graphql/use-data.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Card } from "@/ui/Card.tsx";
import { DefinitionList } from "@/ui/Facts.tsx";

/** What made a data set that was no upload, and how it stands with its expectations. Nothing where there is neither. */
export function DatasetOrigin({ id }: { id: string }) {
  const { data } = useData(DatasetOriginDocument, { id });
  const dataset = data?.dataset;
  if (!dataset || (!dataset.featureSetVersion && dataset.expectations.length === 0)) return null;
  const { featureSetVersion: made, quality, expectations, sources } = dataset;
  const failed = quality?.outcomes.filter(({ passed }) => !passed) ?? [];
  return (
    <Card title="Origin and quality">
      <DefinitionList
        items={[
          ...(made
            ? [
                {
                  term: "Made by",
                  value: (
                    <Link className="link" href={`/feature-sets/${made.id}`}>
                      {`${made.featureSet.name} v${made.version}`}
                    </Link>
                  ),
                },
                {
                  term: "From",
                  value: (
                    <span className="flex flex-wrap gap-x-3">
                      {sources.map(({ name, dataset: source }) =>
                        source ? (
                          <Link key={name} className="link" href={`/datasets/${source.id}`}>
                            {`${name}: ${source.name}`}
                          </Link>
                        ) : (
                          <span key={name}>{`${name}: no longer there`}</span>
                        ),
                      )}
                    </span>
                  ),
                },
              ]
            : []),
          ...(expectations.length > 0
            ? [
                {
                  term: "Expectations",
                  value: (
                    <span className="flex flex-wrap items-center gap-2">
                      <Link className="link" href={`/datasets/${id}/quality`}>
                        {`${expectations.length} attached`}
                      </Link>
                      {quality ? (
                        <Badge tone={quality.passed ? (failed.length > 0 ? "warn" : "good") : "bad"}>
                          {failed.length === 0 ? "all met" : `${failed.length} failed${quality.passed ? ", all soft" : ""}`}
                        </Badge>
                      ) : (
                        <Badge>not checked yet</Badge>
                      )}
                    </span>
                  ),
                },
              ]
            : []),
        ]}
      />
    </Card>
  );
}
