"use client";
import { paramFields } from "@/lib/param-fields.ts";
import { ParamInput } from "@/ui/ParamInput.tsx";
import { SelectField } from "@/ui/SelectField.tsx";
import type { MethodChoice, RegisteredMethod } from "./method-choice.ts";

interface MethodFieldsProps {
  label: string;
  methods: readonly RegisteredMethod[];
  choice: MethodChoice;
  onChange: (choice: MethodChoice) => void;
  errorAt: (path: string) => string | null;
  path: string;
}

/** A method of a registry and its own parameters, drawn from their schema. */
export function MethodFields({ label, methods, choice, onChange, errorAt, path }: MethodFieldsProps) {
  const method = methods.find(({ name }) => name === choice.name);
  const values = choice.params[choice.name] ?? {};
  return (
    <>
      <SelectField
        label={label}
        value={choice.name}
        options={methods.map(({ name, title }) => ({ value: name, label: title }))}
        onChange={(name) => onChange({ ...choice, name })}
        hint={method?.description}
        error={errorAt(path)}
      />
      {(method ? paramFields(method.params) : []).map((field) => (
        <ParamInput
          key={`${choice.name}/${field.name}`}
          field={field}
          value={values[field.name] ?? field.initial}
          onChange={(value) => onChange({ ...choice, params: { ...choice.params, [choice.name]: { ...values, [field.name]: value } } })}
          error={errorAt(`${path}.params.${field.name}`)}
        />
      ))}
    </>
  );
}
