"use client";
import { useMemo } from "react";
import { ModelVersionDocument } from "@/graphql/models.ts";
import { ScorableDocument } from "@/graphql/scoring.ts";
import { useData } from "@/graphql/use-data.ts";
import { ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { Select } from "@/ui/Select.tsx";
import { EmptyState, ErrorState, SkeletonCards, SkeletonRows } from "@/ui/states.tsx";
import { Tabs } from "@/ui/Tabs.tsx";
import { useUrlState } from "@/ui/use-url-state.ts";
import { ScoreFile } from "./ScoreFile.tsx";
import { ScoreOne } from "./ScoreOne.tsx";
import { scorableOptions } from "./targets.ts";

/** `?version=` is a version's id, or `alias:<model>:<alias>` to follow whatever the alias names. */
export function Score() {
  const [get, set] = useUrlState();
  const { data, loading, error, reload } = useData(ScorableDocument, {});
  const options = useMemo(() => scorableOptions(data), [data]);
  const wanted = get("version");
  const target = options.find(({ value }) => value === wanted) ?? (wanted === "" ? options[0] : undefined);
  const detail = useData(ModelVersionDocument, { id: target?.versionId ?? "" }, { pause: !target });
  const version = detail.data?.modelVersion;
  const signature = target && version?.id === target.versionId ? version.signature : null;
  if (error) return <ErrorState wholePage message={error} onRetry={reload} />;
  return (
    <>
      <PageHeader
        title="Score"
        description="One applicant from a form, or a whole file."
        actions={
          options.length > 0 ? (
            <Select
              aria-label="Model version"
              placeholder="Choose a version"
              className="w-80 max-w-full"
              value={target?.value ?? ""}
              options={options.map(({ value, label, hint }) => ({ value, label, hint }))}
              onChange={(value) => set({ version: value })}
            />
          ) : null
        }
      />
      {loading || (target && !signature && !detail.error) ? (
        <>
          <SkeletonCards />
          <SkeletonRows />
        </>
      ) : null}
      {detail.error ? <ErrorState message={detail.error} onRetry={detail.reload} /> : null}
      {data && !target ? (
        <Card>
          <EmptyState
            title={options.length === 0 ? "No model to score with yet" : "That version is not here"}
            action={
              <ButtonLink tone="primary" href="/runs/new">
                Train a model
              </ButtonLink>
            }
          >
            {options.length === 0 ? "Train one first; it takes a few minutes." : "Choose another version above."}
          </EmptyState>
        </Card>
      ) : null}
      {target && signature ? (
        <Tabs
          label="What to score"
          value={get("tab") === "file" ? "file" : "one"}
          onChange={(tab) => set({ tab: tab === "file" ? "file" : null })}
          tabs={[
            { value: "one", label: "One record", content: <ScoreOne key={target.versionId} target={target} signature={signature} /> },
            { value: "file", label: "A file", content: <ScoreFile target={target} /> },
          ]}
        />
      ) : null}
    </>
  );
}
