"use client";
import { Trash2 } from "lucide-react";
import { Button } from "@/ui/Button.tsx";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { TextField } from "@/ui/TextField.tsx";
import type { InsuranceDraft } from "./simulation-draft.ts";

const AMOUNTS = [
  { field: "eventDeductible", label: "Deductible of a loss" },
  { field: "eventLimit", label: "Limit of a loss" },
  { field: "aggregateDeductible", label: "Deductible of a year" },
  { field: "aggregateLimit", label: "Limit of a year" },
  { field: "coverage", label: "Share paid" },
] as const;

interface InsuranceFieldsProps {
  at: number;
  policy: InsuranceDraft;
  /** Names of the cells that are simulated. */
  cells: readonly string[];
  errorAt: (path: string) => string | null;
  onChange: (policy: InsuranceDraft | null) => void;
}

export function InsuranceFields({ at, policy, cells, errorAt, onChange }: InsuranceFieldsProps) {
  const error = errorAt(`insurance.${at}.cells`);
  return (
    <fieldset className="mb-4 rounded-md border border-line p-3">
      <legend className="px-1 text-sm font-semibold">{policy.id || `Policy ${at + 1}`}</legend>
      <div className="grid items-start gap-3 sm:grid-cols-2 lg:grid-cols-3">
        <TextField label="Policy" value={policy.id} onChange={(id) => onChange({ ...policy, id })} error={errorAt(`insurance.${at}.id`)} />
        {AMOUNTS.map(({ field, label }) => (
          <TextField
            key={field}
            label={label}
            numeric
            value={policy[field]}
            onChange={(value) => onChange({ ...policy, [field]: value })}
            hint={field === "coverage" ? "After haircuts; 1 = all." : "Empty: none."}
            error={errorAt(`insurance.${at}.${field}`)}
          />
        ))}
      </div>
      <div className="mt-3 flex flex-wrap items-center gap-x-5 gap-y-2">
        <span className="text-sm font-semibold">Covers</span>
        {cells.map((cell) => (
          <Checkbox
            key={cell}
            label={cell}
            checked={policy.cells.includes(cell)}
            onChange={(used) =>
              onChange({ ...policy, cells: cells.filter((name) => (name === cell ? used : policy.cells.includes(name))) })
            }
          />
        ))}
        <Button tone="quiet" size="sm" aria-label={`Remove policy ${at + 1}`} onClick={() => onChange(null)}>
          <Trash2 aria-hidden="true" className="size-4" />
          Remove
        </Button>
      </div>
      {error ? <p className="mt-1 text-sm font-medium text-bad">{error}</p> : null}
    </fieldset>
  );
}
