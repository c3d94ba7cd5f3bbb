"use client";
import { Plus, Trash2 } from "lucide-react";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { TextField } from "@/ui/TextField.tsx";
import type { CombinationDraft } from "./combinations.ts";

interface CombinationFieldsProps {
  combinations: readonly CombinationDraft[];
  onChange: (combinations: CombinationDraft[]) => void;
  /** The models of the study, by name. */
  entries: readonly { name: string; title: string }[];
  errorAt: (path: string) => string | null;
}

/** Forecasts made of several models' forecasts, compared like any other. */
export function CombinationFields({ combinations, onChange, entries, errorAt }: CombinationFieldsProps) {
  const replace = (at: number, next: CombinationDraft) => onChange(combinations.map((old, i) => (i === at ? next : old)));
  const error = errorAt("combinations");
  return (
    <Card
      title="Combinations"
      description="The geometric mean of several models' forecasts, such as GARCH and HAR together; compared with the models in it."
      actions={
        <Button
          size="sm"
          onClick={() =>
            onChange([...combinations, { label: `combination ${combinations.length + 1}`, members: entries.map(({ name }) => name) }])
          }
        >
          <Plus aria-hidden="true" className="size-4" />
          Add a combination
        </Button>
      }
    >
      {combinations.length === 0 ? <p className="text-sm text-ink-3">None: every model stands for itself.</p> : null}
      <div className="flex flex-col gap-4">
        {combinations.map(({ label, members }, at) => {
          const problem = errorAt(`combinations.${at}.members`);
          return (
            <fieldset
              // biome-ignore lint/suspicious/noArrayIndexKey: a combination is its place; its name is being typed.
              key={at}
              className="rounded-md border border-line p-3"
            >
              <legend className="px-1 text-sm font-semibold">{label || `Combination ${at + 1}`}</legend>
              <div className="grid items-start gap-x-6 gap-y-3 sm:grid-cols-[14rem_minmax(0,1fr)_auto]">
                <TextField
                  label="Name"
                  value={label}
                  onChange={(name) => replace(at, { label: name, members })}
                  error={errorAt(`combinations.${at}.label`)}
                />
                <div>
                  <span className="text-sm font-semibold">Models in it</span>
                  <div className="mt-2 flex flex-wrap gap-x-5 gap-y-2">
                    {entries.map(({ name, title }) => (
                      <Checkbox
                        key={name}
                        label={title}
                        checked={members.includes(name)}
                        onChange={(used) =>
                          replace(at, { label, members: used ? [...members, name] : members.filter((member) => member !== name) })
                        }
                      />
                    ))}
                  </div>
                  {problem ? <p className="mt-1 text-sm font-medium text-bad">{problem}</p> : null}
                </div>
                <Button
                  tone="quiet"
                  size="sm"
                  aria-label={`Remove combination ${at + 1}`}
                  onClick={() => onChange(combinations.filter((_, i) => i !== at))}
                >
                  <Trash2 aria-hidden="true" className="size-4" />
                  Remove
                </Button>
              </div>
            </fieldset>
          );
        })}
      </div>
      {error ? <p className="mt-2 text-sm font-medium text-bad">{error}</p> : null}
    </Card>
  );
}
