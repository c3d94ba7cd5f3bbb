"use client";
import { Pencil } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { DatasetsDocument } from "@/graphql/datasets.ts";
import { FeatureSetVersionDocument, StageKindsDocument, TransformsDocument } from "@/graphql/features.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatTime } from "@/lib/format.ts";
import { ButtonLink } from "@/ui/Button.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { Select } from "@/ui/Select.tsx";
import { EmptyState, ErrorState, SkeletonCards, SkeletonRows } from "@/ui/states.tsx";
import { Tabs } from "@/ui/Tabs.tsx";
import { useUrlState } from "@/ui/use-url-state.ts";
import { AuditPanel } from "./AuditPanel.tsx";
import { BuildPanel } from "./BuildPanel.tsx";
import { DefinitionView } from "./DefinitionView.tsx";
import { storedDefinition, suggestSources } from "./feature-set-draft.ts";
import { LineageView } from "./LineageView.tsx";
import { PreviewPanel } from "./PreviewPanel.tsx";
import { SourceFields } from "./SourceFields.tsx";

const TRAIL = [{ href: "/feature-sets", label: "Feature sets" }];

/** One version of a feature set: what it says, what it was made from and what uses it, a preview, an audit, a build. */
export function FeatureSetScreen({ id }: { id: string }) {
  const router = useRouter();
  const [get, set] = useUrlState();
  const { data, loading, error, reload } = useData(FeatureSetVersionDocument, { id });
  const stageKinds = useData(StageKindsDocument, {});
  const stepKinds = useData(TransformsDocument, {});
  const datasets = useData(DatasetsDocument, { first: 100, after: null });
  const [chosen, setChosen] = useState<Record<string, string>>({});
  const version = data?.featureSetVersion;
  if (loading || (version && !datasets.data && !datasets.error)) {
    return (
      <>
        <PageHeader title="Feature set" trail={TRAIL} />
        <SkeletonCards />
        <SkeletonRows rows={6} />
      </>
    );
  }
  if (error) return <ErrorState wholePage message={error} onRetry={reload} />;
  if (!version)
    return <EmptyState wholePage title="No such version" action={<ButtonLink href="/feature-sets">All feature sets</ButtonLink>} />;
  const definition = storedDefinition(version.definition);
  const ready = datasets.data?.datasets.edges.map(({ node }) => node).filter(({ status }) => status === "READY") ?? [];
  const sources = { ...suggestSources(definition, version.datasets[0]?.sources ?? [], ready), ...chosen };
  const fields = (
    <SourceFields
      definition={definition}
      datasets={ready}
      sources={sources}
      onChange={(name, datasetId) => setChosen({ ...chosen, [name]: datasetId })}
    />
  );
  const { featureSet } = version;
  const kinds = stepKinds.data?.transforms ?? [];
  return (
    <>
      <PageHeader
        title={`${featureSet.name} v${version.version}`}
        trail={TRAIL}
        description={[featureSet.description, `defined ${formatTime(version.createdAt)}`].filter(Boolean).join("; ")}
        actions={
          <>
            <Select
              aria-label="Version"
              className="w-36"
              value={version.id}
              options={featureSet.versions.edges.map(({ node }) => ({ value: node.id, label: `Version ${node.version}` }))}
              onChange={(other) => router.push(`/feature-sets/${other}`)}
            />
            <ButtonLink href={`/feature-sets/new?from=${version.id}`}>
              <Pencil aria-hidden="true" className="size-4" />
              Make the next version
            </ButtonLink>
          </>
        }
      />
      <Tabs
        label="Feature set"
        value={get("tab") || "definition"}
        onChange={(tab) => set({ tab })}
        tabs={[
          {
            value: "definition",
            label: "Definition",
            content: <DefinitionView version={version} definition={definition} stageKinds={stageKinds.data} stepKinds={kinds} />,
          },
          { value: "lineage", label: "Lineage", content: <LineageView version={version} /> },
          {
            value: "preview",
            label: "Preview",
            content: (
              <PreviewPanel definition={definition} sources={sources} stageKinds={stageKinds.data} stepKinds={kinds}>
                {fields}
              </PreviewPanel>
            ),
          },
          {
            value: "audit",
            label: "Leakage audit",
            content: (
              <AuditPanel versionId={version.id} definition={definition} sources={sources}>
                {fields}
              </AuditPanel>
            ),
          },
          {
            value: "build",
            label: "Make a data set",
            content: (
              <BuildPanel versionId={version.id} name={`${featureSet.name} v${version.version}`} sources={sources}>
                {fields}
              </BuildPanel>
            ),
          },
        ]}
      />
    </>
  );
}
