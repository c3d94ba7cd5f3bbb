"use client";
import { Search } from "lucide-react";
import { useState } from "react";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { Field } from "@/ui/Field.tsx";
import { Notice } from "@/ui/states.tsx";
import type { TrainingForm } from "./use-training-form.ts";

const protectedHint = (isOn: boolean): string => (isOn ? "protected, switched on" : "protected: kept out");

export function FeatureSection({ form }: { form: TrainingForm }) {
  const { draft, change, dataset, errorAt } = form;
  const [search, setSearch] = useState("");
  const columns = dataset.columns.filter(
    ({ name }) => name !== draft.target && !(draft.splitMethod === "COLUMN" && name === draft.splitColumn),
  );
  const shown = columns.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()));
  const dropped = new Set(draft.dropped);
  const shielded = new Set(dataset.protectedAttributes.map(({ column }) => column));
  const switchedOn = new Set(draft.fairness.switchedOn);
  const isUsed = (name: string): boolean => (shielded.has(name) ? switchedOn.has(name) : !dropped.has(name));
  const inGroup = new Set(draft.groups.flatMap((group) => group.columns));
  const setUsed = (names: readonly string[], used: boolean) => {
    const next = new Set(dropped);
    for (const name of names) {
      if (used) next.delete(name);
      else next.add(name);
    }
    const groups = used
      ? draft.groups
      : draft.groups.map((group) => ({ ...group, columns: group.columns.filter((name) => !next.has(name)) }));
    change({ dropped: columns.map(({ name }) => name).filter((name) => next.has(name)), groups });
  };
  const switchProtected = (name: string, on: boolean) => {
    const names = columns.map((column) => column.name).filter((other) => (other === name ? on : switchedOn.has(other)));
    change({ fairness: { ...draft.fairness, switchedOn: names } });
  };
  const free = shown.filter(({ name }) => !shielded.has(name)).map(({ name }) => name);
  const error = errorAt("features") ?? errorAt("drop") ?? errorAt("protectedFeatures");
  return (
    <Card
      title="Features"
      description={`${columns.filter(({ name }) => isUsed(name)).length} of ${columns.length} columns are read. Identifiers and constants are left out at first, protected columns until they are switched on.`}
      actions={
        <>
          <div className="relative">
            <Search aria-hidden="true" className="pointer-events-none absolute left-2.5 top-2.5 size-4 text-ink-3" />
            <input
              type="search"
              aria-label="Find a feature"
              placeholder="Find"
              className="control w-40 pl-8"
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
          </div>
          <Button size="sm" tone="quiet" onClick={() => setUsed(free, true)}>
            Take all
          </Button>
          <Button size="sm" tone="quiet" onClick={() => setUsed(free, false)}>
            Take none
          </Button>
        </>
      }
    >
      {error ? (
        <div className="mb-3">
          <Notice tone="bad" title={error} />
        </div>
      ) : null}
      <div className="grid max-h-[30rem] gap-x-6 gap-y-2 overflow-y-auto sm:grid-cols-2 lg:grid-cols-3">
        {shown.map((column) => (
          <Checkbox
            key={column.name}
            label={column.name}
            hint={
              shielded.has(column.name)
                ? protectedHint(isUsed(column.name))
                : (column.hints[0] ?? (inGroup.has(column.name) ? "a time step" : undefined))
            }
            checked={isUsed(column.name)}
            onChange={(used) => (shielded.has(column.name) ? switchProtected(column.name, used) : setUsed([column.name], used))}
          />
        ))}
      </div>
      {switchedOn.size > 0 ? (
        <div className="mt-4 border-t border-line pt-4">
          <Field
            label="Why protected columns are read"
            hint={`${[...switchedOn].join(", ")}: kept in the audit log with your name.`}
            error={errorAt("protectedReason")}
          >
            {(ids) => (
              <input
                {...ids}
                className="control"
                value={draft.fairness.reason}
                onChange={(event) => change({ fairness: { ...draft.fairness, reason: event.target.value } })}
              />
            )}
          </Field>
        </div>
      ) : null}
    </Card>
  );
}
