"use client";
import { DatasetsDocument } from "@/graphql/datasets.ts";
import { FeatureSetVersionDocument, StageKindsDocument, TransformsDocument } from "@/graphql/features.ts";
import { useData } from "@/graphql/use-data.ts";
import { ButtonLink } from "@/ui/Button.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { EmptyState, ErrorState, SkeletonCards, SkeletonRows } from "@/ui/states.tsx";
import { useUrlState } from "@/ui/use-url-state.ts";
import { FeatureSetForm } from "./FeatureSetForm.tsx";
import { draftOfDefinition, newFeatureSet, storedDefinition, suggestSources } from "./feature-set-draft.ts";
import { stageEditor } from "./stages/index.ts";

const TRAIL = [{ href: "/feature-sets", label: "Feature sets" }];

/** A new feature set, or (`?from=` a version) the next version of one. */
export function NewFeatureSet() {
  const [get] = useUrlState();
  const from = get("from");
  const base = useData(FeatureSetVersionDocument, { id: from }, { pause: from === "" });
  const stages = useData(StageKindsDocument, {});
  const steps = useData(TransformsDocument, {});
  const datasets = useData(DatasetsDocument, { first: 100, after: null });
  const version = base.data?.featureSetVersion;
  const error = base.error ?? stages.error ?? steps.error ?? datasets.error;
  const title = version ? `New version of ${version.featureSet.name}` : "New feature set";
  const header = (
    <PageHeader
      title={title}
      trail={TRAIL}
      description="Features from one table or several, as they were known at each row's time. One definition serves trainings, files and single rows."
    />
  );
  if (error) return <ErrorState wholePage message={error} />;
  if (from !== "" && base.data && !version)
    return <EmptyState wholePage title="No such version" action={<ButtonLink href="/feature-sets">All feature sets</ButtonLink>} />;
  if (!stages.data || !steps.data || !datasets.data || (from !== "" && !version)) {
    return (
      <>
        {header}
        <SkeletonCards />
        <SkeletonRows rows={8} />
      </>
    );
  }
  const kinds = steps.data.transforms;
  const edges = datasets.data.datasets.edges;
  const open = () => {
    if (!version) return newFeatureSet();
    const stored = storedDefinition(version.definition);
    const sources = suggestSources(
      stored,
      version.datasets[0]?.sources ?? [],
      edges.map(({ node }) => node).filter(({ status }) => status === "READY"),
    );
    const context = { spine: null, others: [], kinds: stages.data as NonNullable<typeof stages.data> };
    return draftOfDefinition(version.featureSet.name, version.featureSet.description, stored, sources, context, stageEditor, kinds);
  };
  return (
    <>
      {header}
      <FeatureSetForm
        key={from}
        initial={open()}
        versionOf={version?.featureSet.name ?? null}
        stageKinds={stages.data}
        stepKinds={kinds}
        datasets={edges}
      />
    </>
  );
}
