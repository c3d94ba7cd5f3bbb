"use client";
import type { ParamField } from "@/lib/param-fields.ts";
import { Checkbox } from "./Checkbox.tsx";
import { Field } from "./Field.tsx";
import { Select } from "./Select.tsx";

interface ParamInputProps {
  field: ParamField;
  value: string | boolean;
  onChange: (value: string | boolean) => void;
  error?: string | null;
  /** What a parameter that names a column may name; without any its name is typed. */
  columns?: readonly string[];
}

const HINTS: Partial<Record<ParamField["kind"], string>> = {
  numbers: "Numbers separated by commas.",
  texts: "Separated by commas; double quotes keep a comma.",
  value: 'A number, true, false or text; "5" is the text 5.',
  values: 'Separated by commas; "5" is the text 5.',
};

function hintOf(field: ParamField): string {
  const range = field.kind === "number" && (field.min !== null || field.max !== null) ? `${field.min ?? "…"} to ${field.max ?? "…"}.` : "";
  const options = field.kind === "choices" ? `Some of ${field.options.join(", ")}.` : "";
  const lines = field.kind === "pairs" ? `One '${field.keyName} ${field.valueName}' a line.` : "";
  const description = field.description && !field.description.endsWith(".") ? `${field.description}.` : field.description;
  return [description, range, options, lines, HINTS[field.kind]].filter(Boolean).join(" ");
}

/** The control of one parameter, drawn from its JSON Schema. */
export function ParamInput({ field, value, onChange, error, columns = [] }: ParamInputProps) {
  if (field.kind === "switch")
    return <Checkbox label={field.label} hint={field.description} checked={value === true} onChange={onChange} />;
  const text = typeof value === "string" ? value : "";
  const choices = field.kind === "choice" ? field.options : field.kind === "column" && columns.length > 0 ? columns : null;
  const empty = field.required || field.initial !== "" ? [] : [{ value: "", label: "not set" }];
  return (
    <Field label={field.label} hint={hintOf(field)} error={error}>
      {(ids) =>
        choices ? (
          <Select
            {...ids}
            value={text}
            placeholder="Choose"
            options={[...empty, ...choices.map((option) => ({ value: option, label: option }))]}
            onChange={onChange}
          />
        ) : field.kind === "pairs" ? (
          <textarea {...ids} rows={3} className="control" value={text} onChange={(event) => onChange(event.target.value)} />
        ) : (
          <input
            {...ids}
            className="control"
            inputMode={field.kind === "number" ? "decimal" : undefined}
            value={text}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  );
}
