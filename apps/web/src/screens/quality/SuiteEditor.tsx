"use client";
import { Lightbulb, Save } from "lucide-react";
import { useState } from "react";
import type { QualityQuery, SetExpectationsMutation } from "@/generated/graphql.ts";
import { DatasetsDocument } from "@/graphql/datasets.ts";
import { SetExpectationsDocument } from "@/graphql/quality.ts";
import { type Problem, useAction } from "@/graphql/use-action.ts";
import { useData } from "@/graphql/use-data.ts";
import {
  draftOfExpectation,
  type ExpectationDraft,
  type ExpectationKind,
  newExpectation,
  newSuggestions,
  readSuite,
} from "@/lib/suite-draft.ts";
import { PickDialog } from "@/screens/params/PickDialog.tsx";
import { problemAt } from "@/screens/run-new/draft.ts";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { EmptyState, Notice } from "@/ui/states.tsx";
import { ExpectationCard, SCOPE_WORDS } from "./ExpectationCard.tsx";

interface SuiteEditorProps {
  dataset: NonNullable<QualityQuery["dataset"]>;
  kinds: readonly ExpectationKind[];
  onSaved: () => void;
}

const pick = (data: SetExpectationsMutation) => data.setDatasetExpectations;

/** The suite of a data set: expectations of every kind, suggestions from the profile, and the data set that drift is measured against. */
export function SuiteEditor({ dataset, kinds, onSaved }: SuiteEditorProps) {
  const [drafts, setDrafts] = useState<readonly ExpectationDraft[]>(() =>
    dataset.expectations.map((one) => draftOfExpectation(one, kinds)),
  );
  const [reference, setReference] = useState(dataset.referenceDataset?.id ?? "");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [tried, setTried] = useState(false);
  const [send, busy] = useAction(SetExpectationsDocument, pick);
  const datasets = useData(DatasetsDocument, { first: 50, after: null });
  const suggested = newSuggestions(dataset.suggestedExpectations, drafts);
  const { expectations, problems } = readSuite(drafts, kinds);
  const errorAt = (path: string) => (tried ? problems[path] : null) ?? problemAt(problem, path);
  const comparable = datasets.data?.datasets.edges
    .map(({ node }) => node)
    .filter(({ id, status }) => id !== dataset.id && status === "READY");
  const comparesAnything = drafts.some(({ kind }) => kinds.find((known) => known.kind === kind)?.scope === "REFERENCE");
  const save = async () => {
    setTried(true);
    setProblem(null);
    if (Object.keys(problems).length > 0) return;
    const outcome = await send({ input: { datasetId: dataset.id, expectations, referenceDatasetId: reference === "" ? null : reference } });
    if (outcome.ok) onSaved();
    else setProblem(outcome.problem);
  };
  return (
    <div className="flex flex-col gap-5">
      <Card
        title="Expectations"
        description="Each is checked on every row that is read. A hard one that fails stops trainings and scorings with the rows at fault; a soft one is reported."
        actions={
          <>
            {suggested.length > 0 ? (
              <Button size="sm" onClick={() => setDrafts([...drafts, ...suggested.map((one) => draftOfExpectation(one, kinds))])}>
                <Lightbulb aria-hidden="true" className="size-4" />
                {`Take ${suggested.length} suggestions`}
              </Button>
            ) : null}
            <PickDialog
              label="Add an expectation"
              description={`${kinds.length} kinds.`}
              placeholder="range, pattern, unique, drift …"
              items={kinds.map(({ kind, title, description, scope }) => ({ id: kind, title, description, notes: [SCOPE_WORDS[scope]] }))}
              onPick={(name) => setDrafts([...drafts, ...kinds.filter(({ kind }) => kind === name).map(newExpectation)])}
            />
          </>
        }
      >
        {drafts.length === 0 ? (
          <EmptyState title="Nothing is expected yet">
            Take what the profile suggests (all soft: you decide what is hard), or add an expectation yourself.
          </EmptyState>
        ) : null}
        <ul className="flex flex-col gap-3">
          {drafts.map((draft, at) => (
            <li key={draft.key}>
              <ExpectationCard
                draft={draft}
                kind={kinds.find(({ kind }) => kind === draft.kind)}
                columns={dataset.columns}
                path={`expectations.${at}`}
                errorAt={errorAt}
                onChange={(next) => setDrafts(drafts.map((old) => (old.key === draft.key ? next : old)))}
                onRemove={() => setDrafts(drafts.filter(({ key }) => key !== draft.key))}
              />
            </li>
          ))}
        </ul>
      </Card>
      <Card title="Reference" description="Expectations about drift compare with this data set, e.g. the one the champion was trained on.">
        <div className="max-w-md">
          <Field
            label="Reference data set"
            error={errorAt("referenceDatasetId") ?? (tried && comparesAnything && reference === "" ? "Choose what to compare with." : null)}
          >
            {(ids) => (
              <Select
                {...ids}
                value={reference}
                options={[{ value: "", label: "none" }, ...(comparable ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
                onChange={setReference}
              />
            )}
          </Field>
        </div>
      </Card>
      {tried && Object.keys(problems).length > 0 ? (
        <Notice tone="bad" title="Not saved">{`${Object.keys(problems).length} entries above need a value.`}</Notice>
      ) : null}
      {problem ? (
        <Notice tone="bad" title="Not saved">
          {problem.message}
        </Notice>
      ) : null}
      <Button
        tone="primary"
        className="self-start"
        disabled={busy}
        onClick={() => {
          void save();
        }}
      >
        <Save aria-hidden="true" className="size-4" />
        {busy ? "Saving…" : "Save and check"}
      </Button>
    </div>
  );
}
