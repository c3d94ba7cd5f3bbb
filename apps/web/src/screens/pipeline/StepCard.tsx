"use client";
import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import type { PreviewEntry } from "@/graphql/use-feature-preview.ts";
import { paramFields } from "@/lib/param-fields.ts";
import type { StepDraft, StepKind } from "@/lib/pipeline-draft.ts";
import { ColumnsInput } from "@/screens/params/ColumnsInput.tsx";
import { ParamFields } from "@/screens/params/ParamFields.tsx";
import { Badge } from "@/ui/Badge.tsx";
import { Button } from "@/ui/Button.tsx";
import { Notice } from "@/ui/states.tsx";
import { Learned } from "./Learned.tsx";
import { PreviewTable } from "./PreviewTable.tsx";

const SELECTORS = ["@all", "@numeric", "@text", "@date", "@boolean"];
const MISSING = { KEEPS: "keeps missing cells", FILLS: "leaves nothing missing", MAKES: "may make missing cells" } as const;

interface StepCardProps {
  step: StepDraft;
  /** From 0. */
  at: number;
  count: number;
  kind: StepKind | undefined;
  columns: readonly string[];
  path: string;
  errorAt: (path: string) => string | null;
  onChange: (step: StepDraft) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
  entry: PreviewEntry | null;
  before: PreviewEntry | null;
}

export function StepCard({ step, at, count, kind, columns, path, errorAt, onChange, onMove, onRemove, entry, before }: StepCardProps) {
  const title = kind?.title ?? step.type;
  const place = `Step ${at + 1}, ${title}`;
  const fields = paramFields(kind?.params ?? {});
  const columnError = errorAt(`${path}.columns`);
  const isTold = columnError !== null || fields.some(({ name }) => errorAt(`${path}.params.${name}`));
  const error = isTold ? null : errorAt(path);
  return (
    <fieldset className="min-w-0 rounded-md border border-line p-3">
      <legend className="sr-only">{place}</legend>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <span aria-hidden="true" className="grid size-6 place-items-center rounded-full bg-surface-3 text-xs font-semibold">
          {at + 1}
        </span>
        <span className="text-lg font-semibold">{title}</span>
        {kind?.stage === "STEPS" ? <Badge>{MISSING[kind.missing]}</Badge> : null}
        {kind?.supervised ? <Badge tone="warn">reads the target</Badge> : null}
        <div className="ml-auto flex gap-0.5">
          <Button size="sm" tone="quiet" disabled={at === 0} aria-label={`Move ${place} up`} onClick={() => onMove(-1)}>
            <ArrowUp aria-hidden="true" className="size-4" />
          </Button>
          <Button size="sm" tone="quiet" disabled={at === count - 1} aria-label={`Move ${place} down`} onClick={() => onMove(1)}>
            <ArrowDown aria-hidden="true" className="size-4" />
          </Button>
          <Button size="sm" tone="quiet" aria-label={`Remove ${place}`} onClick={onRemove}>
            <Trash2 aria-hidden="true" className="size-4" />
          </Button>
        </div>
      </div>
      <p className="mb-3 text-sm text-ink-2">{kind?.description ?? "The API does not know this kind of step."}</p>
      {error ? (
        <div className="mb-3">
          <Notice tone="bad" title={error} />
        </div>
      ) : null}
      <div className="flex flex-col gap-4">
        <ColumnsInput
          label="Columns"
          value={step.columns}
          onChange={(next) => onChange({ ...step, columns: next })}
          columns={kind?.stage === "ROWS" ? columns : [...SELECTORS, ...columns]}
          placeholder={`All ${typeWords(kind?.defaultColumnTypes ?? [])}`}
          hint={
            kind?.stage === "ROWS"
              ? "All columns unless some are named."
              : "Names, patterns such as PAY_*, @numeric and the like, !name to leave one out."
          }
          error={columnError}
        />
        <ParamFields
          fields={fields}
          values={step.params}
          onChange={(params) => onChange({ ...step, params })}
          errorAt={(name) => errorAt(`${path}.params.${name}`)}
          columns={columns}
        />
        {entry ? (
          <details className="rounded-md bg-surface-2 p-3" open>
            <summary className="cursor-pointer text-sm font-semibold">After this step</summary>
            <div className="mt-2 flex flex-col gap-3">
              <PreviewTable label={`Rows after ${place}`} entry={entry} before={before} />
              {entry.kind === "STEP" ? <Learned label={`Learned by ${place}`} entries={entry.learned} /> : null}
            </div>
          </details>
        ) : null}
      </div>
    </fieldset>
  );
}

const typeWords = (types: readonly string[]): string =>
  types.length === 0 || types.length === 6 ? "columns" : `${types.map((type) => type.toLowerCase()).join(", ")} columns`;
