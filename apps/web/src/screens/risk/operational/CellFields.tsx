"use client";
import { Trash2 } from "lucide-react";
import type { LossRegisterQuery } from "@/generated/graphql.ts";
import { formatCount } from "@/lib/format.ts";
import { Button } from "@/ui/Button.tsx";
import { SelectField } from "@/ui/SelectField.tsx";
import { TextField } from "@/ui/TextField.tsx";
import { type CellDraft, tailParam } from "./fit-draft.ts";
import type { Taxonomy } from "./taxonomy.ts";

interface CellFieldsProps {
  at: number;
  cell: CellDraft;
  register: NonNullable<LossRegisterQuery["lossRegister"]>;
  taxonomy: Taxonomy;
  errorAt: (path: string) => string | null;
  onChange: (cell: CellDraft | null) => void;
}

export function CellFields({ at, cell, register, taxonomy, errorAt, onChange }: CellFieldsProps) {
  const set = (field: keyof CellDraft) => (value: string) => onChange({ ...cell, [field]: value });
  const error = (field: keyof CellDraft): string | null => errorAt(`cells.${at}.${field}`);
  const { data } = taxonomy;
  const nLosses = register.matrix
    .filter(
      ({ eventType, businessLine }) =>
        (!cell.eventType || eventType === cell.eventType) && (!cell.businessLine || businessLine === cell.businessLine),
    )
    .reduce((sum, { count }) => sum + count, 0);
  const dated = register.years.length > 0;
  return (
    <fieldset className="rounded-md border border-line p-3">
      <legend className="px-1 text-sm font-semibold">{`${cell.id || `Cell ${at + 1}`}: ${formatCount(nLosses)} losses`}</legend>
      <div className="grid items-start gap-3 sm:grid-cols-2 lg:grid-cols-4">
        <TextField label="Name" value={cell.id} onChange={set("id")} error={error("id")} />
        <SelectField
          label="Event type"
          value={cell.eventType}
          options={[{ value: "", label: "All" }, ...(data?.lossEventTypes ?? []).map(({ code, title }) => ({ value: code, label: title }))]}
          onChange={set("eventType")}
        />
        <SelectField
          label="Business line"
          value={cell.businessLine}
          options={[
            { value: "", label: "All" },
            ...(data?.lossBusinessLines ?? []).map(({ code, title }) => ({ value: code, label: title })),
          ]}
          onChange={set("businessLine")}
        />
        <TextField
          label="Losses above"
          numeric
          value={cell.above}
          onChange={set("above")}
          hint="Empty: the threshold of the register."
          error={error("above")}
        />
        {cell.lossesPerYear === "" ? (
          <SelectField
            label="Frequency"
            value={cell.frequency}
            options={[
              { value: "", label: "Best by AIC" },
              ...(data?.frequencies ?? []).map(({ name, title }) => ({ value: name, label: title })),
            ]}
            onChange={set("frequency")}
          />
        ) : null}
        <SelectField
          label="Severity"
          value={cell.severity}
          options={[
            { value: "", label: "Best by AIC" },
            ...(data?.severities ?? []).map(({ name, title }) => ({ value: name, label: title })),
          ]}
          onChange={set("severity")}
        />
        {tailParam(data?.severities ?? [], cell.severity) ? (
          <TextField
            label="Tail begins at"
            numeric
            value={cell.tail}
            onChange={set("tail")}
            placeholder="250000"
            hint="Given, not estimated; empty: chosen from the losses. The threshold plots of a first fit say where."
            error={error("tail") ?? errorAt(`cells.${at}.fixed`)}
          />
        ) : null}
        {!dated || cell.lossesPerYear !== "" ? (
          <TextField
            label="Losses a year"
            numeric
            value={cell.lossesPerYear}
            onChange={set("lossesPerYear")}
            hint="For losses without days: the Poisson mean above that amount."
            error={error("lossesPerYear")}
          />
        ) : null}
        <TextField
          label="Largest possible loss"
          numeric
          value={cell.lossCap}
          onChange={set("lossCap")}
          hint="Empty: none."
          error={error("lossCap")}
        />
        <Button tone="quiet" className="mt-6 justify-self-start" aria-label={`Remove cell ${at + 1}`} onClick={() => onChange(null)}>
          <Trash2 aria-hidden="true" className="size-4" />
          Remove
        </Button>
      </div>
    </fieldset>
  );
}
