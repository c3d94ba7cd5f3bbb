"use client";
import { print } from "graphql";
import { Download, Gauge, ShieldCheck } from "lucide-react";
import Link from "next/link";
import type { ModelVersionQuery } from "@/generated/graphql.ts";
import { ModelDocument, ModelVersionDocument } from "@/graphql/models.ts";
import { ScoreDocument } from "@/graphql/scoring.ts";
import { useData } from "@/graphql/use-data.ts";
import { valueWords } from "@/lib/audit-words.ts";
import { formatBytes, formatCount, formatMetric, formatTime, formatValue } from "@/lib/format.ts";
import { exampleRow } from "@/lib/signature.ts";
import { portalUrl } from "@/lib/upload.ts";
import { VersionGovernance } from "@/screens/governance/VersionGovernance.tsx";
import { FittedPipeline } from "@/screens/pipeline/FittedPipeline.tsx";
import { Comparison } from "@/screens/run/Comparison.tsx";
import { VerdictCard } from "@/screens/run/VerdictCard.tsx";
import { AliasBadge } from "@/ui/AliasBadge.tsx";
import { ButtonAnchor, ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { CopyAsGraphql } from "@/ui/CopyAsGraphql.tsx";
import { DefinitionList } from "@/ui/Facts.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { StatusBadge } from "@/ui/StatusBadge.tsx";
import { EmptyState, ErrorState, SkeletonCards, SkeletonRows } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { ModelDocumentCard } from "./ModelDocumentCard.tsx";
import { PromoteButton } from "./PromoteButton.tsx";

type Version = NonNullable<ModelVersionQuery["modelVersion"]>;
const SCORE = print(ScoreDocument);

export function VersionScreen({ name, version: number }: { name: string; version: number }) {
  const model = useData(ModelDocument, { name, first: 100, after: null });
  const id = model.data?.model?.versions.edges.find(({ node }) => node.version === number)?.node.id ?? null;
  const detail = useData(ModelVersionDocument, { id: id ?? "" }, { pause: id === null });
  const trail = [
    { href: "/models", label: "Models" },
    { href: `/models/${encodeURIComponent(name)}`, label: name },
  ];
  const error = model.error ?? detail.error;
  if (error) return <ErrorState wholePage message={error} onRetry={model.error ? model.reload : detail.reload} />;
  if (model.data && id === null)
    return <EmptyState wholePage title="No such version" action={<ButtonLink href="/models">All models</ButtonLink>} />;
  const version = detail.data?.modelVersion;
  if (!version) {
    return (
      <>
        <PageHeader title={`${name} v${number}`} trail={trail} />
        <SkeletonCards />
        <SkeletonRows />
      </>
    );
  }
  const { signature } = version;
  const label = `${version.model.name} v${version.version}`;
  return (
    <>
      <PageHeader
        title={label}
        trail={trail}
        badges={
          <>
            <StatusBadge status={version.status} />
            {version.aliases.map((alias) => (
              <AliasBadge key={alias} alias={alias} />
            ))}
          </>
        }
        description={`Trained ${formatTime(version.createdAt)} on the ${version.engine.toLowerCase()} engine`}
        actions={
          <>
            {signature ? (
              <CopyAsGraphql
                call={{
                  document: SCORE,
                  variables: { input: { modelVersionId: version.id, rows: [exampleRow(signature.columns)], explain: true } },
                }}
              />
            ) : null}
            {version.artifact ? (
              <ButtonAnchor href={portalUrl(version.artifact.url)} download={`${version.model.name}-v${version.version}.safetensors`}>
                <Download aria-hidden="true" className="size-4" />
                {`Bundle, ${formatBytes(version.artifact.byteSize)}`}
              </ButtonAnchor>
            ) : null}
            {signature ? (
              <ButtonLink href={`/models/${encodeURIComponent(name)}/${number}/trust`}>
                <ShieldCheck aria-hidden="true" className="size-4" />
                Trust report
              </ButtonLink>
            ) : null}
            <PromoteButton versionId={version.id} label={label} onPromoted={detail.reload} />
            {signature ? (
              <ButtonLink tone="primary" href={`/score?version=${version.id}`}>
                <Gauge aria-hidden="true" className="size-4" />
                Score one
              </ButtonLink>
            ) : null}
          </>
        }
      />
      <div className="flex flex-col gap-5">
        <VerdictCard metrics={version.metrics} baselines={version.baselines} />
        <Comparison metrics={version.metrics} baselines={version.baselines} />
        <VersionGovernance versionId={version.id} label={label} />
        <ModelDocumentCard versionId={version.id} />
        <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
          <Lineage version={version} />
          {signature ? <Signature signature={signature} /> : null}
        </div>
        <FittedPipeline versionId={version.id} />
      </div>
    </>
  );
}

function Lineage({ version }: { version: Version }) {
  const { lineage, artifact, run } = version;
  return (
    <Card title="Lineage" description="Where this version comes from, down to the bytes.">
      <DefinitionList
        items={[
          {
            term: "Dataset",
            value: lineage.datasetId && (
              <Link className="link" href={`/datasets/${lineage.datasetId}`}>
                {lineage.datasetId}
              </Link>
            ),
          },
          { term: "Data SHA-256", value: <code className="font-mono text-xs">{lineage.datasetSha256}</code> },
          {
            term: "Rows",
            value: `${formatCount(lineage.trainRows)} train, ${formatCount(lineage.validationRows)} validation, ${formatCount(lineage.testRows)} test`,
          },
          { term: "Network", value: `${lineage.architecture}: ${valueWords(lineage.params)}` },
          { term: "Seed", value: lineage.seed },
          { term: "Engine", value: `${lineage.engine} ${lineage.engineVersion}` },
          { term: "Code", value: lineage.codeVersion },
          ...(artifact ? [{ term: "Bundle SHA-256", value: <code className="font-mono text-xs">{artifact.sha256}</code> }] : []),
          ...(run
            ? [
                {
                  term: "Run",
                  value: (
                    <Link className="link" href={`/runs/${run.id}`}>
                      Report of the run
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

function Signature({ signature }: { signature: NonNullable<Version["signature"]> }) {
  const bound = (value: number | null | undefined): string => formatValue(value);
  return (
    <Card
      title="Signature"
      description={`What a record must hold. ${signature.task === "BINARY" ? `The event is ${signature.positiveLabel ?? "1"}, decided at ${formatMetric(signature.threshold)}.` : ""}`}
      padded={false}
    >
      <div className="max-h-[30rem] overflow-y-auto">
        <TableScroll label="Columns of the signature">
          <table className="data-table">
            <thead className="sticky top-0 bg-surface">
              <tr>
                <th scope="col">Column</th>
                <th scope="col">Type</th>
                <th scope="col" className="num">
                  Reference
                </th>
                <th scope="col" className="num">
                  Seen in training
                </th>
              </tr>
            </thead>
            <tbody>
              {signature.columns.map((column) => (
                <tr key={column.name}>
                  <th scope="row">{column.name}</th>
                  <td>{column.type.toLowerCase()}</td>
                  <td className="num">{column.reference ?? "–"}</td>
                  <td className="num">
                    {column.levels.length > 0
                      ? `${column.levels.length} values`
                      : column.min === null || column.min === undefined
                        ? "–"
                        : `${bound(column.min)} to ${bound(column.max)}`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      </div>
    </Card>
  );
}
