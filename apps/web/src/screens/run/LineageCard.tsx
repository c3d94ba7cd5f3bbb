import Link from "next/link";
import type { RunDetail } from "@/graphql/use-run.ts";
import { valueWords } from "@/lib/audit-words.ts";
import { formatCount, formatDuration } from "@/lib/format.ts";
import { Card } from "@/ui/Card.tsx";
import { DefinitionList } from "@/ui/Facts.tsx";

export function LineageCard({ run }: { run: RunDetail }) {
  const version = run.modelVersion;
  const lineage = version?.lineage;
  const took = run.startedAt && run.finishedAt ? (Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000 : null;
  return (
    <Card title="Parameters and lineage" description="Enough to train the same network again.">
      <DefinitionList
        items={[
          ...(run.dataset
            ? [
                {
                  term: "Dataset",
                  value: (
                    <Link className="link" href={`/datasets/${run.dataset.id}`}>
                      {run.dataset.name}
                    </Link>
                  ),
                },
              ]
            : []),
          ...(lineage
            ? [
                { term: "Data SHA-256", value: <code className="font-mono text-xs">{lineage.datasetSha256}</code> },
                {
                  term: "Rows",
                  value: `${formatCount(lineage.trainRows)} train, ${formatCount(lineage.validationRows)} validation, ${formatCount(lineage.testRows)} test`,
                },
                { term: "Network", value: `${lineage.architecture}: ${valueWords(lineage.params)}` },
                { term: "Seed", value: lineage.seed },
                { term: "Engine", value: `${lineage.engine} ${lineage.engineVersion}` },
                { term: "Code", value: lineage.codeVersion },
              ]
            : []),
          { term: "Took", value: `${formatDuration(took)}, ${run.attempts} ${run.attempts === 1 ? "attempt" : "attempts"}` },
          ...(run.retryOf
            ? [
                {
                  term: "Retry of",
                  value: (
                    <Link className="link" href={`/runs/${run.retryOf}`}>
                      {run.retryOf}
                    </Link>
                  ),
                },
              ]
            : []),
          ...(version
            ? [
                {
                  term: "Registered as",
                  value: (
                    <Link className="link" href={`/models/${encodeURIComponent(version.model.name)}/${version.version}`}>
                      {version.model.name} v{version.version}
                    </Link>
                  ),
                },
              ]
            : []),
        ]}
      />
    </Card>
  );
}
