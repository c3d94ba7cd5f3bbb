"use client";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import type { StoredDefinition } from "./feature-set-draft.ts";

export type Sources = Readonly<Record<string, string>>;

interface SourceFieldsProps {
  definition: StoredDefinition;
  datasets: readonly { id: string; name: string }[];
  /** Data set by the table's name; empty where none is chosen. */
  sources: Sources;
  onChange: (name: string, datasetId: string) => void;
}

/** Which data sets stand for the tables. */
export function SourceFields({ definition, datasets, sources, onChange }: SourceFieldsProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
      {definition.tables.map(({ name, columns }) => (
        <Field
          key={name}
          label={`Data set for ${name}`}
          hint={`${name === definition.spine ? "The spine. " : ""}Needs ${columns.length} columns such as ${columns
            .slice(0, 3)
            .map((column) => column.name)
            .join(", ")}.`}
        >
          {(ids) => (
            <Select
              {...ids}
              placeholder="Choose a data set"
              value={sources[name] ?? ""}
              options={datasets.map((dataset) => ({ value: dataset.id, label: dataset.name }))}
              onChange={(datasetId) => onChange(name, datasetId)}
            />
          )}
        </Field>
      ))}
    </div>
  );
}

/** What goes to the API. */
export const sourceInputs = (sources: Sources): { name: string; datasetId: string }[] =>
  Object.entries(sources).flatMap(([name, datasetId]) => (datasetId === "" ? [] : [{ name, datasetId }]));
