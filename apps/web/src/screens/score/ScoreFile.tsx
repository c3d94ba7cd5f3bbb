"use client";
import { print } from "graphql";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import type { FileFormat, SubmitScoringMutation } from "@/generated/graphql.ts";
import { DatasetsDocument } from "@/graphql/datasets.ts";
import { SubmitScoringDocument } from "@/graphql/scoring.ts";
import { type Problem, useAction } from "@/graphql/use-action.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCount } from "@/lib/format.ts";
import { randomKey } from "@/lib/random-key.ts";
import { DropZone } from "@/screens/datasets/DropZone.tsx";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { CopyAsGraphql } from "@/ui/CopyAsGraphql.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { Notice, SkeletonRows } from "@/ui/states.tsx";
import { useUrlState } from "@/ui/use-url-state.ts";
import type { ScoreTarget } from "./targets.ts";

const FORMATS: readonly { value: FileFormat; label: string; hint: string }[] = [
  { value: "CSV", label: "CSV", hint: "opens anywhere" },
  { value: "PARQUET", label: "Parquet", hint: "smaller, typed" },
];
const DOCUMENT = print(SubmitScoringDocument);
const pickRun = (data: SubmitScoringMutation) => data.submitScoring;

export function ScoreFile({ target }: { target: ScoreTarget }) {
  const router = useRouter();
  const [get, set] = useUrlState();
  const { data } = useData(DatasetsDocument, { first: 50, after: null }, { pollMs: 3000 });
  const [format, setFormat] = useState<FileFormat>("CSV");
  const [explain, setExplain] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [send, busy] = useAction(SubmitScoringDocument, pickRun, { retryUnavailable: true });
  const datasets = data?.datasets.edges.map(({ node }) => node) ?? [];
  const ready = datasets.filter(({ status }) => status === "READY");
  const wanted = datasets.find(({ id }) => id === get("dataset"));
  const dataset = wanted ?? (get("dataset") === "" ? ready[0] : undefined);
  const input = { ...target.by, datasetId: dataset?.id ?? "", format, explain };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(null);
    const outcome = await send({ input: { ...input, idempotencyKey: randomKey() } });
    if (outcome.ok) router.push(`/runs/${outcome.value.run.id}`);
    else setProblem(outcome.problem);
  };
  if (!data) return <SkeletonRows />;
  return (
    <div className="grid items-start gap-5 xl:grid-cols-2">
      <Card title="Score a dataset" description="Each row keeps its place and its columns; probability and decision are added.">
        <form onSubmit={submit} className="flex flex-col gap-4">
          <Field label="Dataset" hint={dataset?.rowCount ? `${formatCount(dataset.rowCount)} rows` : undefined}>
            {(ids) => (
              <Select
                {...ids}
                placeholder="Choose a dataset"
                value={dataset?.id ?? ""}
                options={ready.map(({ id, name, rowCount }) => ({
                  value: id,
                  label: name,
                  hint: rowCount ? `${formatCount(rowCount)} rows` : undefined,
                }))}
                onChange={(id) => set({ dataset: id })}
              />
            )}
          </Field>
          <Field label="Format">
            {(ids) => (
              <Select
                {...ids}
                value={format}
                options={FORMATS}
                onChange={(value) => setFormat(FORMATS.find((known) => known.value === value)?.value ?? "CSV")}
              />
            )}
          </Field>
          <Checkbox label="Add reasons" hint="The strongest reasons of each row; slower." checked={explain} onChange={setExplain} />
          <div className="flex flex-wrap items-center gap-3">
            <Button type="submit" tone="primary" className="min-h-10 px-6 text-lg" disabled={busy || dataset?.status !== "READY"}>
              {busy ? "Submitting…" : "Score the file"}
            </Button>
            <CopyAsGraphql call={{ document: DOCUMENT, variables: { input } }} />
          </div>
          {dataset?.status === "INGESTING" ? (
            <Notice title={`${dataset.name} is being read`}>The button opens when it is ready.</Notice>
          ) : null}
          {dataset?.status === "FAILED" ? (
            <Notice tone="bad" title={`${dataset.name} could not be read`}>
              {dataset.error?.message}
            </Notice>
          ) : null}
          {problem ? (
            <Notice tone="bad" title="Not submitted">
              {problem.message}
            </Notice>
          ) : null}
        </form>
      </Card>
      <Card title="Another file" description="It becomes a dataset first, so that the scores can always be traced back to their rows.">
        <DropZone compact onAdded={(id) => set({ dataset: id })} />
      </Card>
    </div>
  );
}
