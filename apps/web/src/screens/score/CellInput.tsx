"use client";
import { formatValue } from "@/lib/format.ts";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import type { Signature } from "./ScoreResultCard.tsx";

type Column = Signature["columns"][number];

interface CellInputProps {
  column: Column;
  text: string;
  error: string | null;
  onChange: (text: string) => void;
}

/** A cell of the record: a list for what has levels, else a box, with a slider over the range seen in training for a number. */
export function CellInput({ column, text, error, onChange }: CellInputProps) {
  const range = rangeOf(column);
  const numeric = column.type === "INTEGER" || column.type === "FLOAT";
  const hint = range ? `${formatValue(range.min)} to ${formatValue(range.max)}` : column.type.toLowerCase();
  const levels = column.type === "BOOLEAN" && column.levels.length === 0 ? ["true", "false"] : column.levels;
  return (
    <Field label={column.name} hint={hint} error={error}>
      {(ids) =>
        levels.length > 0 ? (
          <Select
            {...ids}
            value={text}
            options={[
              { value: "", label: "(missing)" },
              ...(levels.includes(text) || text === "" ? [] : [{ value: text, label: text }]),
              ...levels.map((level) => ({ value: level, label: level })),
            ]}
            onChange={onChange}
          />
        ) : (
          <>
            <input
              {...ids}
              className="control"
              inputMode={numeric ? "decimal" : undefined}
              value={text}
              onChange={(event) => onChange(event.target.value)}
            />
            {range ? (
              <input
                type="range"
                aria-label={`${column.name}, slider`}
                className="w-full accent-sea"
                min={range.min}
                max={range.max}
                step={range.step}
                value={Number.isFinite(Number.parseFloat(text)) ? text : range.min}
                onChange={(event) => onChange(event.target.value)}
              />
            ) : null}
          </>
        )
      }
    </Field>
  );
}

/** The range of a number seen in training, in about 200 steps of a round size; null where there is none. */
export function rangeOf({ type, min, max }: Column): { min: number; max: number; step: number } | null {
  if ((type !== "INTEGER" && type !== "FLOAT") || min == null || max == null || !(max > min)) return null;
  const rough = 10 ** Math.floor(Math.log10((max - min) / 200));
  const step = type === "INTEGER" ? Math.max(1, rough) : rough;
  // A slider counts its steps from `min`, so both ends are put on the steps.
  return { min: Math.floor(min / step) * step, max: Math.ceil(max / step) * step, step };
}
