"use client";
import { X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { Field } from "@/ui/Field.tsx";

interface ColumnsInputProps {
  label: string;
  value: readonly string[];
  onChange: (value: string[]) => void;
  /** What is offered; other words may be typed. */
  columns: readonly string[];
  hint?: ReactNode;
  error?: string | null;
  /** What stands in the empty box. */
  placeholder?: string;
}

/** A list of column names: typed or taken from those offered, each taken out by its button. */
export function ColumnsInput({ label, value, onChange, columns, hint, error, placeholder = "Add a column" }: ColumnsInputProps) {
  const listId = useId();
  const [text, setText] = useState("");
  const add = (words: string): void => {
    const names = words
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "" && !value.includes(name));
    if (names.length > 0) onChange([...value, ...new Set(names)]);
    setText("");
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Enter") {
      event.preventDefault();
      // A name with a comma in it can be chosen, though not typed in a list.
      if (columns.includes(text)) onChange([...value, text]);
      else add(text);
      setText("");
    } else if (event.key === "Backspace" && text === "" && value.length > 0) onChange(value.slice(0, -1));
  };
  const change = (next: string): void => {
    // A choice from the list arrives whole; typing arrives letter by letter.
    if (columns.includes(next) && next.length > text.length + 1 && !value.includes(next)) {
      onChange([...value, next]);
      setText("");
    } else setText(next);
  };
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <div className="control flex h-auto min-h-8.5 flex-wrap items-center gap-1.5 py-1">
          {value.map((name) => (
            <span key={name} className="inline-flex items-center gap-1 rounded-sm bg-sea-soft py-0.5 pl-1.5 text-sm font-medium">
              <span className="[overflow-wrap:anywhere]">{name}</span>
              <button
                type="button"
                aria-label={`Take ${name} out of ${label}`}
                className="grid size-6 place-items-center rounded-sm text-ink-2 hover:bg-surface-3 hover:text-ink"
                onClick={() => onChange(value.filter((other) => other !== name))}
              >
                <X aria-hidden="true" className="size-3.5" />
              </button>
            </span>
          ))}
          <input
            {...ids}
            list={listId}
            className="min-w-32 flex-1 bg-transparent outline-none placeholder:text-ink-3"
            placeholder={value.length === 0 ? placeholder : undefined}
            value={text}
            autoComplete="off"
            onChange={(event) => change(event.target.value)}
            onKeyDown={onKey}
            onBlur={() => add(text)}
          />
          <datalist id={listId}>
            {columns
              .filter((name) => !value.includes(name))
              .map((name) => (
                <option key={name} value={name} />
              ))}
          </datalist>
        </div>
      )}
    </Field>
  );
}
