"use client";
import { Plus } from "lucide-react";
import { useState } from "react";
import type { LossRegisterQuery, SubmitLossFitMutation } from "@/generated/graphql.ts";
import { LossRegisterDocument, SubmitLossFitDocument } from "@/graphql/risk/operational.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCount, formatValue } from "@/lib/format.ts";
import { Button, ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { SelectField } from "@/ui/SelectField.tsx";
import { EmptyState, ErrorState, Notice, SkeletonRows } from "@/ui/states.tsx";
import { TextField } from "@/ui/TextField.tsx";
import { useUrlState } from "@/ui/use-url-state.ts";
import { FieldGrid, FormLayout } from "../FormLayout.tsx";
import { SubmitCard } from "../SubmitCard.tsx";
import { useSubmitRun } from "../use-submit-run.ts";
import { CellFields } from "./CellFields.tsx";
import { type FitDraft, newCell, newFitDraft, readFit } from "./fit-draft.ts";
import { type Taxonomy, useTaxonomy } from "./taxonomy.ts";

const TRAIL = [
  { href: "/risk", label: "Risk" },
  { href: "/risk/operational", label: "Operational risk" },
];
const DATES = [
  { value: "OCCURRED", label: "Occurred" },
  { value: "DISCOVERED", label: "Discovered" },
  { value: "ACCOUNTED", label: "Accounted" },
] as const;
const pick = (data: SubmitLossFitMutation) => data.submitOpRiskFit;

export function FitLosses() {
  const [get] = useUrlState();
  const id = get("register");
  const { data, error, reload } = useData(LossRegisterDocument, { id }, { pause: id === "" });
  const taxonomy = useTaxonomy();
  const register = data?.lossRegister;
  return (
    <>
      <PageHeader
        title="Fit loss models"
        trail={TRAIL}
        description={
          register
            ? `To ${register.name} v${register.version}: ${formatCount(register.nLosses)} losses from ${formatValue(register.threshold)} ${register.currency}.`
            : "How often losses come and how large they are, cell by cell."
        }
      />
      {id === "" || register === null ? (
        <EmptyState title="Which register?" action={<ButtonLink href="/risk/operational">Choose a register</ButtonLink>} />
      ) : null}
      {error ? <ErrorState message={error} onRetry={reload} /> : null}
      {id !== "" && !error && (!data || !taxonomy.data) ? <SkeletonRows rows={8} /> : null}
      {register && taxonomy.data ? <FitForm key={register.id} register={register} taxonomy={taxonomy} /> : null}
    </>
  );
}

function FitForm({ register, taxonomy }: { register: NonNullable<LossRegisterQuery["lossRegister"]>; taxonomy: Taxonomy }) {
  const [draft, setDraft] = useState(() => newFitDraft(register, taxonomy.eventType));
  const reading = readFit(draft, register.id, taxonomy.data?.severities ?? []);
  const form = useSubmitRun(SubmitLossFitDocument, pick, reading);
  const change = (part: Partial<FitDraft>) => setDraft({ ...draft, ...part });
  const number = (field: "fromYear" | "toYear" | "replicates" | "alpha" | "seed", label: string, hint: string) => (
    <TextField
      label={label}
      hint={hint}
      numeric
      value={draft[field]}
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
          label="Fit the models"
          document={SubmitLossFitDocument}
          input={reading.input}
          facts={[
            { term: "Register", value: `${register.name} v${register.version}` },
            { term: "Cells", value: draft.cells.length },
            { term: "Amounts", value: draft.amount.toLowerCase() },
            { term: "Registers as", value: draft.modelName || "–" },
          ]}
        />
      }
    >
      <Card title="Model">
        <FieldGrid>
          <TextField
            label="Model name"
            value={draft.modelName}
            onChange={(modelName) => change({ modelName })}
            hint="The fit becomes its next version."
            error={form.errorAt("modelName")}
          />
          <SelectField
            label="Years by the day losses"
            value={draft.date}
            options={DATES}
            onChange={(value) => change({ date: DATES.find((known) => known.value === value)?.value ?? "OCCURRED" })}
            error={form.errorAt("date")}
          />
          <SelectField
            label="Amounts"
            value={draft.amount}
            options={[
              { value: "GROSS", label: "Gross" },
              { value: "NET", label: "Net of recoveries" },
            ]}
            onChange={(value) => change({ amount: value === "NET" ? "NET" : "GROSS" })}
          />
          {number("fromYear", "First whole year", "Empty: the register's first.")}
          {number("toYear", "Last whole year", "Empty: the register's last.")}
          {number("alpha", "Level", "0.999: the year in a thousand.")}
          {number("replicates", "Samples behind the tests", "Drawn from each fit and fitted anew; 0 leaves the p values out.")}
          {number("seed", "Seed", "Equal seeds give equal samples.")}
        </FieldGrid>
      </Card>
      <Card
        title="Cells"
        description="Each cell is a part of the register with laws of its own. Without a law named, all are fitted and the best by AIC is kept."
        actions={
          <Button size="sm" onClick={() => change({ cells: [...draft.cells, newCell(`Cell ${draft.cells.length + 1}`)] })}>
            <Plus aria-hidden="true" className="size-4" />
            Add a cell
          </Button>
        }
      >
        {form.errorAt("cells") ? <Notice tone="bad" title={form.errorAt("cells") ?? ""} /> : null}
        <div className="flex flex-col gap-4">
          {draft.cells.map((cell, at) => (
            <CellFields
              // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place; its name is being typed.
              key={at}
              at={at}
              cell={cell}
              register={register}
              taxonomy={taxonomy}
              errorAt={form.errorAt}
              onChange={(next) =>
                change({ cells: next ? draft.cells.map((old, i) => (i === at ? next : old)) : draft.cells.filter((_, i) => i !== at) })
              }
            />
          ))}
        </div>
      </Card>
    </FormLayout>
  );
}
