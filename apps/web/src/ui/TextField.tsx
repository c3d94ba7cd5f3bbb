"use client";
import type { ReactNode } from "react";
import { Field } from "./Field.tsx";

interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: ReactNode;
  error?: string | null;
  type?: "text" | "date";
  numeric?: boolean;
  rows?: number;
  placeholder?: string;
}

export function TextField({ label, value, onChange, hint, error, type = "text", numeric = false, rows = 1, placeholder }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) =>
        rows > 1 ? (
          <textarea
            {...ids}
            rows={rows}
            className="control"
            placeholder={placeholder}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <input
            {...ids}
            type={type}
            className="control"
            inputMode={numeric ? "decimal" : undefined}
            placeholder={placeholder}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  );
}
