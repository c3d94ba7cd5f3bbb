"use client";
import { Plus, Trash2 } from "lucide-react";
import { randomKey } from "@/lib/random-key.ts";
import { ColumnsInput } from "@/screens/params/ColumnsInput.tsx";
import { Button } from "@/ui/Button.tsx";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { ColumnSelect } from "./ColumnSelect.tsx";
import { defineStageEditor, namesOf, type StageContext, type StageFormProps, textOf, textsOf, withoutEmpty } from "./stage-editor.ts";

interface JoinedDraft {
  id: string;
  table: string;
  key: readonly string[];
  tableKey: readonly string[];
  time: string;
  arrival: string;
  columns: readonly string[];
  prefix: string;
  tolerance: string;
  exact: boolean;
  age: boolean;
}

interface JoinDraft {
  time: string;
  tables: readonly JoinedDraft[];
}

const newJoined = ({ others }: StageContext): JoinedDraft => ({
  id: randomKey(),
  table: others[0]?.name ?? "",
  key: [],
  tableKey: [],
  time: others[0]?.time ?? "",
  arrival: "",
  columns: [],
  prefix: others[0] ? `${others[0].name}_` : "",
  tolerance: "",
  exact: false,
  age: false,
});

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

export const join = defineStageEditor<JoinDraft>({
  type: "join",
  empty: (context) => ({ time: context.spine?.time ?? "", tables: [newJoined(context)] }),
  open: ({ time, tables }) => ({
    time: textOf(time),
    tables: (Array.isArray(tables) ? tables : []).filter(isRecord).map((one) => ({
      id: randomKey(),
      table: textOf(one.table),
      key: textsOf(one.key),
      tableKey: textsOf(one.tableKey),
      time: textOf(one.time),
      arrival: textOf(one.arrival),
      columns: textsOf(one.columns),
      prefix: textOf(one.prefix),
      tolerance: textOf(one.tolerance),
      exact: one.exact === true,
      age: one.age === true,
    })),
  }),
  read({ time, tables }) {
    const problems: Record<string, string> = {};
    if (time === "") problems.time = "Choose the column of the time.";
    tables.forEach((one, at) => {
      if (one.table === "") problems[`tables.${at}.table`] = "Choose the table.";
      if (one.key.length === 0) problems[`tables.${at}.key`] = "Name the key.";
      if (one.time === "") problems[`tables.${at}.time`] = "Choose the column from when a row holds.";
    });
    return { spec: { time, tables: tables.map(({ id: _id, ...one }) => withoutEmpty(one)) }, problems };
  },
  Form: JoinForm,
});

function JoinForm({ draft, onChange, context, errorAt }: StageFormProps<JoinDraft>) {
  const spineColumns = namesOf(context.spine?.columns);
  return (
    <div className="flex flex-col gap-4">
      <div className="sm:max-w-72">
        <ColumnSelect
          label="Time of the row"
          hint="What was known before it is joined."
          value={draft.time}
          columns={spineColumns}
          onChange={(time) => onChange({ ...draft, time })}
          error={errorAt("time")}
        />
      </div>
      {draft.tables.map((one, at) => {
        const table = context.others.find(({ name }) => name === one.table);
        const columns = namesOf(table?.columns);
        const path = `tables.${at}`;
        const set = (part: Partial<JoinedDraft>) =>
          onChange({ ...draft, tables: draft.tables.map((old) => (old.id === one.id ? { ...old, ...part } : old)) });
        return (
          <fieldset key={one.id} className="min-w-0 rounded-md bg-surface-2 p-3">
            <legend className="sr-only">{`Joined table ${at + 1}`}</legend>
            <div className="flex flex-col gap-4">
              <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
                <Field label="Table" error={errorAt(`${path}.table`)}>
                  {(ids) => (
                    <Select
                      {...ids}
                      placeholder={context.others.length === 0 ? "Add a table first" : "Choose a table"}
                      value={one.table}
                      options={context.others.map(({ name }) => ({ value: name, label: name }))}
                      onChange={(name) =>
                        set({
                          table: name,
                          time: context.others.find((other) => other.name === name)?.time ?? "",
                          prefix: `${name}_`,
                          columns: [],
                        })
                      }
                    />
                  )}
                </Field>
                <ColumnSelect
                  label="Holds from"
                  value={one.time}
                  columns={columns}
                  onChange={(time) => set({ time })}
                  error={errorAt(`${path}.time`)}
                />
                <ColumnSelect
                  label="Became known"
                  value={one.arrival}
                  columns={columns}
                  onChange={(arrival) => set({ arrival })}
                  error={errorAt(`${path}.arrival`)}
                  none="as it began to hold"
                />
                <Field label="Prefix" hint="Before the names of what is taken." error={errorAt(`${path}.prefix`)}>
                  {(ids) => (
                    <input {...ids} className="control" value={one.prefix} onChange={(event) => set({ prefix: event.target.value })} />
                  )}
                </Field>
              </div>
              <div className="grid gap-4 sm:grid-cols-2">
                <ColumnsInput
                  label="Key"
                  value={one.key}
                  onChange={(key) => set({ key })}
                  columns={spineColumns}
                  error={errorAt(`${path}.key`)}
                />
                <ColumnsInput
                  label="Key in the table"
                  value={one.tableKey}
                  onChange={(tableKey) => set({ tableKey })}
                  columns={columns}
                  placeholder="Called the same"
                  error={errorAt(`${path}.tableKey`)}
                />
                <ColumnsInput
                  label="Columns taken"
                  value={one.columns}
                  onChange={(next) => set({ columns: next })}
                  columns={columns}
                  placeholder="All but keys and times"
                  error={errorAt(`${path}.columns`)}
                />
                <Field
                  label="Tolerance"
                  hint="An older row is not taken, e.g. 90d. Empty: none is too old."
                  error={errorAt(`${path}.tolerance`)}
                >
                  {(ids) => (
                    <input
                      {...ids}
                      className="control"
                      value={one.tolerance}
                      onChange={(event) => set({ tolerance: event.target.value })}
                    />
                  )}
                </Field>
              </div>
              <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
                <Checkbox label="Take a row of the very moment too" checked={one.exact} onChange={(exact) => set({ exact })} />
                <Checkbox label="Add how old the row was, in seconds" checked={one.age} onChange={(age) => set({ age })} />
                {draft.tables.length > 1 ? (
                  <Button
                    size="sm"
                    tone="quiet"
                    className="ml-auto"
                    aria-label={`Remove joined table ${at + 1}`}
                    onClick={() => onChange({ ...draft, tables: draft.tables.filter(({ id }) => id !== one.id) })}
                  >
                    <Trash2 aria-hidden="true" className="size-4" />
                  </Button>
                ) : null}
              </div>
            </div>
          </fieldset>
        );
      })}
      <Button size="sm" className="self-start" onClick={() => onChange({ ...draft, tables: [...draft.tables, newJoined(context)] })}>
        <Plus aria-hidden="true" className="size-4" />
        Join another table
      </Button>
    </div>
  );
}
