"use client";
import type { ReactNode } from "react";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import type { HistoryDraft } from "./history.ts";
import type { TrainingForm } from "./use-training-form.ts";

/** Steps from earlier rows of the same entity: for tables with one row a day, a payment or a period. */
export function HistorySection({ form, history }: { form: TrainingForm; history: HistoryDraft }) {
  const { draft, change, dataset, errorAt } = form;
  const set = (part: Partial<HistoryDraft>) => change({ history: { ...history, ...part } });
  const at = (name: string) => errorAt(`sequence.history.${name}`);
  const names = dataset.columns.map(({ name }) => name);
  const toggle = (list: readonly string[], name: string, on: boolean) => (on ? [...list, name] : list.filter((other) => other !== name));
  const number = (name: "steps" | "horizon" | "minSteps" | "gap", label: string, hint: string) => (
    <Field label={label} hint={hint} error={at(name)}>
      {(ids) => (
        <input
          {...ids}
          className="control"
          inputMode="numeric"
          value={history[name]}
          onChange={(event) => set({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        <Field label="Ordered by" hint="A date, a time or a number." error={at("time")}>
          {(ids) => (
            <Select
              {...ids}
              placeholder="Choose a column"
              value={history.time}
              options={dataset.columns.map(({ name, type }) => ({ value: name, label: name, hint: type.toLowerCase() }))}
              onChange={(time) => set({ time })}
            />
          )}
        </Field>
        {number("steps", "Steps", "The sample's own row included.")}
        {number("horizon", "Rows ahead", "How many rows later the target is read; 0 = in the sample's own row.")}
        {number("minSteps", "Least steps", "Samples with fewer are not used.")}
        <Field label="Samples" error={at("samples")}>
          {(ids) => (
            <Select
              {...ids}
              value={history.samples}
              options={[
                { value: "EVERY", label: "Every row" },
                { value: "LAST", label: "The last row of each entity" },
              ]}
              onChange={(value) => set({ samples: value === "LAST" ? "LAST" : "EVERY" })}
            />
          )}
        </Field>
        <Field label="Gaps" error={at("gaps")}>
          {(ids) => (
            <Select
              {...ids}
              value={history.gaps}
              options={[
                { value: "IGNORE", label: "Rows count, not time" },
                { value: "BREAK", label: "A long gap ends the history" },
                { value: "GRID", label: "One step each interval" },
              ]}
              onChange={(value) => set({ gaps: value === "BREAK" || value === "GRID" ? value : "IGNORE" })}
            />
          )}
        </Field>
        {history.gaps === "IGNORE" ? null : number("gap", "Gap", "In seconds for dates and times, else in the column's own unit.")}
      </div>
      <Ticks title="Whose rows belong together" error={at("entity")} note="None: the whole table is one series.">
        {names
          .filter((name) => name !== draft.target && name !== history.time)
          .map((name) => (
            <Checkbox
              key={name}
              label={name}
              checked={history.entity.includes(name)}
              onChange={(on) => set({ entity: toggle(history.entity, name, on) })}
            />
          ))}
      </Ticks>
      <Ticks title="What each step has" error={at("columns")} note="The other features are those of the sample's own row.">
        {names
          .filter((name) => name !== history.time && !history.entity.includes(name) && !draft.dropped.includes(name))
          .map((name) => (
            <Checkbox
              key={name}
              label={name}
              checked={history.columns.includes(name)}
              onChange={(on) => set({ columns: toggle(history.columns, name, on) })}
            />
          ))}
      </Ticks>
    </div>
  );
}

function Ticks({ title, note, error, children }: { title: string; note: string; error: string | null; children: ReactNode }) {
  return (
    <fieldset>
      <legend className="text-sm font-semibold">{title}</legend>
      <p className="mb-1.5 text-xs text-ink-3">{note}</p>
      <div className="grid max-h-52 gap-x-6 gap-y-2 overflow-y-auto sm:grid-cols-3 lg:grid-cols-4">{children}</div>
      {error ? (
        <p role="alert" className="mt-1 text-sm font-medium text-bad">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
