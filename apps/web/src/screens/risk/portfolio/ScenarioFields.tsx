"use client";
import { Trash2 } from "lucide-react";
import { Button } from "@/ui/Button.tsx";
import { SelectField } from "@/ui/SelectField.tsx";
import { TextField } from "@/ui/TextField.tsx";
import type { StressDraft } from "./stress-draft.ts";

const OTHERS = [
  { value: "CONDITIONAL", label: "Move as the history expects given the shocks" },
  { value: "ZERO", label: "Stay where they are" },
];

interface ScenarioFieldsProps {
  at: number;
  scenario: StressDraft;
  onChange: (scenario: StressDraft | null) => void;
  errorAt: (path: string) => string | null;
}

export function ScenarioFields({ at, scenario, onChange, errorAt }: ScenarioFieldsProps) {
  const path = (field: string): string => `stress.${at}.${field}`;
  return (
    <fieldset className="mt-4 grid items-start gap-3 border-t border-line pt-3 sm:grid-cols-[1.2fr_1fr_1fr_auto]">
      <legend className="sr-only">{`Scenario ${at + 1}`}</legend>
      <TextField
        label={scenario.kind === "HISTORICAL" ? "Scenario of days that were" : "Scenario of shocks"}
        value={scenario.name}
        onChange={(name) => onChange({ ...scenario, name })}
        placeholder={scenario.kind === "HISTORICAL" ? "Autumn 2008" : "Oil falls by a third"}
        error={errorAt(path("name"))}
      />
      {scenario.kind === "HISTORICAL" ? (
        <>
          <TextField
            label="From"
            type="date"
            value={scenario.from}
            onChange={(from) => onChange({ ...scenario, from })}
            error={errorAt(path("from"))}
          />
          <TextField
            label="To"
            type="date"
            value={scenario.to}
            onChange={(to) => onChange({ ...scenario, to })}
            error={errorAt(path("to"))}
          />
        </>
      ) : (
        <>
          <TextField
            label="Shocks"
            rows={3}
            value={scenario.shocks}
            onChange={(shocks) => onChange({ ...scenario, shocks })}
            hint="One asset a line with its simple return: XOM -0.3."
            error={errorAt(path("shocks"))}
          />
          <SelectField
            label="The other assets"
            value={scenario.others}
            options={OTHERS}
            onChange={(value) => onChange({ ...scenario, others: value === "ZERO" ? "ZERO" : "CONDITIONAL" })}
          />
        </>
      )}
      <Button tone="quiet" className="mt-6" aria-label={`Remove scenario ${at + 1}`} onClick={() => onChange(null)}>
        <Trash2 aria-hidden="true" className="size-4" />
      </Button>
    </fieldset>
  );
}
