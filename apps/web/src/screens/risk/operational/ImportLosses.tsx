"use client";
import { useState } from "react";
import type { ImportLossesMutation, LossTaxonomyQuery } from "@/generated/graphql.ts";
import { ImportLossesDocument } from "@/graphql/risk/operational.ts";
import { Card } from "@/ui/Card.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { SelectField } from "@/ui/SelectField.tsx";
import { ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { TextField } from "@/ui/TextField.tsx";
import { DatasetGate } from "../DatasetGate.tsx";
import { FieldGrid, FormLayout } from "../FormLayout.tsx";
import { SubmitCard } from "../SubmitCard.tsx";
import { numericColumns, type SeriesDataset, timeColumns } from "../series-draft.ts";
import { useSubmitRun } from "../use-submit-run.ts";
import { columnSource, type ImportDraft, newImportDraft, readImport, valueSource } from "./import-draft.ts";
import { useTaxonomy } from "./taxonomy.ts";

const TRAIL = [
  { href: "/risk", label: "Risk" },
  { href: "/risk/operational", label: "Operational risk" },
];
const pick = (data: ImportLossesMutation) => data.importLosses;

export function ImportLosses() {
  const { data: taxonomy, error, reload } = useTaxonomy();
  return (
    <>
      <PageHeader
        title="Import losses"
        trail={TRAIL}
        description="Says which columns of a data set are a loss register. Every row is checked; one with an error is left out and listed, nothing is repaired."
      />
      {error ? <ErrorState message={error} onRetry={reload} /> : null}
      {!taxonomy && !error ? <SkeletonRows rows={8} /> : null}
      {taxonomy ? (
        <DatasetGate ask="A table with one loss a row: its event type, its day and its gross amount at least.">
          {(dataset) => <ImportForm key={dataset.id} dataset={dataset} taxonomy={taxonomy} />}
        </DatasetGate>
      ) : null}
    </>
  );
}

type ColumnField = { field: keyof ImportDraft; label: string; hint?: string };
const DAYS: readonly ColumnField[] = [
  { field: "occurred", label: "Occurred" },
  { field: "discovered", label: "Discovered" },
  { field: "accounted", label: "Accounted" },
];
const AMOUNTS: readonly ColumnField[] = [
  { field: "gross", label: "Gross amount", hint: "Before recoveries, above zero." },
  { field: "recovery", label: "Recovery", hint: "Without insurance." },
  { field: "insuranceRecovery", label: "Insurance recovery" },
  { field: "net", label: "Net amount", hint: "Checked against gross less recoveries." },
];

function ImportForm({ dataset, taxonomy }: { dataset: SeriesDataset; taxonomy: LossTaxonomyQuery }) {
  const [draft, setDraft] = useState(() => newImportDraft(dataset));
  const reading = readImport(draft, dataset.id);
  const form = useSubmitRun(ImportLossesDocument, pick, reading);
  const set = (field: keyof ImportDraft) => (value: string) => setDraft({ ...draft, [field]: value });
  const columns = (list: readonly { name: string }[], none: string) => [
    { value: "", label: none },
    ...list.map(({ name }) => ({ value: name, label: name })),
  ];
  const sources = (categories: readonly { code: string; title: string }[], none: string | null) => [
    ...(none === null ? [] : [{ value: "", label: none }]),
    ...dataset.columns.map(({ name }) => ({ value: columnSource(name), label: name, hint: "column" })),
    ...categories.map(({ code, title }) => ({ value: valueSource(code), label: title, hint: "all rows" })),
  ];
  const chooser = (list: readonly { name: string }[]) => (entry: ColumnField) => (
    <SelectField
      key={entry.field}
      label={entry.label}
      hint={entry.hint}
      value={draft[entry.field]}
      options={columns(list, "None")}
      onChange={set(entry.field)}
      error={form.errorAt(`mapping.${entry.field}`)}
    />
  );
  const text = (field: keyof ImportDraft, label: string, hint: string, rows = 1) => (
    <TextField label={label} hint={hint} rows={rows} value={draft[field]} onChange={set(field)} error={form.errorAt(`mapping.${field}`)} />
  );
  return (
    <FormLayout
      form={form}
      side={
        <SubmitCard
          form={form}
          label="Check and import"
          document={ImportLossesDocument}
          input={reading.input}
          facts={[
            { term: "Data", value: dataset.name },
            { term: "Register", value: draft.name || "–" },
            { term: "Amounts", value: draft.gross || "–" },
            { term: "Reported in", value: draft.reportingCurrency },
          ]}
        />
      }
    >
      <Card title="Register">
        <FieldGrid>
          <TextField
            label="Name"
            value={draft.name}
            onChange={set("name")}
            hint="A second import under it is its next version."
            error={form.errorAt("name")}
          />
          <SelectField
            label="Identifier"
            value={draft.id}
            options={columns(dataset.columns, "None")}
            onChange={set("id")}
            hint="Names each loss once; a second one is refused."
          />
          {text("threshold", "Reporting threshold", "Gross amount from which losses are complete.")}
        </FieldGrid>
      </Card>
      <Card title="Cells" description="Basel's codes, titles, abbreviations and numbers are understood; say what other words stand for.">
        <FieldGrid>
          <SelectField
            label="Event type"
            placeholder="Choose"
            value={draft.eventType}
            options={sources(taxonomy.lossEventTypes, null)}
            onChange={set("eventType")}
            error={form.errorAt("mapping.eventType")}
          />
          <SelectField
            label="Business line"
            value={draft.businessLine}
            options={sources(taxonomy.lossBusinessLines, "Not assigned")}
            onChange={set("businessLine")}
            error={form.errorAt("mapping.businessLine")}
          />
          <span className="hidden lg:block" />
          {text("eventTypeWords", "Own words for event types", "One a line: Theft = EXTERNAL_FRAUD.", 3)}
          {text("businessLineWords", "Own words for business lines", "One a line: Retail = RETAIL_BANKING.", 3)}
        </FieldGrid>
      </Card>
      <Card title="Days">
        <FieldGrid>{DAYS.map(chooser(timeColumns(dataset)))}</FieldGrid>
      </Card>
      <Card title="Amounts">
        <FieldGrid>
          {AMOUNTS.map(chooser(numericColumns(dataset)))}
          <SelectField
            label="Currency"
            value={draft.currency}
            options={[
              { value: "", label: "The reporting currency" },
              ...dataset.columns.map(({ name }) => ({ value: columnSource(name), label: name, hint: "column" })),
            ]}
            onChange={set("currency")}
            error={form.errorAt("mapping.currency")}
          />
          {text("reportingCurrency", "Reporting currency", "Three letters.")}
          {text("rates", "Rates", "One a line: USD = 0.92, units of the reporting currency.", 3)}
        </FieldGrid>
      </Card>
    </FormLayout>
  );
}
