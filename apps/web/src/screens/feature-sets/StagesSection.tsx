"use client";
import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import type { PreviewEntry } from "@/graphql/use-feature-preview.ts";
import { moveItem } from "@/lib/pipeline-draft.ts";
import { randomKey } from "@/lib/random-key.ts";
import { PickDialog } from "@/screens/params/PickDialog.tsx";
import { PreviewTable } from "@/screens/pipeline/PreviewTable.tsx";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { EmptyState, Notice } from "@/ui/states.tsx";
import type { FeatureSetDraft } from "./feature-set-draft.ts";
import { stageEditor } from "./stages/index.ts";
import type { StageContext } from "./stages/stage-editor.ts";

interface StagesSectionProps {
  draft: FeatureSetDraft;
  onChange: (part: Partial<FeatureSetDraft>) => void;
  context: StageContext;
  errorAt: (path: string) => string | null;
  /** What each stage made of the sample, in their order. */
  entries: readonly PreviewEntry[];
}

export function StagesSection({ draft, onChange, context, errorAt, entries }: StagesSectionProps) {
  const { stages } = draft;
  const kinds = context.kinds.featureStages;
  return (
    <Card
      title="Stages"
      description="Each adds columns to the spine's rows, from what was known at the row's time. A later stage may read what an earlier one added."
      actions={
        <PickDialog
          label="Add a stage"
          description="What a stage adds."
          placeholder="join, windows, indicators …"
          items={kinds.map(({ type, title, description }) => ({ id: type, title, description }))}
          onPick={(type) => onChange({ stages: [...stages, { key: randomKey(), type, draft: stageEditor(type).empty(context) }] })}
        />
      }
    >
      {stages.length === 0 ? <EmptyState title="No stage yet">The set has the spine's own columns alone.</EmptyState> : null}
      <ol className="flex flex-col gap-4">
        {stages.map((stage, at) => {
          const { Form } = stageEditor(stage.type);
          const title = kinds.find(({ type }) => type === stage.type)?.title ?? stage.type;
          const place = `Stage ${at + 1}, ${title}`;
          const error = errorAt(`stages.${at}`);
          const entry = entries[at];
          return (
            <li key={stage.key}>
              <fieldset className="min-w-0 rounded-md border border-line p-3">
                <legend className="sr-only">{place}</legend>
                <div className="mb-3 flex flex-wrap items-center gap-2">
                  <span aria-hidden="true" className="grid size-6 place-items-center rounded-full bg-surface-3 text-xs font-semibold">
                    {at + 1}
                  </span>
                  <span className="text-lg font-semibold">{title}</span>
                  <div className="ml-auto flex gap-0.5">
                    <Button
                      size="sm"
                      tone="quiet"
                      disabled={at === 0}
                      aria-label={`Move ${place} up`}
                      onClick={() => onChange({ stages: moveItem(stages, at, -1) })}
                    >
                      <ArrowUp aria-hidden="true" className="size-4" />
                    </Button>
                    <Button
                      size="sm"
                      tone="quiet"
                      disabled={at === stages.length - 1}
                      aria-label={`Move ${place} down`}
                      onClick={() => onChange({ stages: moveItem(stages, at, 1) })}
                    >
                      <ArrowDown aria-hidden="true" className="size-4" />
                    </Button>
                    <Button
                      size="sm"
                      tone="quiet"
                      aria-label={`Remove ${place}`}
                      onClick={() => onChange({ stages: stages.filter(({ key }) => key !== stage.key) })}
                    >
                      <Trash2 aria-hidden="true" className="size-4" />
                    </Button>
                  </div>
                </div>
                {error ? (
                  <div className="mb-3">
                    <Notice tone="bad" title={error} />
                  </div>
                ) : null}
                <Form
                  draft={stage.draft}
                  onChange={(next) => onChange({ stages: stages.map((old) => (old.key === stage.key ? { ...old, draft: next } : old)) })}
                  context={context}
                  errorAt={(path) => errorAt(`stages.${at}.spec.${path}`)}
                />
                {entry ? (
                  <details className="mt-4 rounded-md bg-surface-2 p-3" open>
                    <summary className="cursor-pointer text-sm font-semibold">What it adds to the sample's last rows</summary>
                    <div className="mt-2">
                      <PreviewTable label={`Columns of ${place}`} entry={entry} before={null} />
                    </div>
                  </details>
                ) : null}
              </fieldset>
            </li>
          );
        })}
      </ol>
    </Card>
  );
}
