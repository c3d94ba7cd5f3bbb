"use client";
import type { ReactNode } from "react";
import { Field } from "./Field.tsx";
import { type Option, Select } from "./Select.tsx";

interface SelectFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  options: readonly Option[];
  hint?: ReactNode;
  error?: string | null;
  placeholder?: string;
}

export function SelectField({ label, hint, error, ...select }: SelectFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => <Select {...ids} {...select} />}
    </Field>
  );
}
