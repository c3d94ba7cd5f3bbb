"use client";
import { print } from "graphql";
import { Play } from "lucide-react";
import { SubmitComparisonDocument, SubmitTuningDocument } from "@/graphql/choosing.ts";
import { SubmitTrainingDocument } from "@/graphql/runs.ts";
import { formatCount } from "@/lib/format.ts";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { CopyAsGraphql } from "@/ui/CopyAsGraphql.tsx";
import { DefinitionList } from "@/ui/Facts.tsx";
import { Notice } from "@/ui/states.tsx";
import type { Draft } from "./draft.ts";
import type { FormMode, TrainingForm } from "./use-training-form.ts";
import { VALIDATION_METHODS } from "./validation-options.ts";

const DOCUMENTS: Record<FormMode, string> = {
  TRAIN: print(SubmitTrainingDocument),
  SEARCH: print(SubmitTuningDocument),
  COMPARE: print(SubmitComparisonDocument),
};
const BUTTONS: Record<FormMode, string> = { TRAIN: "Start training", SEARCH: "Start the search", COMPARE: "Start the comparison" };

/** What will happen, in words, and the button. */
export function SubmitPanel({ form }: { form: TrainingForm }) {
  const { draft, dataset, architecture, training, request, problem, busy, mode } = form;
  const steps = draft.history ? Number(draft.history.steps) : (draft.groups[0]?.columns.length ?? 0);
  const units = training.params?.units;
  const test = draft.splitMethod === "COLUMN" ? "rows marked 1" : `${Math.round(Number(draft.testFraction) * 100)} % of the rows`;
  const method = VALIDATION_METHODS.find(({ value }) => value === draft.validation.method);
  const folds = draft.validation.method === "HOLD_OUT" ? "" : `, ${draft.validation.folds} folds`;
  const predicts = draft.target === "" ? "rows unlike the others" : draft.target;
  return (
    <div className="self-start xl:sticky xl:top-4">
      <Card title="Summary">
        <DefinitionList
          items={[
            { term: "Data", value: `${dataset.name}, ${formatCount(dataset.rowCount ?? 0)} rows` },
            { term: "Predicts", value: draft.task === "BINARY" ? `${draft.target} = ${draft.positiveLabel}` : predicts },
            {
              term: "Steps",
              value: steps > 0 ? `${steps}, from ${draft.history ? "earlier rows" : `${draft.groups.length} groups`}` : "one",
            },
            { term: "Features", value: featureWords(draft) },
            { term: "Network", value: architecture ? `${architecture.title}${Array.isArray(units) ? ` [${units.join(", ")}]` : ""}` : "–" },
            { term: "Training", value: `${draft.epochs} epochs, batch ${draft.batchSize}` },
            { term: "Validation", value: `${method?.label ?? ""}${folds}` },
            ...(mode === "SEARCH" ? [{ term: "Trials", value: `${draft.search.trials}, ${draft.search.method.toLowerCase()}` }] : []),
            ...(mode === "COMPARE"
              ? [{ term: "Models", value: `${1 + draft.candidates.length} networks, ${draft.baselines.length} baselines` }]
              : []),
            { term: "Test", value: test },
          ]}
        />
        <Button type="submit" tone="primary" className="mt-4 min-h-10 w-full text-lg" disabled={busy}>
          <Play aria-hidden="true" className="size-4" />
          {busy ? "Submitting…" : BUTTONS[mode]}
        </Button>
        {problem ? (
          <div className="mt-3">
            <Notice tone="bad" title="Not submitted">
              {problem.path && problem.path.length > 0 ? <code className="font-mono text-xs">{problem.path.join(".")}</code> : null}{" "}
              {problem.message}
            </Notice>
          </div>
        ) : null}
        <div className="mt-4 border-t border-line pt-3">
          <p className="mb-1.5 text-xs text-ink-3">The same run from a script:</p>
          <CopyAsGraphql call={{ document: DOCUMENTS[mode], variables: { input: request.input } }} />
        </div>
      </Card>
    </div>
  );
}

function featureWords({ features, pipeline }: Draft): string {
  if (features === "DEFAULT") return "default encoding";
  if (features === "SET") return "by a feature set";
  const count = pipeline.rows.length + pipeline.steps.length;
  return `${count} own ${count === 1 ? "step" : "steps"}`;
}
