"use client";
import { Plus, Trash2 } from "lucide-react";
import { paramFields } from "@/lib/param-fields.ts";
import { randomKey } from "@/lib/random-key.ts";
import { metricLook } from "@/lib/verdict.ts";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { Field } from "@/ui/Field.tsx";
import { ParamInput } from "@/ui/ParamInput.tsx";
import { Select } from "@/ui/Select.tsx";
import { EmptyState, Notice } from "@/ui/states.tsx";
import { type CandidateDraft, newCandidate } from "./candidates.ts";
import { namesFor } from "./draft.ts";
import type { TrainingForm } from "./use-training-form.ts";

const MOST = 20;

/** The networks beside the form's own; the baselines of the evidence below take part too. */
export function CandidatesSection({ form }: { form: TrainingForm }) {
  const { draft, change, catalog, architectures, errorAt } = form;
  const fitting = architectures.filter(({ tasks }) => tasks.includes(draft.task));
  const metrics = namesFor(draft.task, catalog.comparedMetrics);
  const set = (at: number, candidate: CandidateDraft | null) =>
    change({
      candidates: candidate ? draft.candidates.map((old, i) => (i === at ? candidate : old)) : draft.candidates.filter((_, i) => i !== at),
    });
  const add = (name: string) => {
    const architecture = fitting.find((entry) => entry.name === name);
    if (architecture) change({ candidates: [...draft.candidates, newCandidate(randomKey(), architecture)] });
  };
  const error = errorAt("candidates");
  const atOne = draft.candidates.some((_, at) => errorAt(`candidates.${at}`));
  return (
    <Card
      title="Compared with"
      description="The network above is the first. All are trained and judged on the same folds and their differences are tested; nothing is registered."
      actions={
        draft.candidates.length < MOST ? (
          <Select
            aria-label="Add a network"
            placeholder="Add a network"
            className="w-56"
            value=""
            options={fitting.map(({ name, title }) => ({ value: name, label: title }))}
            onChange={add}
          />
        ) : null
      }
    >
      {error && !atOne ? (
        <div className="mb-3">
          <Notice tone="bad" title={error} />
        </div>
      ) : null}
      <div className="mb-4 grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        <Field label="Compared by" error={errorAt("metric")}>
          {(ids) => (
            <Select
              {...ids}
              value={draft.comparedMetric}
              options={metrics.map((name, at) => ({
                value: at === 0 ? "" : name,
                label: metricLook(name).label,
                ...(at === 0 ? { hint: "default" } : {}),
              }))}
              onChange={(comparedMetric) => change({ comparedMetric })}
            />
          )}
        </Field>
        <div className="flex items-center sm:col-span-2">
          <Checkbox
            label="Use the test rows too"
            hint="To judge kinds of models rather than to choose one: what was chosen on its test rows cannot be judged on them again."
            checked={draft.useTestRows}
            onChange={(useTestRows) => change({ useTestRows })}
          />
        </div>
      </div>
      {draft.candidates.length === 0 ? (
        <EmptyState title="Only the network above and the baselines">
          <span className="inline-flex items-center gap-1">
            <Plus aria-hidden="true" className="size-4" /> Add another network to compare architectures or settings.
          </span>
        </EmptyState>
      ) : null}
      <ul className="flex flex-col gap-4">
        {draft.candidates.map((candidate, at) => (
          <li key={candidate.key}>
            <CandidateEditor form={form} candidate={candidate} at={at} onChange={(next) => set(at, next)} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

interface CandidateEditorProps {
  form: TrainingForm;
  candidate: CandidateDraft;
  at: number;
  onChange: (candidate: CandidateDraft | null) => void;
}

const OVERRIDES = [
  { name: "epochs", label: "Epochs" },
  { name: "batchSize", label: "Batch size" },
  { name: "learningRate", label: "Learning rate" },
] as const;

function CandidateEditor({ form: { architectures, errorAt }, candidate, at, onChange }: CandidateEditorProps) {
  const architecture = architectures.find(({ name }) => name === candidate.architecture);
  const title = architecture?.title ?? candidate.architecture;
  const error = errorAt(`candidates.${at}.architecture`);
  return (
    <fieldset className="rounded-md border border-line p-3">
      <legend className="px-1 font-semibold">{`${at + 2}. ${title}`}</legend>
      {error ? <Notice tone="bad" title={error} /> : null}
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        <Field label={`Name of candidate ${at + 2}`} hint="Its title unless given." error={errorAt(`candidates.${at}.name`)}>
          {(ids) => (
            <input
              {...ids}
              className="control"
              value={candidate.name}
              onChange={(event) => onChange({ ...candidate, name: event.target.value })}
            />
          )}
        </Field>
        {OVERRIDES.map(({ name, label }) => (
          <Field
            key={name}
            label={`${label} of candidate ${at + 2}`}
            hint="As in the training unless given."
            error={errorAt(`candidates.${at}.training.${name}`)}
          >
            {(ids) => (
              <input
                {...ids}
                className="control"
                inputMode="decimal"
                value={candidate[name]}
                onChange={(event) => onChange({ ...candidate, [name]: event.target.value })}
              />
            )}
          </Field>
        ))}
        {architecture
          ? paramFields(architecture.params).map((field) => (
              <ParamInput
                key={field.name}
                field={{ ...field, label: `${field.label} of candidate ${at + 2}` }}
                value={candidate.params[field.name] ?? field.initial}
                error={errorAt(`candidates.${at}.params.${field.name}`)}
                onChange={(value) => onChange({ ...candidate, params: { ...candidate.params, [field.name]: value } })}
              />
            ))
          : null}
      </div>
      <div className="mt-3 flex justify-end">
        <Button size="sm" tone="quiet" onClick={() => onChange(null)}>
          <Trash2 aria-hidden="true" className="size-4" />
          {`Remove candidate ${at + 2}`}
        </Button>
      </div>
    </fieldset>
  );
}
