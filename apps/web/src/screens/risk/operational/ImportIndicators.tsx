"use client";
import { useState } from "react";
import type { KriNamesQuery, SubmitKriImportMutation } from "@/generated/graphql.ts";
import { KriNamesDocument, SubmitKriImportDocument } from "@/graphql/risk/indicators.ts";
import { useData } from "@/graphql/use-data.ts";
import { ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { SelectField } from "@/ui/SelectField.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { useUrlState } from "@/ui/use-url-state.ts";
import { DatasetGate } from "../DatasetGate.tsx";
import { FieldGrid, FormLayout } from "../FormLayout.tsx";
import { SubmitCard } from "../SubmitCard.tsx";
import { numericColumns, type SeriesDataset, timeColumns } from "../series-draft.ts";
import { useSubmitRun } from "../use-submit-run.ts";
import { type IndicatorImportDraft, newIndicatorImport, readIndicatorImport } from "./indicator-import-draft.ts";

const BOARD = "/risk/operational?tab=indicators";
const TRAIL = [
  { href: "/risk", label: "Risk" },
  { href: BOARD, label: "Key risk indicators" },
];
const pick = (data: SubmitKriImportMutation) => data.submitKriImport;

export function ImportIndicators() {
  const [get] = useUrlState();
  const { data, error, reload } = useData(KriNamesDocument, {});
  const kris = data?.kris ?? [];
  return (
    <>
      <PageHeader
        title="Import values of indicators"
        trail={TRAIL}
        description="Reads a file of days and values into the board. A value of a day that has one replaces it; a row that names no indicator is refused and listed."
      />
      {error ? <ErrorState message={error} onRetry={reload} /> : null}
      {!data && !error ? <SkeletonRows rows={8} /> : null}
      {data && kris.length === 0 ? (
        <EmptyState
          title="No indicator yet"
          action={
            <ButtonLink tone="primary" href={BOARD}>
              Define an indicator
            </ButtonLink>
          }
        >
          Values belong to indicators with thresholds: define those first.
        </EmptyState>
      ) : null}
      {kris.length > 0 ? (
        <DatasetGate ask="A table with one value a row: its day, its number and, for several indicators, the indicator's name. Such as: 2026-03-31, Failed settlements, 4.2.">
          {(dataset) => <ImportForm key={dataset.id} dataset={dataset} kris={kris} first={get("kri")} />}
        </DatasetGate>
      ) : null}
    </>
  );
}

interface ImportFormProps {
  dataset: SeriesDataset;
  kris: KriNamesQuery["kris"];
  /** The indicator that the reader came from. */
  first: string;
}

function ImportForm({ dataset, kris, first }: ImportFormProps) {
  const [draft, setDraft] = useState(() => newIndicatorImport(dataset, kris.some(({ id }) => id === first) ? first : ""));
  const change = (part: Partial<IndicatorImportDraft>) => setDraft({ ...draft, ...part });
  const reading = readIndicatorImport(draft, dataset.id);
  const form = useSubmitRun(SubmitKriImportDocument, pick, reading);
  const column = (field: "timeColumn" | "valueColumn" | "nameColumn", label: string, hint: string, list: readonly { name: string }[]) => (
    <SelectField
      label={label}
      hint={hint}
      placeholder={list.length > 0 ? "Choose" : "No column fits"}
      value={draft[field]}
      options={list.map(({ name }) => ({ value: name, label: name }))}
      onChange={(value) => change({ [field]: value })}
      error={form.errorAt(field)}
    />
  );
  return (
    <FormLayout
      form={form}
      side={
        <SubmitCard
          form={form}
          label="Import the values"
          document={SubmitKriImportDocument}
          input={reading.input}
          facts={[
            { term: "Data", value: dataset.name },
            { term: "Values", value: draft.valueColumn || "–" },
            {
              term: "Indicator",
              value:
                draft.rowsOf === "NAMED"
                  ? `as ${draft.nameColumn || "–"} names it`
                  : (kris.find(({ id }) => id === draft.kriId)?.name ?? "–"),
            },
          ]}
        />
      }
    >
      <Card title="Columns" description={`Of ${dataset.name}. Values dated after today are refused.`}>
        <FieldGrid>
          {column("timeColumn", "Day", "When the value was taken.", timeColumns(dataset))}
          {column("valueColumn", "Value", "In the indicator's unit: 4.2 of a percent is 4.2.", numericColumns(dataset))}
        </FieldGrid>
      </Card>
      <Card title="Whose values">
        <FieldGrid>
          <SelectField
            label="Rows belong to"
            value={draft.rowsOf}
            options={[
              { value: "NAMED", label: "Whom a column names" },
              { value: "ONE", label: "One indicator, all of them" },
            ]}
            onChange={(value) => change({ rowsOf: value === "ONE" ? "ONE" : "NAMED" })}
          />
          {draft.rowsOf === "ONE" ? (
            <SelectField
              label="Indicator"
              placeholder="Choose"
              value={draft.kriId}
              options={kris.map(({ id, name, unit }) => ({ value: id, label: name, hint: unit || undefined }))}
              onChange={(kriId) => change({ kriId })}
              error={form.errorAt("kriId")}
            />
          ) : (
            column("nameColumn", "Name of the indicator", `As on the board, such as ${kris[0]?.name ?? ""}.`, dataset.columns)
          )}
        </FieldGrid>
      </Card>
    </FormLayout>
  );
}
