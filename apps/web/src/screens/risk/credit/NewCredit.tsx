"use client";
import { useState } from "react";
import type { CreditAssetClass, SubmitCreditPortfolioMutation } from "@/generated/graphql.ts";
import { SubmitCreditPortfolioDocument } from "@/graphql/risk/credit.ts";
import { Card } from "@/ui/Card.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { SelectField } from "@/ui/SelectField.tsx";
import { TextField } from "@/ui/TextField.tsx";
import { DatasetGate } from "../DatasetGate.tsx";
import { FieldGrid, FormLayout } from "../FormLayout.tsx";
import { SubmitCard } from "../SubmitCard.tsx";
import type { SeriesDataset } from "../series-draft.ts";
import { useSubmitRun } from "../use-submit-run.ts";
import { CLASS_WORDS } from "./class-words.ts";
import { type CreditDraft, type CreditField, fitsField, newCreditDraft, readCredit } from "./credit-draft.ts";
import { StagingFields } from "./StagingFields.tsx";

const TRAIL = [
  { href: "/risk", label: "Risk" },
  { href: "/risk/credit", label: "Credit portfolio" },
];
const FIELDS: readonly { field: CreditField; label: string; hint?: string }[] = [
  { field: "pd", label: "PD of twelve months", hint: "Such as the probability of a scored file." },
  { field: "lgd", label: "LGD" },
  { field: "ead", label: "Exposure at default" },
  { field: "pdAtOrigination", label: "PD at origination", hint: "Without it no increase of risk is seen." },
  { field: "daysPastDue", label: "Days past due" },
  { field: "defaulted", label: "In default", hint: "1 or true." },
  { field: "maturityYears", label: "Remaining life, years", hint: "One year without it." },
  { field: "effectiveRate", label: "Effective rate" },
  { field: "previousStage", label: "Previous stage", hint: "For the migration matrix." },
  { field: "segment", label: "Segment", hint: "Totals are made by its values." },
  { field: "assetClass", label: "Asset class" },
  { field: "salesMillions", label: "Sales, million EUR", hint: "Of small companies." },
  { field: "id", label: "Loan", hint: "Its row without it." },
];
const pick = (data: SubmitCreditPortfolioMutation) => data.submitCreditPortfolio;

export function NewCredit() {
  return (
    <>
      <PageHeader
        title="New credit portfolio report"
        trail={TRAIL}
        description="Basel capital and IFRS 9 or CECL allowances of a loan tape, loan by loan."
      />
      <DatasetGate ask="A table with one loan a row: PD, LGD and exposure at least. The output of a scored file serves, once it is uploaded.">
        {(dataset) => <CreditForm key={dataset.id} dataset={dataset} />}
      </DatasetGate>
    </>
  );
}

function CreditForm({ dataset }: { dataset: SeriesDataset }) {
  const [draft, setDraft] = useState(() => newCreditDraft(dataset));
  const change = (part: Partial<CreditDraft>) => setDraft({ ...draft, ...part });
  const reading = readCredit(draft, dataset.id);
  const form = useSubmitRun(SubmitCreditPortfolioDocument, pick, reading);
  return (
    <FormLayout
      form={form}
      side={
        <SubmitCard
          form={form}
          label="Compute the report"
          document={SubmitCreditPortfolioDocument}
          input={reading.input}
          facts={[
            { term: "Tape", value: dataset.name },
            { term: "Allowance", value: draft.standard === "CECL" ? "CECL, lifetime" : "IFRS 9, by stage" },
            { term: "Scenarios", value: reading.input.scenarios?.length ?? 1 },
          ]}
        />
      }
    >
      <Card title="Columns" description="Rates are decimals: 0.05 is five percent.">
        <FieldGrid>
          {FIELDS.map(({ field, label, hint }) => (
            <SelectField
              key={field}
              label={label}
              hint={hint}
              placeholder="Choose"
              value={draft.columns[field]}
              options={[
                { value: "", label: "None" },
                ...dataset.columns.filter(({ type }) => fitsField(field, type)).map(({ name }) => ({ value: name, label: name })),
              ]}
              onChange={(column) => change({ columns: { ...draft.columns, [field]: column } })}
              error={form.errorAt(`columns.${field}`)}
            />
          ))}
        </FieldGrid>
      </Card>
      <Card title="Rules">
        <FieldGrid>
          <SelectField
            label="Allowance"
            value={draft.standard}
            options={[
              { value: "IFRS9", label: "IFRS 9: by stage" },
              { value: "CECL", label: "CECL: lifetime from the first day" },
            ]}
            onChange={(value) => change({ standard: value === "CECL" ? "CECL" : "IFRS9" })}
          />
          {draft.columns.assetClass ? null : (
            <SelectField
              label="Asset class of all loans"
              value={draft.assetClass}
              options={(Object.keys(CLASS_WORDS) as CreditAssetClass[]).map((value) => ({ value, label: CLASS_WORDS[value] }))}
              onChange={(value) => change({ assetClass: value as CreditAssetClass })}
              error={form.errorAt("assetClass")}
            />
          )}
          <SelectField
            label="Repayment"
            value={draft.repayment}
            options={[
              { value: "LINEAR", label: "In equal steps" },
              { value: "BULLET", label: "At the end" },
            ]}
            onChange={(value) => change({ repayment: value === "BULLET" ? "BULLET" : "LINEAR" })}
          />
          {draft.columns.effectiveRate ? null : (
            <TextField
              label="Effective rate of all loans"
              numeric
              value={draft.effectiveRate}
              onChange={(effectiveRate) => change({ effectiveRate })}
              hint="A year, decimal."
              error={form.errorAt("effectiveRate")}
            />
          )}
          <SelectField
            label="Periods a year"
            value={draft.periodsPerYear}
            options={["1", "2", "4", "12"].map((value) => ({ value, label: value }))}
            onChange={(periodsPerYear) => change({ periodsPerYear })}
          />
        </FieldGrid>
        <div className="mt-4">
          <TextField
            label="Scenarios"
            rows={3}
            value={draft.scenarios}
            onChange={(scenarios) => change({ scenarios })}
            hint="One a line: name, probability, multiplier of default rates, multiplier of LGD. Probabilities add up to one."
            error={form.errorAt("scenarios")}
          />
        </div>
      </Card>
      {draft.standard === "IFRS9" ? (
        <StagingFields staging={draft.staging} onChange={(staging) => change({ staging })} errorAt={form.errorAt} />
      ) : null}
    </FormLayout>
  );
}
