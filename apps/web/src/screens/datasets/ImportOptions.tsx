"use client";
import { ChevronRight, Plus, X } from "lucide-react";
import { useState } from "react";
import type { ColumnType } from "@/generated/graphql.ts";
import { Button } from "@/ui/Button.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";

interface TypeOverride {
  key: number;
  column: string;
  type: ColumnType;
}

export interface ImportSettings {
  name: string;
  missing: string;
  overrides: TypeOverride[];
}

export const NO_SETTINGS: ImportSettings = { name: "", missing: "", overrides: [] };

const TYPES: readonly ColumnType[] = ["INTEGER", "FLOAT", "BOOLEAN", "STRING", "DATE", "TIMESTAMP"];
const TYPE_OPTIONS = TYPES.map((type) => ({ value: type, label: type.charAt(0) + type.slice(1).toLowerCase() }));

export function readSettings({ name, missing, overrides }: ImportSettings): {
  name: string;
  missing: string[];
  types: Record<string, ColumnType>;
} {
  return {
    name: name.trim(),
    missing: missing
      .split(",")
      .map((text) => text.trim())
      .filter(Boolean),
    types: Object.fromEntries(overrides.filter(({ column }) => column.trim() !== "").map(({ column, type }) => [column.trim(), type])),
  };
}

interface ImportOptionsProps {
  settings: ImportSettings;
  onChange: (settings: ImportSettings) => void;
  disabled: boolean;
}

/** Set before dropping; most files need none of it. */
export function ImportOptions({ settings, onChange, disabled }: ImportOptionsProps) {
  const [next, setNext] = useState(1);
  const change = (key: number, part: Partial<TypeOverride>) =>
    onChange({ ...settings, overrides: settings.overrides.map((entry) => (entry.key === key ? { ...entry, ...part } : entry)) });
  return (
    <details className="group mt-2">
      <summary className="inline-flex list-none items-center gap-1 rounded-sm text-sm font-semibold text-ink-2 hover:text-ink">
        <ChevronRight aria-hidden="true" className="size-4 transition-transform group-open:rotate-90" />
        Name, types and missing markers
      </summary>
      <fieldset disabled={disabled} className="mt-3 grid gap-4 rounded-lg border border-line bg-surface p-4 md:grid-cols-2">
        <legend className="sr-only">How the next file is read</legend>
        <Field label="Name" hint="The file's name when empty.">
          {(ids) => (
            <input
              {...ids}
              className="control"
              value={settings.name}
              onChange={(event) => onChange({ ...settings, name: event.target.value })}
            />
          )}
        </Field>
        <Field label="Missing markers" hint="Cell texts that mean 'missing', separated by commas. The usual ones (NA, NULL, ?) when empty.">
          {(ids) => (
            <input
              {...ids}
              className="control"
              value={settings.missing}
              onChange={(event) => onChange({ ...settings, missing: event.target.value })}
            />
          )}
        </Field>
        <div className="md:col-span-2">
          <p className="text-sm font-semibold">Column types</p>
          <p className="mb-2 text-xs text-ink-3">Types are inferred from the whole file; name a column here to set its type yourself.</p>
          <ul className="flex flex-col gap-2">
            {settings.overrides.map((entry) => (
              <li key={entry.key} className="flex max-w-xl items-center gap-2">
                <input
                  aria-label="Column name"
                  className="control"
                  placeholder="Column name"
                  value={entry.column}
                  onChange={(event) => change(entry.key, { column: event.target.value })}
                />
                <Select
                  aria-label={`Type of ${entry.column || "the column"}`}
                  value={entry.type}
                  options={TYPE_OPTIONS}
                  onChange={(type) => change(entry.key, { type: TYPES.find((known) => known === type) ?? "STRING" })}
                  className="max-w-40"
                />
                <Button
                  tone="quiet"
                  size="sm"
                  aria-label="Remove"
                  onClick={() => onChange({ ...settings, overrides: settings.overrides.filter(({ key }) => key !== entry.key) })}
                >
                  <X aria-hidden="true" className="size-4" />
                </Button>
              </li>
            ))}
          </ul>
          <Button
            size="sm"
            className="mt-2"
            onClick={() => {
              onChange({ ...settings, overrides: [...settings.overrides, { key: next, column: "", type: "STRING" }] });
              setNext(next + 1);
            }}
          >
            <Plus aria-hidden="true" className="size-4" />
            Set a type
          </Button>
        </div>
      </fieldset>
    </details>
  );
}
