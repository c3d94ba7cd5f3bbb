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
}

/** The control of one parameter, drawn from its JSON Schema. */
export function ParamInput({ field, value, onChange, error }: ParamInputProps) {
  if (field.kind === "switch")
    return <Checkbox label={field.label} hint={field.description} checked={value === true} onChange={onChange} />;
  const text = typeof value === "string" ? value : "";
  const range = field.kind === "number" && (field.min !== null || field.max !== null) ? ` ${field.min ?? "…"} to ${field.max ?? "…"}.` : "";
  const list =
    field.kind === "numbers"
      ? " Numbers separated by commas."
      : field.kind === "pairs"
        ? ` One '${field.keyName} ${field.valueName}' a line.`
        : "";
  return (
    <Field label={field.label} hint={`${field.description}${range}${list}`} error={error}>
      {(ids) =>
        field.kind === "choice" ? (
          <Select {...ids} value={text} options={field.options.map((option) => ({ value: option, label: option }))} onChange={onChange} />
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
