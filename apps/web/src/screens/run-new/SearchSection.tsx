"use client";
import { settingText } from "@/lib/search-axes.ts";
import { Card } from "@/ui/Card.tsx";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { namesFor } from "./draft.ts";
import { type DimensionDraft, newDimension, type SearchDraft, type SearchField } from "./search.ts";
import type { TrainingForm } from "./use-training-form.ts";

const KINDS: readonly { value: DimensionDraft["kind"]; label: string }[] = [
  { value: "DERIVED", label: "As it follows from its bounds" },
  { value: "FIXED", label: "Not searched" },
  { value: "VALUES", label: "These values" },
  { value: "RANGE", label: "From … to" },
];

/** How settings are tried, and where each one is searched. */
export function SearchSection({ form }: { form: TrainingForm }) {
  const { draft, change, catalog, errorAt, searchFields } = form;
  const watched = namesFor(draft.task, catalog.watchedMetrics);
  const { search } = draft;
  const set = (part: Partial<SearchDraft>) => change({ search: { ...search, ...part } });
  const number = (name: "trials" | "eta" | "minEpochs" | "parallel" | "seed", label: string, hint: string) => (
    <Field label={label} hint={hint} error={errorAt(`search.${name}`)}>
      {(ids) => (
        <input
          {...ids}
          className="control"
          inputMode="numeric"
          value={search[name]}
          onChange={(event) => set({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
  const spaceError = errorAt("search.space");
  const atOne = searchFields.some(({ at }) => errorAt(`search.space.${at}`));
  return (
    <Card
      title="Search"
      description="The first trial has the settings of this form; the others are drawn around them. Only the best is judged on the test rows and registered."
    >
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        <div className="sm:col-span-2">
          <Field
            label="Method"
            hint={
              search.method === "HALVING"
                ? "Every trial is trained a little; the best go on, the others stop there."
                : "Every trial is trained to the end."
            }
            error={errorAt("search.method")}
          >
            {(ids) => (
              <Select
                {...ids}
                value={search.method}
                options={[
                  { value: "HALVING", label: "Successive halving" },
                  { value: "RANDOM", label: "Random" },
                ]}
                onChange={(value) => set({ method: value === "RANDOM" ? "RANDOM" : "HALVING" })}
              />
            )}
          </Field>
        </div>
        {number("trials", "Trials", "From 2 to 1,000.")}
        <Field label="Compared by" hint="A number of the validation rows." error={errorAt("search.metric")}>
          {(ids) => (
            <Select
              {...ids}
              value={search.metric}
              options={[...watched.map((name, at) => ({ value: at === 0 ? "" : name, label: at === 0 ? `${name}, the default` : name }))]}
              onChange={(metric) => set({ metric })}
            />
          )}
        </Field>
        {search.method === "HALVING" ? (
          <>
            {number("eta", "One in … goes on", "And is trained as many times as long; 3 is common.")}
            {number("minEpochs", "Epochs of the first rung", "As many as four rungs allow unless given.")}
          </>
        ) : null}
        {number("parallel", "At once", "Trials queued or running together; the rest of the workspace needs workers too.")}
        {number("seed", "Seed of the search", "The same seed tries the same settings.")}
      </div>
      <div className="-mx-4 mt-5 -mb-4 border-t border-line">
        {spaceError && !atOne ? (
          <p role="alert" className="px-4 pt-3 text-sm font-medium text-bad">
            {spaceError}
          </p>
        ) : null}
        <TableScroll label="Settings searched">
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">Setting</th>
                <th scope="col">In this form</th>
                <th scope="col" className="min-w-56">
                  Searched
                </th>
                <th scope="col" className="min-w-72">
                  Where
                </th>
              </tr>
            </thead>
            <tbody>
              {searchFields.map((entry) => (
                <DimensionRow
                  key={entry.at}
                  entry={entry}
                  dimension={search.dimensions[entry.at] ?? newDimension}
                  error={errorAt(`search.space.${entry.at}`)}
                  onChange={(dimension) => set({ dimensions: { ...search.dimensions, [entry.at]: dimension } })}
                />
              ))}
            </tbody>
          </table>
        </TableScroll>
      </div>
    </Card>
  );
}

interface DimensionRowProps {
  entry: SearchField;
  dimension: DimensionDraft;
  error: string | null;
  onChange: (dimension: DimensionDraft) => void;
}

const offered = ({ field, isDerived }: SearchField): typeof KINDS =>
  KINDS.filter(({ value }) => {
    if (value === "RANGE") return field.kind === "number";
    if (value === "VALUES") return field.kind !== "pairs" && field.kind !== "json";
    return value === "DERIVED" || isDerived;
  }).map((kind) => (kind.value === "DERIVED" && !isDerived ? { ...kind, label: "Not searched" } : kind));

function DimensionRow({ entry, dimension, error, onChange }: DimensionRowProps) {
  const { field, current } = entry;
  const kinds = offered(entry);
  const invalid = error ? { "aria-invalid": true as const } : {};
  return (
    <tr>
      <th scope="row">
        {field.label}
        <span className="block max-w-64 text-xs font-normal text-ink-3">{field.description}</span>
      </th>
      <td>{settingText(current)}</td>
      <td>
        <Select
          aria-label={`How ${field.label} is searched`}
          value={dimension.kind}
          options={kinds}
          onChange={(value) => onChange({ ...dimension, kind: kinds.find((kind) => kind.value === value)?.value ?? "DERIVED" })}
        />
      </td>
      <td>
        {dimension.kind === "VALUES" ? (
          <input
            {...invalid}
            className="control"
            aria-label={`Values of ${field.label}, separated by semicolons`}
            placeholder={
              field.kind === "numbers" ? "64; 128, 64" : field.kind === "choice" ? field.options.join("; ") : "separated by semicolons"
            }
            value={dimension.values}
            onChange={(event) => onChange({ ...dimension, values: event.target.value })}
          />
        ) : null}
        {dimension.kind === "RANGE" ? (
          <span className="flex items-center gap-2">
            <input
              {...invalid}
              className="control w-24"
              inputMode="decimal"
              aria-label={`Lowest ${field.label}`}
              value={dimension.min}
              onChange={(event) => onChange({ ...dimension, min: event.target.value })}
            />
            to
            <input
              {...invalid}
              className="control w-24"
              inputMode="decimal"
              aria-label={`Highest ${field.label}`}
              value={dimension.max}
              onChange={(event) => onChange({ ...dimension, max: event.target.value })}
            />
            <Checkbox label="log" checked={dimension.log} onChange={(log) => onChange({ ...dimension, log })} />
          </span>
        ) : null}
        {error ? (
          <span role="alert" className="mt-1 block text-sm font-medium text-bad">
            {error}
          </span>
        ) : null}
      </td>
    </tr>
  );
}
