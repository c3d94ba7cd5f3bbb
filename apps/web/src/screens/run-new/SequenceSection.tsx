"use client";
import { ArrowLeftRight, ChevronLeft, ChevronRight, Plus, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { flipGroup, moveStep, type SequenceGroup, suggestGroups } from "@/lib/sequence-groups.ts";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Select } from "@/ui/Select.tsx";
import { EmptyState, Notice } from "@/ui/states.tsx";
import { isNumeric } from "./draft.ts";
import { HistorySection } from "./HistorySection.tsx";
import { newHistory } from "./history.ts";
import type { TrainingForm } from "./use-training-form.ts";

export function SequenceSection({ form }: { form: TrainingForm }) {
  const { draft, change, dataset, errorAt } = form;
  const { groups } = draft;
  const used = new Set([...groups.flatMap((group) => group.columns), draft.target, ...draft.dropped]);
  const free = dataset.columns.filter((column) => isNumeric(column) && !used.has(column.name));
  const setGroup = (at: number, group: SequenceGroup | null) =>
    change({ groups: group ? groups.map((old, i) => (i === at ? group : old)) : groups.filter((_, i) => i !== at) });
  const suggest = () =>
    change({
      groups: suggestGroups(
        dataset.columns
          .filter(({ name }) => name !== draft.target && !draft.dropped.includes(name))
          .map((column) => ({ name: column.name, numeric: isNumeric(column) })),
      ),
    });
  const lengths = new Set(groups.map((group) => group.columns.length));
  const error = errorAt("sequence");
  const historyError = draft.history !== null && errorAt("sequence.history") !== null;
  const timeColumn = dataset.columns.find(({ type }) => type === "DATE" || type === "TIMESTAMP")?.name ?? "";
  const stepColumns = dataset.columns.filter((column) => isNumeric(column) && !draft.dropped.includes(column.name)).map(({ name }) => name);
  return (
    <Card
      title="Time steps"
      description={
        draft.history
          ? "Each row is a sample; the rows of its entity before it are its earlier steps. Nothing later than the row is read."
          : "Columns that hold one fact at several times become the steps of one feature, oldest first. The other columns are repeated at each step."
      }
      actions={
        draft.history ? (
          <Button size="sm" onClick={() => change({ history: null })}>
            Take columns as steps
          </Button>
        ) : (
          <>
            <Button size="sm" onClick={() => change({ groups: [], history: newHistory(timeColumn, stepColumns) })}>
              Take earlier rows
            </Button>
            {groups.length > 1 ? (
              <Button size="sm" onClick={() => change({ groups: groups.map(flipGroup) })}>
                <ArrowLeftRight aria-hidden="true" className="size-4" />
                Flip all
              </Button>
            ) : null}
            {groups.length === 0 ? (
              <Button size="sm" onClick={suggest}>
                Suggest from names
              </Button>
            ) : null}
            <Button size="sm" onClick={() => change({ groups: [...groups, { name: `group_${groups.length + 1}`, columns: [] }] })}>
              <Plus aria-hidden="true" className="size-4" />
              Add a group
            </Button>
          </>
        )
      }
    >
      {error && !historyError ? (
        <div className="mb-3">
          <Notice tone="bad" title={error} />
        </div>
      ) : null}
      {lengths.size > 1 ? (
        <div className="mb-3">
          <Notice tone="warn" title="The groups have different lengths">
            Every group needs one column for each step.
          </Notice>
        </div>
      ) : null}
      {draft.history ? <HistorySection form={form} history={draft.history} /> : null}
      {groups.length === 0 && !draft.history ? (
        <EmptyState title="No time steps">Each row is read as one step. That is right for a plain table.</EmptyState>
      ) : null}
      <ul className="flex flex-col gap-4">
        {groups.map((group, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a group is its place; its name is being typed.
          <li key={at}>
            <GroupEditor group={group} free={free.map(({ name }) => name)} onChange={(next) => setGroup(at, next)} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

interface GroupEditorProps {
  group: SequenceGroup;
  free: readonly string[];
  onChange: (group: SequenceGroup | null) => void;
}

function GroupEditor({ group, free, onChange }: GroupEditorProps) {
  const last = group.columns.length - 1;
  return (
    <fieldset className="rounded-md border border-line p-3">
      <legend className="sr-only">{`Sequence group ${group.name}`}</legend>
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <input
          aria-label="Group name"
          className="control w-44 font-semibold"
          value={group.name}
          onChange={(event) => onChange({ ...group, name: event.target.value })}
        />
        <span className="text-sm text-ink-3">{group.columns.length} steps</span>
        <div className="ml-auto flex gap-1">
          <Button
            size="sm"
            tone="quiet"
            disabled={last < 1}
            onClick={() => onChange(flipGroup(group))}
            aria-label={`Flip order of ${group.name}`}
          >
            <ArrowLeftRight aria-hidden="true" className="size-4" />
            Flip order
          </Button>
          <Button size="sm" tone="quiet" onClick={() => onChange(null)} aria-label={`Remove ${group.name}`}>
            <Trash2 aria-hidden="true" className="size-4" />
          </Button>
        </div>
      </div>
      <ol className="flex flex-wrap items-stretch gap-1.5">
        {group.columns.map((column, at) => (
          <li key={column} className="flex flex-col rounded-md border border-line bg-surface-2 px-1 pb-0.5 pt-1">
            <span className="px-1 text-2xs font-semibold text-ink-3">
              {at === 0 ? "oldest" : at === last ? "newest" : `step ${at + 1}`}
            </span>
            <span className="px-1 text-sm font-semibold">{column}</span>
            <span className="flex justify-between">
              <StepButton label={`Move ${column} earlier`} disabled={at === 0} onClick={() => onChange(moveStep(group, at, -1))}>
                <ChevronLeft aria-hidden="true" className="size-4" />
              </StepButton>
              <StepButton
                label={`Take ${column} out`}
                onClick={() => onChange({ ...group, columns: group.columns.filter((name) => name !== column) })}
              >
                <Trash2 aria-hidden="true" className="size-3.5" />
              </StepButton>
              <StepButton label={`Move ${column} later`} disabled={at === last} onClick={() => onChange(moveStep(group, at, 1))}>
                <ChevronRight aria-hidden="true" className="size-4" />
              </StepButton>
            </span>
          </li>
        ))}
        {free.length > 0 ? (
          <li className="w-40 self-center">
            <Select
              aria-label={`Add a column to ${group.name}`}
              placeholder="Add a column"
              value=""
              options={free.map((name) => ({ value: name, label: name }))}
              onChange={(name) => onChange({ ...group, columns: [...group.columns, name] })}
            />
          </li>
        ) : null}
      </ol>
    </fieldset>
  );
}

function StepButton({ label, ...rest }: { label: string; disabled?: boolean; onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className="grid size-6 place-items-center rounded-sm text-ink-2 hover:bg-surface-3 disabled:opacity-35"
      {...rest}
    />
  );
}
