"use client";
import type { ReactNode } from "react";
import type { MissingRows, SeriesValues } from "@/generated/graphql.ts";
import { formatCount, formatInstant } from "@/lib/format.ts";
import { Card } from "@/ui/Card.tsx";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { SelectField } from "@/ui/SelectField.tsx";
import { Notice } from "@/ui/states.tsx";
import { TextField } from "@/ui/TextField.tsx";
import { FieldGrid } from "./FormLayout.tsx";
import { numericColumns, type SeriesDataset, type SeriesDraft, timeColumns } from "./series-draft.ts";

const VALUES: readonly { value: SeriesValues; label: string }[] = [
  { value: "PRICES", label: "Prices or index levels" },
  { value: "SIMPLE_RETURNS", label: "Simple returns, decimal" },
  { value: "LOG_RETURNS", label: "Log returns, decimal" },
];
const MISSING: readonly { value: MissingRows; label: string }[] = [
  { value: "REFUSE", label: "Refuse the run" },
  { value: "DROP", label: "Leave the row out" },
];

interface SeriesSectionProps {
  dataset: SeriesDataset;
  draft: SeriesDraft;
  change: (part: Partial<SeriesDraft>) => void;
  errorAt: (path: string) => string | null;
  /** ONE: a single column is chosen; NONE: the columns are chosen elsewhere. */
  choose: "MANY" | "ONE" | "NONE";
  /** A field before the others. */
  before?: ReactNode;
  /** The API's name of the columns, for its errors. */
  path: string;
  noun: string;
}

/** Which columns and days are read; proposed from the data set's profile. */
export function SeriesSection({ dataset, draft, change, errorAt, choose, before, path, noun }: SeriesSectionProps) {
  const numeric = numericColumns(dataset).filter(({ name }) => name !== draft.timeColumn);
  const times = timeColumns(dataset);
  const span = times.find(({ name }) => name === draft.timeColumn);
  const chosen = new Set(draft.columns);
  const gaps = numeric.filter(({ name, missingCount }) => chosen.has(name) && missingCount > 0);
  const toggle = (name: string, used: boolean) =>
    change({ columns: numeric.map((column) => column.name).filter((column) => (column === name ? used : chosen.has(column))) });
  const error = errorAt(path);
  return (
    <Card title="Series" description={`Columns of ${dataset.name} and the days that are read.`}>
      <FieldGrid>
        {before}
        {choose === "ONE" ? (
          <SelectField
            label={noun}
            value={draft.columns[0] ?? ""}
            options={numeric.map(({ name }) => ({ value: name, label: name }))}
            onChange={(name) => change({ columns: [name] })}
            error={error}
          />
        ) : null}
        <SelectField
          label="The numbers are"
          value={draft.values}
          options={VALUES}
          onChange={(value) => change({ values: VALUES.find((known) => known.value === value)?.value ?? "PRICES" })}
          error={errorAt("values")}
        />
        <SelectField
          label="Ordered by"
          value={draft.timeColumn}
          options={[{ value: "", label: "The file's own order" }, ...times.map(({ name }) => ({ value: name, label: name }))]}
          onChange={(timeColumn) => change({ timeColumn, ...(timeColumn ? {} : { from: "", to: "" }) })}
          error={errorAt("timeColumn")}
        />
        {draft.timeColumn ? (
          <>
            <TextField
              label="From"
              type="date"
              value={draft.from}
              onChange={(from) => change({ from })}
              hint={span ? `First ${formatInstant(span.min, false)}` : undefined}
              error={errorAt("from")}
            />
            <TextField
              label="To"
              type="date"
              value={draft.to}
              onChange={(to) => change({ to })}
              hint={span ? `Last ${formatInstant(span.max, false)}` : undefined}
              error={errorAt("to")}
            />
          </>
        ) : null}
        <SelectField
          label="A day without a value"
          value={draft.missing}
          options={MISSING}
          onChange={(value) => change({ missing: value === "DROP" ? "DROP" : "REFUSE" })}
          hint={
            gaps.length > 0
              ? `${gaps.map(({ name, missingCount }) => `${name}: ${formatCount(missingCount)}`).join(", ")} empty cells`
              : "No chosen column has one."
          }
        />
      </FieldGrid>
      {choose === "MANY" ? (
        <fieldset className="mt-4">
          <legend className="mb-1.5 text-sm font-semibold">{`${noun}: ${draft.columns.length} of ${numeric.length} columns`}</legend>
          {error ? (
            <div className="mb-2">
              <Notice tone="bad" title={error} />
            </div>
          ) : null}
          <div className="grid max-h-56 grid-cols-2 gap-x-6 gap-y-1.5 overflow-y-auto sm:grid-cols-3 lg:grid-cols-5">
            {numeric.map(({ name }) => (
              <Checkbox key={name} label={name} checked={chosen.has(name)} onChange={(used) => toggle(name, used)} />
            ))}
          </div>
        </fieldset>
      ) : null}
    </Card>
  );
}
