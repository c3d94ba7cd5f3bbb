"use client";
import type { ParamField, ParamValues } from "@/lib/param-fields.ts";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";

interface SchemaFieldsProps {
  fields: readonly ParamField[];
  values: ParamValues;
  onChange: (values: ParamValues) => void;
  errorAt: (name: string) => string | null;
}

/** Form fields drawn from a JSON Schema of the catalog. */
export function SchemaFields({ fields, values, onChange, errorAt }: SchemaFieldsProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
      {fields.map((field) => (
        <SchemaField
          key={field.name}
          field={field}
          value={values[field.name] ?? field.initial}
          error={errorAt(field.name)}
          onChange={(value) => onChange({ ...values, [field.name]: value })}
        />
      ))}
    </div>
  );
}

interface SchemaFieldProps {
  field: ParamField;
  value: string | boolean;
  error: string | null;
  onChange: (value: string | boolean) => void;
}

function SchemaField({ field, value, error, onChange }: SchemaFieldProps) {
  if (field.kind === "switch")
    return <Checkbox label={field.label} hint={field.description} checked={value === true} onChange={onChange} />;
  const text = typeof value === "string" ? value : "";
  const range = field.kind === "number" ? rangeWords(field.min, field.max) : "";
  const more = field.kind === "numbers" ? " Numbers separated by commas." : field.kind === "json" ? " JSON." : "";
  return (
    <Field label={field.label} hint={`${field.description}${range}${more}`} error={error}>
      {(ids) =>
        field.kind === "choice" ? (
          <Select {...ids} value={text} options={field.options.map((option) => ({ value: option, label: option }))} onChange={onChange} />
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

function rangeWords(min: number | null, max: number | null): string {
  if (min !== null && max !== null) return ` ${min} to ${max}.`;
  if (min !== null) return ` At least ${min}.`;
  return max === null ? "" : ` At most ${max}.`;
}
