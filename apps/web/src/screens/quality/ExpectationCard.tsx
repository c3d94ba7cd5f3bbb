"use client";
import { Trash2 } from "lucide-react";
import type { ColumnType } from "@/generated/graphql.ts";
import { paramFields } from "@/lib/param-fields.ts";
import type { ExpectationDraft, ExpectationKind } from "@/lib/suite-draft.ts";
import { ColumnsInput } from "@/screens/params/ColumnsInput.tsx";
import { ParamFields } from "@/screens/params/ParamFields.tsx";
import { Badge } from "@/ui/Badge.tsx";
import { Button } from "@/ui/Button.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { Notice } from "@/ui/states.tsx";

export const SCOPE_WORDS: Record<ExpectationKind["scope"], string> = {
  ROW: "each row",
  COLUMN: "a column as a whole",
  TABLE: "the table",
  REFERENCE: "against the reference",
};

interface ExpectationCardProps {
  draft: ExpectationDraft;
  kind: ExpectationKind | undefined;
  columns: readonly { name: string; type: ColumnType }[];
  path: string;
  errorAt: (path: string) => string | null;
  onChange: (draft: ExpectationDraft) => void;
  onRemove: () => void;
}

const SEVERITIES = [
  { value: "HARD", label: "Hard: stops runs" },
  { value: "SOFT", label: "Soft: is reported" },
] as const;

export function ExpectationCard({ draft, kind, columns, path, errorAt, onChange, onRemove }: ExpectationCardProps) {
  const title = kind?.title ?? draft.kind;
  const fields = paramFields(kind?.params ?? {});
  const names = columns.filter(({ type }) => !kind?.accepts || kind.mostColumns > 1 || kind.accepts.includes(type)).map(({ name }) => name);
  const columnError = errorAt(`${path}.columns`);
  const mostlyError = errorAt(`${path}.mostly`);
  const isTold = columnError !== null || mostlyError !== null || fields.some(({ name }) => errorAt(`${path}.params.${name}`));
  const error = isTold ? null : errorAt(path);
  return (
    <fieldset className="min-w-0 rounded-md border border-line p-3">
      <legend className="sr-only">{`${title} ${draft.columns.join(", ")}`}</legend>
      <div className="mb-1 flex flex-wrap items-center gap-2">
        <span className="text-lg font-semibold">{title}</span>
        {kind ? <Badge>{SCOPE_WORDS[kind.scope]}</Badge> : null}
        <Button size="sm" tone="quiet" className="ml-auto" aria-label={`Remove ${title} ${draft.columns.join(", ")}`} onClick={onRemove}>
          <Trash2 aria-hidden="true" className="size-4" />
        </Button>
      </div>
      <p className="mb-3 text-sm text-ink-2">{kind?.description ?? "The API does not know this kind of expectation."}</p>
      {error ? (
        <div className="mb-3">
          <Notice tone="bad" title={error} />
        </div>
      ) : null}
      <div className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_11rem_11rem]">
          {kind && kind.mostColumns === 0 ? (
            <p className="self-center text-sm text-ink-2">About the table as a whole.</p>
          ) : (
            <ColumnsInput
              label="Columns"
              value={draft.columns}
              onChange={(next) => onChange({ ...draft, columns: next })}
              columns={names}
              hint={kind ? countWords(kind) : undefined}
              error={columnError}
            />
          )}
          <Field label="Severity">
            {(ids) => (
              <Select
                {...ids}
                value={draft.severity}
                options={SEVERITIES}
                onChange={(severity) => onChange({ ...draft, severity: severity === "SOFT" ? "SOFT" : "HARD" })}
              />
            )}
          </Field>
          {kind?.scope === "ROW" ? (
            <Field label="Mostly" hint="Share of the checked rows that has to meet it." error={mostlyError}>
              {(ids) => (
                <input
                  {...ids}
                  className="control"
                  inputMode="decimal"
                  value={draft.mostly}
                  onChange={(event) => onChange({ ...draft, mostly: event.target.value })}
                />
              )}
            </Field>
          ) : null}
        </div>
        <ParamFields
          fields={fields}
          values={draft.params}
          onChange={(params) => onChange({ ...draft, params })}
          errorAt={(name) => errorAt(`${path}.params.${name}`)}
          columns={columns.map(({ name }) => name)}
        />
      </div>
    </fieldset>
  );
}

function countWords({ fewestColumns: fewest, mostColumns: most, accepts }: ExpectationKind): string {
  const count = fewest === most ? (fewest === 1 ? "One" : String(fewest)) : most >= 100 ? `${fewest} or more` : `${fewest} to ${most}`;
  return `${count}${accepts ? ` of type ${accepts.map((type) => type.toLowerCase()).join(", ")}` : ""}.`;
}
