"use client";
import type { ParamField, ParamValues } from "@/lib/param-fields.ts";
import { ParamInput } from "@/ui/ParamInput.tsx";

interface ParamFieldsProps {
  fields: readonly ParamField[];
  values: ParamValues;
  onChange: (values: ParamValues) => void;
  errorAt: (name: string) => string | null;
  /** What a parameter that names a column may name. */
  columns?: readonly string[];
}

/** One control for each parameter of a schema. */
export function ParamFields({ fields, values, onChange, errorAt, columns = [] }: ParamFieldsProps) {
  if (fields.length === 0) return null;
  return (
    <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
      {fields.map((field) => (
        <ParamInput
          key={field.name}
          field={field}
          value={values[field.name] ?? field.initial}
          error={errorAt(field.name)}
          columns={columns}
          onChange={(value) => onChange({ ...values, [field.name]: value })}
        />
      ))}
    </div>
  );
}
