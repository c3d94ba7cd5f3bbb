"use client";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";

interface ColumnSelectProps {
  label: string;
  hint?: string;
  value: string;
  columns: readonly string[];
  onChange: (value: string) => void;
  error: string | null;
  /** What stands for none; without it a column has to be chosen. */
  none?: string;
}

/** One column of a table. */
export function ColumnSelect({ label, hint, value, columns, onChange, error, none }: ColumnSelectProps) {
  const options = columns.map((name) => ({ value: name, label: name }));
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <Select
          {...ids}
          placeholder={columns.length === 0 ? "Choose the data set first" : "Choose a column"}
          value={value}
          options={none === undefined ? options : [{ value: "", label: none }, ...options]}
          onChange={onChange}
        />
      )}
    </Field>
  );
}
