"use client";
import type { Preview, PreviewEntry } from "@/graphql/use-feature-preview.ts";
import { moveItem, newStep, type PipelineDraft, type PipelineList, type StepDraft, type StepKind } from "@/lib/pipeline-draft.ts";
import { PickDialog, type PickItem } from "@/screens/params/PickDialog.tsx";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { DefaultSteps } from "./DefaultSteps.tsx";
import { Samples } from "./Samples.tsx";
import { StepCard } from "./StepCard.tsx";

interface PipelineBuilderProps {
  value: PipelineDraft;
  onChange: (value: PipelineDraft) => void;
  kinds: readonly StepKind[];
  /** Names of the columns that the steps may read. */
  columns: readonly string[];
  errorAt: (path: string) => string | null;
  preview: Preview | null;
}

const LISTS: { list: PipelineList; stage: StepKind["stage"]; title: string; text: string; add: string; when: string }[] = [
  {
    list: "rows",
    stage: "ROWS",
    title: "Rows",
    text: "Before the split: which rows are trained and tested on.",
    add: "Add a row step",
    when: "Never applied to rows that are scored.",
  },
  {
    list: "steps",
    stage: "STEPS",
    title: "Columns",
    text: "In this order, each fitted on the training rows alone.",
    add: "Add a step",
    when: "Fitted on the training rows, applied to every row that is scored.",
  },
];

const itemsOf = (kinds: readonly StepKind[], stage: StepKind["stage"]): PickItem[] =>
  kinds
    .filter((kind) => kind.stage === stage)
    .map(({ name, title, description, supervised }) => ({
      id: name,
      title,
      description,
      warning: supervised ? "reads the target" : undefined,
    }));

/** Steps that are added, moved, removed and set; each shows what it makes of the sample once a preview was asked for. */
export function PipelineBuilder({ value, onChange, kinds, columns, errorAt, preview }: PipelineBuilderProps) {
  const setList = (list: PipelineList, steps: readonly StepDraft[]) => onChange({ ...value, [list]: steps });
  const shown = entriesOf(preview);
  return (
    <div className="flex flex-col gap-5">
      {LISTS.map(({ list, stage, title, text, add, when }) => (
        <section key={list} aria-label={`Pipeline, ${title.toLowerCase()}`} className="flex flex-col gap-3">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <div>
              <h3 className="font-semibold">{title}</h3>
              <p className="text-sm text-ink-2">{text}</p>
            </div>
            <PickDialog
              label={add}
              description={when}
              placeholder="missing, outlier, woe, scale …"
              items={itemsOf(kinds, stage)}
              onPick={(name) => {
                const kind = kinds.find((known) => known.stage === stage && known.name === name);
                if (kind) setList(list, [...value[list], newStep(kind)]);
              }}
            />
          </div>
          {list === "steps" && shown.samples ? <Samples entry={shown.samples} /> : null}
          {value[list].map((step, at) => (
            <StepCard
              key={step.key}
              step={step}
              at={at}
              count={value[list].length}
              kind={kinds.find(({ name }) => name === step.type)}
              columns={columns}
              path={`pipeline.${list}.${at}`}
              errorAt={errorAt}
              onChange={(next) =>
                setList(
                  list,
                  value[list].map((old, i) => (i === at ? next : old)),
                )
              }
              onMove={(by) => setList(list, moveItem(value[list], at, by))}
              onRemove={() =>
                setList(
                  list,
                  value[list].filter((_, i) => i !== at),
                )
              }
              entry={shown[list][at] ?? null}
              before={list === "steps" ? (shown.steps[at - 1] ?? shown.source) : null}
            />
          ))}
        </section>
      ))}
      <Checkbox
        label="Complete with the default encoding"
        hint="Columns that the steps leave as text, dates or with gaps are encoded and filled. Without it they are an error."
        checked={value.defaults}
        onChange={(defaults) => onChange({ ...value, defaults })}
      />
      <DefaultSteps entries={shown.defaults} kinds={kinds} />
    </div>
  );
}

/** Entries of a preview by the place of their step. */
function entriesOf(preview: Preview | null) {
  const stages = preview?.stages ?? [];
  const of = (kind: string, origin: string): PreviewEntry[] => stages.filter((entry) => entry.kind === kind && entry.origin === origin);
  const samples = of("SEQUENCE", "USER")[0] ?? null;
  const source = samples ?? of("SOURCE", "USER")[0] ?? null;
  return { samples, source, rows: of("ROWS", "USER"), steps: of("STEP", "USER"), defaults: of("STEP", "DEFAULT") };
}
