"use client";
import { Plus, Trash2 } from "lucide-react";
import type { DatasetsQuery } from "@/generated/graphql.ts";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { type ColumnsByDataset, type FeatureSetDraft, newTable, type TableDraft } from "./feature-set-draft.ts";
import { ColumnSelect } from "./stages/ColumnSelect.tsx";
import { namesOf } from "./stages/stage-editor.ts";

interface TablesSectionProps {
  draft: FeatureSetDraft;
  onChange: (part: Partial<FeatureSetDraft>) => void;
  datasets: DatasetsQuery["datasets"]["edges"];
  columns: ColumnsByDataset;
  errorAt: (path: string) => string | null;
}

/** A name within the set that a data set's name suggests. */
const tableName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "")
    .slice(0, 64);

const TIMES = new Set(["DATE", "TIMESTAMP"]);

export function TablesSection({ draft, onChange, datasets, columns, errorAt }: TablesSectionProps) {
  const ready = datasets.map(({ node }) => node).filter(({ status }) => status === "READY");
  const set = (key: string, part: Partial<TableDraft>) =>
    onChange({ tables: draft.tables.map((table) => (table.key === key ? { ...table, ...part } : table)) });
  const choose = (table: TableDraft, datasetId: string) => {
    const named = tableName(ready.find(({ id }) => id === datasetId)?.name ?? "");
    const isFree = named !== "" && !draft.tables.some(({ key, name }) => key !== table.key && name === named);
    const isOwn = table.datasetId === "" && isFree;
    set(table.key, { datasetId, time: "", arrival: "", ...(isOwn ? { name: named } : {}) });
  };
  return (
    <Card
      title="Tables"
      description="The spine is the table whose rows the features belong to, one row a decision. The others are events, ratings, balances: anything with a key."
      actions={
        <Button size="sm" onClick={() => onChange({ tables: [...draft.tables, newTable(`table_${draft.tables.length + 1}`)] })}>
          <Plus aria-hidden="true" className="size-4" />
          Add a table
        </Button>
      }
    >
      <ul className="flex flex-col gap-3">
        {draft.tables.map((table, at) => {
          const names = namesOf(columns.get(table.datasetId));
          const times = (columns.get(table.datasetId) ?? []).filter(({ type }) => TIMES.has(type)).map(({ name }) => name);
          const isSpine = table.key === draft.spine;
          return (
            <li key={table.key}>
              <fieldset className="min-w-0 rounded-md border border-line p-3">
                <legend className="sr-only">{`Table ${table.name || at + 1}`}</legend>
                <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
                  <Field label="Data set" error={errorAt(`tables.${at}.datasetId`)}>
                    {(ids) => (
                      <Select
                        {...ids}
                        placeholder={ready.length === 0 ? "None is ready" : "Choose a data set"}
                        value={table.datasetId}
                        options={ready.map(({ id, name }) => ({ value: id, label: name }))}
                        onChange={(id) => choose(table, id)}
                      />
                    )}
                  </Field>
                  <Field label="Name in the set" error={errorAt(`tables.${at}.name`)}>
                    {(ids) => (
                      <input
                        {...ids}
                        className="control"
                        value={table.name}
                        onChange={(event) => set(table.key, { name: event.target.value })}
                      />
                    )}
                  </Field>
                  <ColumnSelect
                    label="Time"
                    hint="When its rows happen."
                    value={table.time}
                    columns={times.length > 0 ? times : names}
                    onChange={(time) => set(table.key, { time })}
                    error={errorAt(`tables.${at}.time`)}
                    none="it has none"
                  />
                  <ColumnSelect
                    label="Arrival"
                    hint="When they became known, if later."
                    value={table.arrival}
                    columns={times.length > 0 ? times : names}
                    onChange={(arrival) => set(table.key, { arrival })}
                    error={errorAt(`tables.${at}.arrival`)}
                    none="as they happened"
                  />
                </div>
                <div className="mt-3 flex flex-wrap items-center gap-2">
                  <label className="inline-flex items-center gap-2 text-sm">
                    <input
                      type="radio"
                      name="spine"
                      className="size-4 accent-[var(--sea)]"
                      checked={isSpine}
                      onChange={() => onChange({ spine: table.key })}
                    />
                    The features belong to its rows (the spine)
                  </label>
                  {isSpine ? null : (
                    <Button
                      size="sm"
                      tone="quiet"
                      className="ml-auto"
                      aria-label={`Remove table ${table.name}`}
                      onClick={() => onChange({ tables: draft.tables.filter(({ key }) => key !== table.key) })}
                    >
                      <Trash2 aria-hidden="true" className="size-4" />
                    </Button>
                  )}
                </div>
              </fieldset>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
