"use client";
import { ColumnsInput } from "@/screens/params/ColumnsInput.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { ColumnSelect } from "./ColumnSelect.tsx";
import { KindList } from "./KindList.tsx";
import { type KindDraft, openKinds, readKinds } from "./kind-draft.ts";
import { defineStageEditor, namesOf, type StageFormProps, type StageTable, textOf, textsOf, withoutEmpty } from "./stage-editor.ts";

interface WindowsDraft {
  /** Empty: the spine itself. */
  table: string;
  entity: readonly string[];
  time: string;
  /** What entity and time are called in the events' table; empty: the same. */
  tableEntity: readonly string[];
  tableTime: string;
  arrival: string;
  current: string;
  lateness: string;
  maxEvents: string;
  features: readonly KindDraft[];
}

const CURRENT = [
  { value: "EXCLUDED", label: "Not counted" },
  { value: "INCLUDED", label: "Counts in its own window" },
];

export const windows = defineStageEditor<WindowsDraft>({
  type: "windows",
  empty: ({ spine, others }) => ({
    table: others[0]?.name ?? "",
    entity: [],
    time: spine?.time ?? "",
    tableEntity: [],
    tableTime: otherTime(others[0], spine?.time ?? ""),
    arrival: "",
    current: "EXCLUDED",
    lateness: "0s",
    maxEvents: "10000",
    features: [],
  }),
  open: (spec, { kinds }) => ({
    table: textOf(spec.table),
    entity: textsOf(spec.entity),
    time: textOf(spec.time),
    tableEntity: textsOf(spec.tableEntity),
    tableTime: textOf(spec.tableTime),
    arrival: textOf(spec.arrival),
    current: textOf(spec.current) || "EXCLUDED",
    lateness: textOf(spec.lateness) || "0s",
    maxEvents: textOf(spec.maxEvents) || "10000",
    features: openKinds(spec.features, kinds.windowKinds),
  }),
  read(draft, { kinds }) {
    const problems: Record<string, string> = {};
    if (draft.entity.length === 0) problems.entity = "Name the column that says whose event it is.";
    if (draft.time === "") problems.time = "Choose the column of the time.";
    const most = Number(draft.maxEvents);
    if (!Number.isInteger(most) || most < 1) problems.maxEvents = "A whole number of at least 1 is needed.";
    const features = readKinds(draft.features, kinds.windowKinds, problems);
    const { table, entity, time, arrival, current, lateness } = draft;
    // The spine's own rows are called as they are.
    const { tableEntity, tableTime } = table === "" ? { tableEntity: [], tableTime: "" } : draft;
    const spec = { table, entity, tableEntity, time, tableTime, arrival, current, lateness, maxEvents: most, features };
    return { spec: withoutEmpty(spec), problems };
  },
  Form: WindowsForm,
});

/** The table's own time, where it is called otherwise than the spine's. */
function otherTime(table: StageTable | undefined, time: string): string {
  return table && table.time !== "" && table.time !== time ? table.time : "";
}

function WindowsForm({ draft, onChange, context, errorAt }: StageFormProps<WindowsDraft>) {
  const { spine, others, kinds } = context;
  const other = others.find(({ name }) => name === draft.table);
  const events = other ?? spine;
  const set = (part: Partial<WindowsDraft>) => onChange({ ...draft, ...part });
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        <Field label="Events of" error={errorAt("table")}>
          {(ids) => (
            <Select
              {...ids}
              value={draft.table}
              options={[
                { value: "", label: `${spine?.name ?? "the spine"}, its own rows` },
                ...others.map(({ name }) => ({ value: name, label: name })),
              ]}
              onChange={(table) =>
                set({
                  table,
                  tableTime: otherTime(
                    others.find(({ name }) => name === table),
                    draft.time,
                  ),
                  tableEntity: [],
                  arrival: "",
                })
              }
            />
          )}
        </Field>
        <ColumnSelect
          label="Time of the row"
          hint="Events before it count."
          value={draft.time}
          columns={namesOf(spine?.columns)}
          onChange={(time) => set({ time })}
          error={errorAt("time")}
        />
        {other ? (
          <ColumnSelect
            label="Time of the event"
            value={draft.tableTime}
            columns={namesOf(other.columns)}
            onChange={(tableTime) => set({ tableTime })}
            error={errorAt("tableTime")}
            none="called the same"
          />
        ) : null}
        <ColumnSelect
          label="Arrival"
          hint="When an event became known, if later."
          value={draft.arrival}
          columns={namesOf(events?.columns)}
          onChange={(arrival) => set({ arrival })}
          error={errorAt("arrival")}
          none="as it happened"
        />
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <ColumnsInput
          label="Entity"
          value={draft.entity}
          onChange={(entity) => set({ entity })}
          columns={namesOf(spine?.columns)}
          hint="Whose events count, e.g. the card."
          error={errorAt("entity")}
        />
        {other ? (
          <ColumnsInput
            label="Entity in the events' table"
            value={draft.tableEntity}
            onChange={(tableEntity) => set({ tableEntity })}
            columns={namesOf(other.columns)}
            hint="In the same order; none: called the same."
            placeholder="Called the same"
            error={errorAt("tableEntity")}
          />
        ) : null}
      </div>
      <KindList
        drafts={draft.features}
        onChange={(features) => set({ features })}
        kinds={kinds.windowKinds}
        columns={namesOf(events?.columns)}
        placeholder="count, sum, time since, speed …"
        errorAt={errorAt}
      />
      <details>
        <summary className="cursor-pointer text-sm font-semibold">Late events and bounds</summary>
        <div className="mt-3 grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
          <Field label="The row's own event" error={errorAt("current")}>
            {(ids) => <Select {...ids} value={draft.current} options={CURRENT} onChange={(current) => set({ current })} />}
          </Field>
          <Field label="Lateness" hint="How much older than the newest event a row may be, e.g. 2h." error={errorAt("lateness")}>
            {(ids) => (
              <input {...ids} className="control" value={draft.lateness} onChange={(event) => set({ lateness: event.target.value })} />
            )}
          </Field>
          <Field label="Most events" hint="Kept of an entity; the bound of memory." error={errorAt("maxEvents")}>
            {(ids) => (
              <input
                {...ids}
                className="control"
                inputMode="numeric"
                value={draft.maxEvents}
                onChange={(event) => set({ maxEvents: event.target.value })}
              />
            )}
          </Field>
        </div>
      </details>
    </div>
  );
}
