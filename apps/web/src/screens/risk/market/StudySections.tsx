"use client";
import type { ReturnKind } from "@/generated/graphql.ts";
import { paramFields } from "@/lib/param-fields.ts";
import { Card } from "@/ui/Card.tsx";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { ParamInput } from "@/ui/ParamInput.tsx";
import { SelectField } from "@/ui/SelectField.tsx";
import { Notice } from "@/ui/states.tsx";
import { TextField } from "@/ui/TextField.tsx";
import { FieldGrid } from "../FormLayout.tsx";
import type { RegisteredMethod } from "../method-choice.ts";
import { SeriesSection } from "../SeriesSection.tsx";
import { numericColumns, type SeriesDataset } from "../series-draft.ts";
import { MeasureFields } from "./MeasureFields.tsx";
import { PositionFields } from "./PositionFields.tsx";
import type { StudyDraft } from "./study-draft.ts";

const RETURNS: readonly { value: ReturnKind; label: string }[] = [
  { value: "LOG", label: "Log returns" },
  { value: "SIMPLE", label: "Simple returns" },
  { value: "DIFFERENCE", label: "Differences, for prices below zero" },
];

const SERIES = [
  { value: "COLUMN", label: "One column" },
  { value: "POSITIONS", label: "Positions in several columns" },
];

interface StudySectionsProps {
  dataset: SeriesDataset;
  draft: StudyDraft;
  change: (part: Partial<StudyDraft>) => void;
  registry: readonly RegisteredMethod[];
  path: "models" | "methods";
  title: string;
  errorAt: (path: string) => string | null;
}

/** Series, entries and window: what a study is about, whichever it is. */
export function StudySections({ dataset, draft, change, registry, path, title, errorAt }: StudySectionsProps) {
  const isColumn = draft.seriesOf === "COLUMN";
  const assets = numericColumns(dataset).map(({ name }) => name);
  const error = errorAt(path);
  const chosen = registry.filter(({ name, params }) => draft.entries.includes(name) && paramFields(params).length > 0);
  return (
    <>
      <SeriesSection
        before={
          <SelectField
            label="The series is"
            value={draft.seriesOf}
            options={SERIES}
            onChange={(value) => change({ seriesOf: value === "POSITIONS" ? "POSITIONS" : "COLUMN" })}
          />
        }
        dataset={dataset}
        draft={draft.series}
        change={(part) => change({ series: { ...draft.series, ...part } })}
        errorAt={(field) => errorAt(`series.${field}`)}
        choose={isColumn ? "ONE" : "NONE"}
        path="column"
        noun="Column"
      />
      {isColumn ? null : (
        <PositionFields
          assets={assets.filter((name) => name !== draft.series.timeColumn)}
          positions={draft.positions}
          onChange={(positions) => change({ positions })}
          errorAt={errorAt}
        />
      )}
      <Card title={title} description="Each is fitted on the past alone and asked about the days that follow.">
        {error ? (
          <div className="mb-3">
            <Notice tone="bad" title={error} />
          </div>
        ) : null}
        <div className="grid gap-x-6 gap-y-2 sm:grid-cols-2 lg:grid-cols-3">
          {registry.map(({ name, title: words, description }) => (
            <Checkbox
              key={name}
              label={words}
              hint={description}
              checked={draft.entries.includes(name)}
              onChange={(used) =>
                change({
                  entries: registry.map((entry) => entry.name).filter((other) => (other === name ? used : draft.entries.includes(other))),
                  ...(draft.chosen === name ? { chosen: "" } : {}),
                })
              }
            />
          ))}
        </div>
        {chosen.map(({ name, title: words, params }) => (
          <details key={name} className="mt-3 border-t border-line pt-2">
            <summary className="text-sm font-semibold">{`Parameters of ${words}`}</summary>
            <div className="mt-2">
              <FieldGrid>
                {paramFields(params).map((field) => (
                  <ParamInput
                    key={field.name}
                    field={field}
                    value={draft.params[name]?.[field.name] ?? field.initial}
                    onChange={(value) => change({ params: { ...draft.params, [name]: { ...draft.params[name], [field.name]: value } } })}
                    error={errorAt(`${path}.${draft.entries.indexOf(name)}.params.${field.name}`)}
                  />
                ))}
              </FieldGrid>
            </div>
          </details>
        ))}
      </Card>
      <Card title="Walk">
        <FieldGrid>
          {isColumn ? (
            <>
              <SelectField
                label="Returns"
                value={draft.returns}
                options={RETURNS}
                onChange={(value) => change({ returns: RETURNS.find((known) => known.value === value)?.value ?? "LOG" })}
                error={errorAt("series.returns")}
              />
              <MeasureFields dataset={dataset} draft={draft} change={change} errorAt={errorAt} />
            </>
          ) : null}
          <SelectField
            label="Window"
            value={draft.windowKind}
            options={[
              { value: "ROLLING", label: "Rolling" },
              { value: "EXPANDING", label: "Expanding" },
            ]}
            onChange={(value) => change({ windowKind: value === "EXPANDING" ? "EXPANDING" : "ROLLING" })}
          />
          <TextField
            label="Days of the window"
            numeric
            value={draft.windowSize}
            onChange={(windowSize) => change({ windowSize })}
            hint="Before the first forecast, and of a rolling fit."
            error={errorAt("window.size")}
          />
          <TextField
            label="Refit every"
            numeric
            value={draft.refitEvery}
            onChange={(refitEvery) => change({ refitEvery })}
            hint="Days forecast with one fit."
            error={errorAt("window.refitEvery")}
          />
          <TextField
            label="Registers as"
            value={draft.modelName}
            onChange={(modelName) => change({ modelName })}
            hint="The next version of this model."
            error={errorAt("modelName")}
          />
          <SelectField
            label="Which is registered"
            value={draft.chosen}
            options={[
              { value: "", label: "The best of them" },
              ...registry
                .filter(({ name }) => draft.entries.includes(name))
                .map(({ name, title: words }) => ({ value: name, label: words })),
            ]}
            onChange={(chosen) => change({ chosen })}
            error={errorAt("chosen")}
          />
          <TextField label="Seed" numeric value={draft.seed} onChange={(seed) => change({ seed })} error={errorAt("seed")} />
        </FieldGrid>
      </Card>
    </>
  );
}
